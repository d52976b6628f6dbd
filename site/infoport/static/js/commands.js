// Ctrl K: pages of the side bar and actions of this page at once, objects from the server as one types.
// The server answers `data-url?q=` with a fragment of headings and links; its text is trusted as a page's is.
const dialog = document.getElementById("commands");
const field = document.getElementById("command");
const list = document.getElementById("command-list");
const WAIT_MS = 150; // a typing pause; a request per keystroke would only be thrown away

let timer = 0;
let asked = null;
let selected = -1;

const options = () => [...list.querySelectorAll("[role=option]")];

function select(index) {
  const all = options();
  selected = all.length ? (index + all.length) % all.length : -1;
  all.forEach((option, at) => option.setAttribute("aria-selected", String(at === selected)));
  if (selected < 0) {
    field.removeAttribute("aria-activedescendant");
    return;
  }
  field.setAttribute("aria-activedescendant", all[selected].id);
  all[selected].scrollIntoView({ block: "nearest" });
}

function asOptions() {
  [...list.querySelectorAll("a[href]")].forEach((link, at) => {
    link.id = `command-${at}`;
    link.setAttribute("role", "option");
    link.tabIndex = -1;
  });
  for (const heading of list.querySelectorAll("h3")) heading.setAttribute("role", "presentation");
}

function heading(text) {
  const title = document.createElement("h3");
  title.textContent = text;
  return title;
}

function local(query) {
  const wanted = query.toLowerCase();
  const nodes = [];
  for (const [title, selector] of [[dialog.dataset.pages, "#side .nav1, #side .sub a"], [dialog.dataset.actions, ".acts a[href]"]]) {
    const links = [...document.querySelectorAll(selector)].filter((link) => link.textContent.toLowerCase().includes(wanted));
    if (!links.length) continue;
    nodes.push(heading(title));
    for (const link of links.slice(0, 8)) {
      const copy = document.createElement("a");
      copy.href = link.href;
      const icon = link.querySelector("svg.i");
      if (icon) copy.append(icon.cloneNode(true));
      copy.append([...link.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join(" "));
      nodes.push(copy);
    }
  }
  return nodes;
}

function say(text) {
  const line = document.createElement("p");
  line.className = "blank";
  line.setAttribute("role", "status");
  line.textContent = text;
  return line;
}

function show(query, found) {
  list.replaceChildren(...local(query), ...found);
  if (!list.childNodes.length && query) list.append(say(dialog.dataset.nothing));
  asOptions();
  select(0);
}

async function ask(query) {
  asked?.abort();
  asked = new AbortController();
  const url = new URL(dialog.dataset.url, location.href);
  url.searchParams.set("q", query);
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: asked.signal });
    if (!answer.ok) throw new Error(`search answered ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    show(query, [...page.body.childNodes].filter((node) => node.nodeType !== Node.TEXT_NODE || node.data.trim()));
  } catch (error) {
    if (error.name !== "AbortError") show(query, [say(dialog.dataset.failed)]);
  }
}

function typed() {
  clearTimeout(timer);
  const query = field.value.trim();
  show(query, []);
  if (query) timer = setTimeout(ask, WAIT_MS, query);
  else asked?.abort();
}

function start() {
  if (!dialog.open) dialog.showModal();
  field.select();
  typed();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    start();
  }
});
dialog?.addEventListener("focusin", (event) => {
  if (event.target === field && !list.childNodes.length) typed();
});
field?.addEventListener("input", typed);
field?.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    select(selected + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Escape") {
    event.preventDefault(); // a search field would only empty itself
    dialog.close();
  } else if (event.key === "Enter") {
    event.preventDefault();
    const option = options()[selected];
    const search = new URL(dialog.dataset.url, location.href);
    search.searchParams.set("q", field.value.trim());
    if (option) option.click();
    else if (field.value.trim()) location.assign(search);
  }
});
