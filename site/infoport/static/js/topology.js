// The map of a layer. #map[data-url] answers nodes with their places, edges with their evidence and frames. Nothing is
// laid out here: a map looks the same every morning because the server places it.
import { searchable } from "./topology-find.js";
import { elements, style } from "./topology-look.js";
import { byId, hint, knows, make, said, showDifferences, showEdge, showNode } from "./topology-words.js";

const map = document.getElementById("map");
const tip = document.getElementById("map-tip");
const root = document.documentElement;
const MANY = 800; // nodes from which drawing is simplified while the map moves
const STEP = 60; // pixels that an arrow key moves the map
const VERDICTS = ["agrees", "missing", "unexpected", "unknown"];
const shown = new Set(VERDICTS);
const still = matchMedia("(prefers-reduced-motion: reduce)");

let cy = null;
let found = null;

const edgeOf = (drawn) => found.edges.find((edge) => edge.id === drawn.data("at"));

function choose(id, move = false) {
  cy.elements(".pick, .dim").removeClass("pick dim");
  const chosen = id ? cy.getElementById(id) : cy.collection();
  map.dataset.chosen = chosen.length ? id : "";
  if (!chosen.length) {
    showDifferences();
    return;
  }
  const near = chosen.isNode() ? chosen.closedNeighborhood() : chosen.union(chosen.connectedNodes());
  cy.elements().not(".frame").not(near).addClass("dim");
  chosen.addClass("pick");
  if (chosen.isNode()) showNode(byId.get(id));
  else showEdge(edgeOf(chosen));
  if (move) cy.animate({ center: { eles: chosen }, zoom: Math.max(cy.zoom(), 1) }, { duration: still.matches ? 0 : 200 });
}

function tell(event, text) {
  tip.textContent = text;
  tip.hidden = false;
  const at = event.originalEvent;
  tip.style.left = `${Math.min(at.clientX + 14, innerWidth - tip.offsetWidth - 8)}px`;
  tip.style.top = `${Math.min(at.clientY + 14, innerHeight - tip.offsetHeight - 8)}px`;
}

function filter() {
  cy.batch(() => {
    cy.edges().forEach((edge) => edge.toggleClass("gone", !shown.has(edge.data("verdict") || "unknown")));
  });
}

function zoom(factor) {
  cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
}

const fit = () => cy.fit(cy.elements(), 16);

const KEYS = {
  ArrowLeft: () => cy.panBy({ x: STEP, y: 0 }), ArrowRight: () => cy.panBy({ x: -STEP, y: 0 }), ArrowUp: () => cy.panBy({ x: 0, y: STEP }),
  ArrowDown: () => cy.panBy({ x: 0, y: -STEP }), "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), 0: fit,
  Escape: () => choose(""), Enter: () => byId.get(map.dataset.chosen)?.url && location.assign(byId.get(map.dataset.chosen).url),
};

function draw() {
  const many = found.nodes.length > MANY;
  map.replaceChildren();
  cy = globalThis.cytoscape({
    container: map, elements: elements(found), style: style(), layout: { name: "preset" }, minZoom: 0.05, maxZoom: 4, boxSelectionEnabled: false,
    hideEdgesOnViewport: many, textureOnViewport: many, pixelRatio: many ? 1 : "auto", wheelSensitivity: 0.6, autoungrabify: true,
  });
  fit();
  cy.on("tap", (event) => {
    if (event.target === cy) choose("");
    else if (!event.target.hasClass("frame")) choose(event.target.id());
  });
  cy.on("mouseover", "edge", (event) => {
    tell(event, hint(edgeOf(event.target)));
  });
  cy.on("mouseover", "node", (event) => {
    const node = byId.get(event.target.id());
    if (node) tell(event, [node.name, node.role].filter(Boolean).join(" · "));
  });
  cy.on("mouseout", () => { tip.hidden = true; });
  map.dataset.ready = String(found.nodes.length);
}

function listen() {
  searchable(found.nodes, (id) => choose(id, true));
  for (const button of document.querySelectorAll("[data-map]")) {
    button.addEventListener("click", () => ({ in: () => zoom(1.25), out: () => zoom(0.8), fit })[button.dataset.map]());
  }
  for (const button of document.querySelectorAll("[data-verdict]")) {
    button.querySelector("[data-count]").textContent = found.verdicts[button.dataset.verdict] ?? 0;
    button.addEventListener("click", () => {
      const on = button.classList.toggle("on");
      button.setAttribute("aria-pressed", String(on));
      shown[on ? "add" : "delete"](button.dataset.verdict);
      filter();
    });
  }
  map.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !KEYS[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
  });
  new MutationObserver(() => cy.style(style())).observe(root, { attributeFilter: ["data-bs-theme"] });
}

async function start() {
  const answer = await fetch(map.dataset.url);
  if (!answer.ok) throw new Error(`the map answered ${answer.status}`);
  found = await answer.json();
  knows(found, choose);
  if (!found.nodes.length) {
    map.replaceChildren(make("p", "blank", said("empty")));
    showDifferences();
    return;
  }
  draw();
  listen();
  choose(new URLSearchParams(location.search).get("focus") ?? "", true);
}

start().catch((error) => {
  map.replaceChildren(make("p", "blank", said("failed")));
  throw error;
});
