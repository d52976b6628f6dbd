// The column chooser without a journey to the server: buttons and dragging change the order of the boxes, which is
// the order in which the form sends them. Without this file the same buttons submit, one step at a time.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-columns] [data-move]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("[data-column]");
  const up = button.dataset.move === "up";
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other?.matches("[data-column][draggable]")) return;
  if (up) other.before(row);
  else other.after(row);
  button.focus();
});

let dragged = null;

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-column]") ?? null;
});

document.addEventListener("dragover", (event) => {
  const row = event.target.closest?.("[data-column][draggable]");
  if (!dragged || !row || row === dragged || row.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  const { top, height } = row.getBoundingClientRect();
  if (event.clientY < top + height / 2) row.before(dragged);
  else row.after(dragged);
});

document.addEventListener("dragend", () => {
  dragged = null;
});
