// Makes `select[data-remote]` searchable with options from the API: `data-url?q=…&brief=1&limit=30` answers
// {"results": [{"id": …, "display": "…", "description": "…"}]}. Without script it stays the plain select it is.
// A page that has such selects loads vendor/tom-select.css, vendor/tom-select.js (defer) and this module.
//   data-url    the list's address; it may carry conditions of its own
//   data-value  the field of a result that becomes the option's value; "id" when absent
//   data-with   "site_id=id_site location_id=id_location": conditions taken from other fields of the form
//   data-empty  what is said when nothing matches
// `select[data-local]` has all its options in the page; they are searched there.
const LIMIT = 30;

function address(select, query) {
  const url = new URL(select.dataset.url, location.href);
  url.searchParams.set("q", query);
  url.searchParams.set("brief", "1");
  url.searchParams.set("limit", String(LIMIT));
  for (const pair of (select.dataset.with ?? "").split(/\s+/).filter(Boolean)) {
    const [condition, field] = pair.split("=");
    const value = document.getElementById(field)?.value;
    if (value) url.searchParams.set(condition, value);
  }
  return url;
}

function line(data, escape) {
  const beside = data.description ? ` <span class="muted xs">${escape(data.description)}</span>` : "";
  return `<div>${escape(data.display ?? data.text ?? "")}${beside}</div>`;
}

function enhance(select) {
  if (select.tomselect || !select.dataset.url) return;
  const valueField = select.dataset.value ?? "id";
  // Tom Select takes the label to its own box; the select it hides still needs a name.
  if (select.labels[0] && !select.ariaLabel) select.setAttribute("aria-label", select.labels[0].textContent.replace("*", "").trim());
  const known = [...select.options].filter((option) => option.value).map((option) => ({
    [valueField]: option.value,
    display: option.textContent.trim(),
  }));
  const box = new window.TomSelect(select, {
    valueField,
    labelField: "display",
    searchField: ["display", "description"],
    options: known,
    items: [...select.selectedOptions].map((option) => option.value).filter(Boolean),
    maxOptions: LIMIT,
    preload: "focus",
    closeAfterSelect: !select.multiple,
    plugins: select.multiple ? ["remove_button"] : ["clear_button"],
    loadThrottle: 200,
    // The server has searched already, in fields a result may not show.
    score: () => () => 1,
    async load(query, done) {
      try {
        const answer = await fetch(address(select, query), { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(`${select.dataset.url} answered ${answer.status}`);
        const { results } = await answer.json();
        this.clearOptions((option) => this.items.includes(String(option[valueField])));
        done(results);
      } catch {
        done();
      }
    },
    render: {
      option: line,
      item: (data, escape) => `<div>${escape(data.display ?? data.text ?? "")}</div>`,
      no_results: (_, escape) => `<div class="no-results">${escape(select.dataset.empty ?? "—")}</div>`,
    },
  });
  for (const pair of (select.dataset.with ?? "").split(/\s+/).filter(Boolean)) {
    document.getElementById(pair.split("=")[1])?.addEventListener("change", () => {
      box.clear();
      box.clearOptions();
      box.load("");
    });
  }
}

// All options are in the page: they are searched here.
function enhanceLocal(select) {
  if (select.tomselect) return;
  new window.TomSelect(select, {
    maxOptions: null,
    closeAfterSelect: !select.multiple,
    plugins: select.multiple ? ["remove_button"] : ["clear_button"],
    render: { no_results: (_, escape) => `<div class="no-results">${escape(select.dataset.empty ?? "—")}</div>` },
  });
}

function enhanceAll(root) {
  for (const [mark, make] of [["select[data-remote]", enhance], ["select[data-local]", enhanceLocal]]) {
    if (root.matches?.(mark)) make(root);
    for (const select of root.querySelectorAll?.(mark) ?? []) make(select);
  }
}

enhanceAll(document);
document.addEventListener("htmx:load", (event) => enhanceAll(event.detail.elt));
