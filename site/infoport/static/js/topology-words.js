// What a map says of a link, a node, and all that disagrees, as cards beside it. The words are in #map-words.
const side = document.getElementById("map-side");
const words = JSON.parse(document.getElementById("map-words").textContent);

export const said = (key, values = {}) => (words[key] ?? key).replace(/%\((\w+)\)[sd]/g, (_, name) => values[name] ?? "");
export const make = (tag, className = "", ...inside) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...inside);
  return made;
};

let found = null;
let choose = null;
let edgesOf = new Map();
export let byId = new Map();

/** Take what the server answered, and what to do when somebody chooses a link of a card. */
export function knows(answer, chosen) {
  found = answer;
  choose = chosen;
  byId = new Map(found.nodes.map((node) => [node.id, node]));
  edgesOf = new Map();
  for (const edge of found.edges) {
    for (const id of new Set([edge.a, edge.b])) edgesOf.set(id, [...(edgesOf.get(id) ?? []), edge]);
  }
}

const nameOf = (id) => byId.get(id)?.name ?? id;
export const title = (edge) => `${nameOf(edge.a)} ${edge.a_port ?? ""} – ${nameOf(edge.b)} ${edge.b_port ?? ""}`.replace(/\s+/g, " ").trim();
export const verdict = (edge) => said(edge.verdict ?? "none");

function sure(edge) {
  if (!edge.confidence) return "";
  if (found.layer === 3) return said(edge.confidence === "certain" ? "stated" : "resolved");
  return said(edge.confidence);
}

function line(edge) {
  const drawn = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawn.setAttribute("viewBox", "0 0 28 8");
  drawn.setAttribute("class", "lk1");
  drawn.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("class", `v-${edge.verdict ?? "unknown"}`);
  path.setAttribute("d", "M1 4H27");
  drawn.append(path);
  return drawn;
}

function reasons(edge) {
  const list = make("ul", "map-why");
  for (const proof of edge.evidence ?? []) {
    const item = make("li", "", said(proof.how, { ...proof, port: proof.port || "?" }));
    if (proof.at) item.append(make("div", "muted xs", new Date(proof.at).toLocaleString(document.documentElement.lang)));
    if (proof.source) item.title = proof.source;
    list.append(item);
  }
  for (const each of edge.silent ?? []) list.append(make("li", "muted", said(each.why, each)));
  return list;
}

function card(heading, ...inside) {
  const section = make("section", "card-i");
  section.append(make("header", "", make("h2", "", heading)), ...inside);
  return section;
}

function linkTo(url, text) {
  const anchor = make("a", "b s", text);
  anchor.href = url;
  return anchor;
}

function listed(edges) {
  const list = make("ol", "map-links");
  for (const edge of edges) {
    const button = make("button", "", line(edge), make("b", "", title(edge)), make("div", "muted xs", verdict(edge)));
    button.type = "button";
    button.addEventListener("click", () => choose(`e${edge.id}`, true));
    list.append(make("li", "", button));
  }
  return list;
}

export function showDifferences() {
  const wrong = found.edges.filter((edge) => edge.verdict === "missing" || edge.verdict === "unexpected");
  const inside = wrong.length ? listed(wrong) : make("p", "muted", said("no_differences"));
  side.replaceChildren(card(said("differences"), make("div", "body", inside)));
}

export function showEdge(edge) {
  const body = make("div", "body", make("p", "", line(edge), verdict(edge)));
  if (edge.confidence) body.append(make("p", "muted small", sure(edge)));
  body.append(reasons(edge));
  const foot = make("footer", "");
  for (const id of [edge.a, edge.b]) if (byId.get(id)?.url) foot.append(linkTo(byId.get(id).url, nameOf(id)));
  for (const id of edge.cables ?? []) foot.append(linkTo(`/dcim/cables/${id}/`, said("cable", { id })));
  if (edge.circuit) foot.append(linkTo(`/circuits/circuits/${edge.circuit}/`, said("circuit")));
  side.replaceChildren(card(title(edge), body, foot));
}

export function showNode(node) {
  const about = [node.role, found.frames.find((frame) => frame.id === node.group)?.name].filter(Boolean).join(" · ");
  const body = make("div", "body");
  if (node.kind !== "device") body.append(make("p", "muted", said(node.kind)));
  if (about) body.append(make("p", "muted small", about));
  if (node.hosts) body.append(make("p", "muted small", said("hosts", { count: node.hosts })));
  body.append(listed(edgesOf.get(node.id) ?? []));
  const parts = [body];
  if (node.url) parts.push(make("footer", "", linkTo(node.url, said("open"))));
  side.replaceChildren(card(node.name, ...parts));
}

/** What stands beside the pointer above a link. */
export function hint(edge) {
  const first = edge.evidence?.[0];
  return [title(edge), verdict(edge), first ? said(first.how, { ...first, port: first.port || "?" }) : ""].filter(Boolean).join(" · ");
}
