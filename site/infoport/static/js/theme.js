// Loaded, and blocking, only when the user's setting is "as the system": the server cannot know the system's choice.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const apply = () => document.documentElement.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
apply();
dark.addEventListener("change", apply);
