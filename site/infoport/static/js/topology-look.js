// How a map of Cytoscape looks: shapes and colours from the tokens, elements from what the server answered.
const root = document.documentElement;
const token = (name) => getComputedStyle(root).getPropertyValue(name).trim();

function colours() {
  return {
    state: { ok: token("--ip-ok"), degraded: token("--ip-degraded"), down: token("--ip-down"), unknown: token("--ip-unknown"), planned: token("--ip-planned") },
    verdict: { agrees: token("--ip-ok"), missing: token("--ip-planned"), unexpected: token("--ip-degraded"), unknown: token("--ip-field") },
    ink: token("--ip-ink"), ink2: token("--ip-ink-2"), line: token("--ip-line-2"), bg: token("--ip-bg"), surface: token("--ip-surface"),
    sunk: token("--ip-sunk"), focus: token("--ip-focus"), soft: token("--ip-line"),
  };
}

const SHAPE = { ok: "ellipse", degraded: "triangle", down: "diamond", unknown: "ellipse", planned: "round-rectangle" };
const KIND = { network: "round-hexagon", switch: "rectangle", stranger: "star" };

const frameFont = (e) => Math.min(40, Math.max(20, e.data("w") / 24));

export function style() {
  const c = colours();
  const state = (e) => c.state[e.data("state")] ?? c.line;
  return [
    { selector: "node", style: {
      width: "data(size)", height: "data(size)", shape: (e) => KIND[e.data("kind")] ?? SHAPE[e.data("state")] ?? "ellipse",
      "background-color": c.surface, "border-width": 2, "border-color": state, label: "data(label)", color: c.ink,
      "font-size": (e) => Math.max(9, e.data("size") / 3 + 3), "font-family": token("--ip-face"), "text-valign": "bottom", "text-margin-y": 3,
      "min-zoomed-font-size": 7, "z-index-compare": "manual", "z-index": 5, "text-background-color": c.bg, "text-background-opacity": 0.8, "text-background-padding": 1,
      "text-wrap": "ellipsis", "text-max-width": 108,
    } },
    { selector: 'node[state = "down"], node[state = "degraded"]', style: { "background-color": state } },
    { selector: 'node[state = "unknown"], node[state = "planned"]', style: { "border-style": "dashed" } },
    { selector: 'node[kind = "network"]', style: { "border-color": c.focus, "border-style": "solid" } },
    { selector: 'node[kind = "switch"], node[kind = "stranger"]', style: { "border-color": c.verdict.unexpected, "border-style": "solid" } },
    { selector: "node[?outside]", style: { opacity: 0.55 } },
    { selector: "node.frame", style: {
      width: "data(w)", height: "data(h)", shape: "round-rectangle", "background-color": c.sunk, "background-opacity": 0.6, "border-width": 1,
      "border-color": c.soft, "border-style": "solid", "text-valign": "top", "text-halign": "center", "text-margin-y": (e) => frameFont(e) * 1.2 + 8, "font-size": frameFont,
      "font-weight": 600, color: c.ink2, events: "no", "z-index": 0, "text-background-opacity": 0, "min-zoomed-font-size": 5,
      "text-max-width": "data(w)",
    } },
    { selector: "edge", style: { width: 1.5, "line-color": c.line, "curve-style": "haystack", "haystack-radius": 0, "z-index-compare": "manual", "z-index": 1 } },
    { selector: "edge[?several]", style: { "curve-style": "bezier", "control-point-step-size": 14 } },
    { selector: 'edge[verdict = "agrees"]', style: { "line-color": c.verdict.agrees, "line-opacity": (e) => (e.data("sure") ? 0.75 : 0.4) } },
    { selector: 'edge[verdict = "unknown"]', style: { "line-color": c.verdict.unknown, "line-style": "dashed", "line-opacity": 0.7, "curve-style": "straight" } },
    { selector: 'edge[verdict = "missing"]', style: { "line-color": c.verdict.missing, "line-style": "dashed", width: 2.5, "curve-style": "bezier", "z-index": 3 } },
    { selector: 'edge[verdict = "unexpected"]', style: { "line-color": c.verdict.unexpected, "line-style": "dotted", width: 3.5, "curve-style": "bezier", "z-index": 3 } },
    { selector: ".dim", style: { opacity: 0.14 } },
    { selector: "node.pick", style: { "border-width": 4, "border-color": c.focus, "font-weight": 700, "min-zoomed-font-size": 0, opacity: 1 } },
    { selector: "edge.pick", style: { width: 4.5, "line-opacity": 1, opacity: 1, "z-index": 9 } },
    { selector: ".gone", style: { display: "none" } },
  ];
}

export function elements(found) {
  const pairs = new Map();
  for (const edge of found.edges) pairs.set(`${edge.a} ${edge.b}`, (pairs.get(`${edge.a} ${edge.b}`) ?? 0) + 1);
  const frames = found.frames.map((frame) => ({
    data: { id: `frame ${frame.id}`, label: frame.name, w: frame.width, h: frame.height }, classes: "frame", selectable: false, grabbable: false,
    position: { x: frame.x + frame.width / 2, y: frame.y + frame.height / 2 },
  }));
  const nodes = found.nodes.map((node) => ({
    data: {
      id: node.id, label: node.name, kind: node.kind, state: node.state ?? "unknown", outside: node.outside ?? false,
      size: Math.min(30, 11 + Math.sqrt((node.degree ?? 0) * 6)),
    },
    position: { x: node.x ?? 0, y: node.y ?? 0 }, grabbable: false,
  }));
  const edges = found.edges.map((edge) => ({
    data: {
      id: `e${edge.id}`, source: edge.a, target: edge.b, verdict: edge.verdict ?? "", at: edge.id,
      sure: edge.confidence === "certain" || edge.confidence === "likely", several: pairs.get(`${edge.a} ${edge.b}`) > 1,
    },
  }));
  return [...frames, ...nodes, ...edges];
}
