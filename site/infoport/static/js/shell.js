// What the shell needs beside plain links and forms: menus that close, dialogs that open, notes that go away,
// and the two things every htmx request of this site shares (the CSRF token, what is said when one fails).
const live = document.getElementById("live");

function say(text) {
  if (live) live.textContent = text;
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => {
  closeMenus(event.target.closest("details.menu"));
  const opener = event.target.closest("[data-open]");
  if (opener) {
    closeMenus();
    document.getElementById(opener.dataset.open)?.showModal();
  }
  if (event.target.closest("[data-dismiss]")) event.target.closest(".note")?.remove();
  const dialog = event.target.closest("dialog");
  // A click on the backdrop has the dialog itself as its target.
  if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) dialog.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  closeMenus();
  menu?.querySelector("summary")?.focus();
  if (location.hash === "#side") location.hash = "#main";
});

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = token.value;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "modal") return;
  const dialog = event.detail.target.querySelector("dialog");
  if (!dialog) return;
  dialog.showModal();
  dialog.addEventListener("close", () => dialog.remove());
});

for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => {
    const note = document.createElement("div");
    note.className = "note down";
    note.textContent = live?.dataset.failed ?? "";
    document.getElementById("flash")?.replaceChildren(note);
    say(note.textContent);
  });
}
