// Single keys, off inside fields and dialogs and for users who switched them off (body[data-keys=off]).
// An element says which key presses it: data-key="n"; a group of the side bar says what follows `g`: data-go="i".
const FIELDS = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable], .ts-control";
const PREFIX_MS = 1500; // as long as a hesitating hand needs between `g` and its letter

let prefixedAt = 0;

const shown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
const rows = () => [...document.querySelectorAll("table.t tbody tr")].filter((row) => !row.matches(".group, .more-row") && shown(row));
const current = () => document.querySelector("table.t tr.cur");

function find(selector, inside = document) {
  return [...inside.querySelectorAll(selector)].find(shown);
}

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(current());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  current()?.classList.remove("cur");
  next.classList.add("cur");
  const link = next.querySelector("td.name a, th a, td a");
  link?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function tick(toHere) {
  const box = current()?.querySelector("[data-row]");
  box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: toHere }));
  return Boolean(box);
}

function open() {
  const link = current()?.querySelector("td.name a, th a, td a");
  link?.click();
  return Boolean(link);
}

// A row's own action goes before that of the bulk bar, and that before the page's.
function press(key) {
  const selector = `[data-key="${CSS.escape(key)}"]`;
  const row = current();
  const element = (row && find(selector, row)) || find(`.bulk ${selector}`) || find(selector);
  if (!element) return false;
  if (element.matches("input, select")) element.focus();
  else element.click();
  return true;
}

function go(key) {
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
}

function clear() {
  const ticked = [...document.querySelectorAll("[data-row]:checked")];
  for (const box of ticked) box.click();
  current()?.classList.remove("cur");
}

const COMMANDS = {
  "/": () => {
    const field = find("#find");
    field?.focus();
    return Boolean(field);
  },
  "?": () => {
    document.getElementById("keymap")?.showModal();
    return true;
  },
  j: () => move(1),
  k: () => move(-1),
  x: () => tick(false),
  X: () => tick(true),
  o: open,
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    if (event.target.matches?.(FIELDS)) event.target.blur();
    else if (!document.querySelector("dialog[open], details.menu[open]")) clear();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (document.body.dataset.keys === "off" || document.querySelector("dialog[open]")) return;
  if (event.target.closest?.(FIELDS)) return;
  const prefixed = event.timeStamp - prefixedAt < PREFIX_MS && prefixedAt > 0;
  prefixedAt = 0;
  if (prefixed && go(event.key)) {
    event.preventDefault();
    return;
  }
  if (event.key === "g") {
    prefixedAt = event.timeStamp;
    return;
  }
  if (event.key === "Enter") {
    if (event.target === document.body && open()) event.preventDefault();
    return;
  }
  if (event.key.length !== 1 || event.key === " ") return;
  if (COMMANDS[event.key]?.() || press(event.key)) event.preventDefault();
});
