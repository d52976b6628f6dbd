// Rows that can be ticked. Markup: a container [data-list] (usually the form) holding the table and the bar
//   <input type="checkbox" data-row name="pk" value="17">      one per row; Shift picks the range
//   <input type="checkbox" data-all>                           the page
//   <div class="bulk"><b data-count="…"></b> …                 shown by the style sheet while a row is ticked
//   <input type="checkbox" name="all" value="1" data-everything data-total="881">  all pages, inside the bar
// data-count-text on [data-count] is the sentence, with {} for the number. Nothing here is needed to submit the form.
const lists = new WeakMap(); // container -> the row ticked last, where a Shift range begins

const boxes = (list) => [...list.querySelectorAll("[data-row]")];

function paint(list) {
  const all = boxes(list);
  const ticked = all.filter((box) => box.checked);
  for (const box of all) box.closest("tr")?.classList.toggle("sel", box.checked);
  const head = list.querySelector("[data-all]");
  if (head) {
    head.checked = ticked.length > 0 && ticked.length === all.length;
    head.indeterminate = ticked.length > 0 && ticked.length < all.length;
  }
  const everything = list.querySelector("[data-everything]");
  if (everything && ticked.length < all.length) everything.checked = false;
  const number = everything?.checked ? Number(everything.dataset.total) : ticked.length;
  const count = list.querySelector("[data-count]");
  if (count) {
    const shown = number.toLocaleString(document.documentElement.lang);
    count.textContent = (count.dataset.countText ?? "{}").replace("{}", shown);
  }
  const bar = list.querySelector(".bulk");
  if (bar) bar.hidden = ticked.length === 0;
}

function range(list, from, to, checked) {
  const all = boxes(list);
  const [first, last] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  if (first < 0) return;
  for (const box of all.slice(first, last + 1)) box.checked = checked;
}

document.addEventListener("click", (event) => {
  const list = event.target.closest?.("[data-list]");
  if (!list) return;
  const box = event.target.closest("[data-row]");
  if (box) {
    const from = lists.get(list);
    if (event.shiftKey && from) range(list, from, box, box.checked);
    lists.set(list, box);
    paint(list);
  } else if (event.target.matches("[data-all]")) {
    for (const each of boxes(list)) each.checked = event.target.checked;
    paint(list);
  } else if (event.target.matches("[data-everything]")) {
    if (event.target.checked) for (const each of boxes(list)) each.checked = true;
    paint(list);
  }
});

// A table that scrolls sideways must be reachable by keyboard; one that does not must not be a tab stop.
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});

function attend(root) {
  for (const list of root.querySelectorAll("[data-list]")) paint(list);
  const around = root.closest?.("[data-list]");
  if (around) paint(around);
  for (const frame of root.querySelectorAll(".t-wrap")) widths.observe(frame);
}

attend(document);
document.addEventListener("htmx:load", (event) => attend(event.detail.elt));
addEventListener("pageshow", () => attend(document));
