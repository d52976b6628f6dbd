// The search of a map: a list of its nodes below the field, for keyboard and pointer.
import { make, said } from "./topology-words.js";

const find = document.getElementById("map-find");
const hits = document.getElementById("map-hits");
const FOUND = 12;

function search(nodes) {
  const wanted = find.value.trim().toLowerCase();
  const names = wanted ? nodes.filter((node) => node.name.toLowerCase().includes(wanted)) : [];
  names.sort((one, other) => one.name.length - other.name.length);
  hits.replaceChildren(...names.slice(0, FOUND).map((node, at) => {
    const option = make("div", "", node.name);
    option.id = `map-hit-${at}`;
    option.dataset.id = node.id;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", String(at === 0));
    return option;
  }));
  if (wanted && !names.length) hits.append(make("p", "blank", said("nothing")));
  open(Boolean(wanted));
}

function open(is) {
  hits.hidden = !is;
  find.setAttribute("aria-expanded", String(is));
  const selected = hits.querySelector('[aria-selected="true"]');
  if (is && selected) find.setAttribute("aria-activedescendant", selected.id);
  else find.removeAttribute("aria-activedescendant");
}

function take(option, chosen) {
  if (!option) return;
  chosen(option.dataset.id);
  open(false);
}

function searching(event, chosen) {
  if (event.isComposing) return;
  const all = [...hits.querySelectorAll("[role=option]")];
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = (at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % (all.length || 1);
    all.forEach((option, place) => option.setAttribute("aria-selected", String(place === next)));
    all[next]?.scrollIntoView({ block: "nearest" });
    open(true);
  } else if (event.key === "Enter") {
    event.preventDefault();
    take(all[at], chosen);
  } else if (event.key === "Escape") {
    open(false);
  }
}

/** Search these nodes; `chosen` is called with the id of the one that is taken. */
export function searchable(nodes, chosen) {
  find.addEventListener("input", () => search(nodes));
  find.addEventListener("keydown", (event) => searching(event, chosen));
  find.addEventListener("blur", () => setTimeout(open, 150, false));
  hits.addEventListener("mousedown", (event) => take(event.target.closest("[role=option]"), chosen));
}
