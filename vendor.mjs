// Copies the chosen files out of node_modules into site/infoport/static/vendor/ in a form that runs under
// `Content-Security-Policy: default-src 'self'`, with the licences' texts and a manifest of what was copied.
// Development time only:  npm ci --ignore-scripts && node vendor.mjs
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = dirname(fileURLToPath(import.meta.url));
const OUT = join(ROOT, "site/infoport/static/vendor");
const PACKAGES = join(ROOT, "node_modules");

const FILES = {
  "@fontsource-variable/inter": { "files/inter-latin-wght-normal.woff2": "inter.woff2" },
  "@fontsource/jetbrains-mono": {
    "files/jetbrains-mono-latin-400-normal.woff2": "mono-400.woff2",
    "files/jetbrains-mono-latin-600-normal.woff2": "mono-600.woff2",
  },
  "@tabler/core": { "dist/css/tabler.min.css": "tabler.css", "dist/js/tabler.min.js": "tabler.js" },
  cytoscape: { "dist/cytoscape.min.js": "cytoscape.js" },
  "htmx.org": { "dist/htmx.min.js": "htmx.js" },
  "tom-select": {
    "dist/js/tom-select.complete.min.js": "tom-select.js",
    "dist/css/tom-select.bootstrap5.min.css": "tom-select.css",
  },
  uplot: { "dist/uPlot.iife.min.js": "uplot.js", "dist/uPlot.min.css": "uplot.css" },
};

// Where a package's licence text lies. @tabler/core ships none: its authors' text for the icons is the same MIT
// licence, so the holders named in its own banner, and those of the Bootstrap it is built on, are put in front.
const LICENCES = {
  "@fontsource-variable/inter": ["@fontsource-variable/inter/LICENSE"],
  "@fontsource/jetbrains-mono": ["@fontsource/jetbrains-mono/LICENSE"],
  "@popperjs/core": ["@popperjs/core/LICENSE.md"],
  "@tabler/core": ["@tabler/icons/LICENSE", "The Tabler Authors", "The Bootstrap Authors"],
  "@tabler/icons": ["@tabler/icons/LICENSE"],
  cytoscape: ["cytoscape/LICENSE"],
  "htmx.org": ["htmx.org/LICENSE"],
  "tom-select": ["tom-select/LICENSE"],
  uplot: ["uplot/LICENSE"],
};

const manifest = [];
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const textOf = (path) => readFileSync(join(PACKAGES, path), "utf8");

function put(path, bytes, name) {
  if (manifest.some((row) => row.path === path)) return;
  const { version, license } = JSON.parse(textOf(`${name}/package.json`));
  const body = Buffer.from(bytes);
  mkdirSync(dirname(join(OUT, path)), { recursive: true });
  writeFileSync(join(OUT, path), body);
  manifest.push({ path, package: name, version, licence: license, bytes: body.length, sha256: sha256(body) });
}

// `img-src 'self'` refuses the data: pictures of Bootstrap's carets, ticks and crosses; each becomes a file.
function withoutDataPictures(css, stem, name) {
  return css.replace(/url\(("|')data:image\/svg\+xml(?:;charset=utf-8)?,(.*?)\1\)/g, (_, _quote, body) => {
    const svg = /%3c/i.test(body) ? decodeURIComponent(body) : body.replace(/%23/g, "#");
    const path = `img/${stem}-${sha256(svg).slice(0, 8)}.svg`;
    put(path, svg, name);
    return `url(${path})`;
  });
}

function copy(name, from, to) {
  const source = readFileSync(join(PACKAGES, name, from));
  if (to.endsWith(".css")) {
    const css = source.toString("utf8").replace(/\/\*# sourceMappingURL.*?\*\//g, "");
    put(to, withoutDataPictures(css, to.replace(".css", ""), name), name);
  } else if (to.endsWith(".js")) {
    put(to, source.toString("utf8").replace(/^\/\/# sourceMappingURL.*$/gm, ""), name);
  } else {
    put(to, source, name);
  }
}

function symbol(icon) {
  const path = `@tabler/icons/icons/outline/${icon}.svg`;
  if (!existsSync(join(PACKAGES, path))) throw new Error(`icons.txt names "${icon}"; @tabler/icons has no such icon`);
  const body = textOf(path).replace(/[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s+/g, " ").trim();
  return `<symbol id="${icon}" viewBox="0 0 24 24">${body}</symbol>`;
}

rmSync(OUT, { recursive: true, force: true });
for (const [name, files] of Object.entries(FILES)) {
  for (const [from, to] of Object.entries(files)) copy(name, from, to);
}

const icons = readFileSync(join(ROOT, "icons.txt"), "utf8").replace(/#.*$/gm, "").split(/\s+/).filter(Boolean).sort();
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${icons.map(symbol).join("\n")}\n</svg>\n`;
put("icons.svg", sprite, "@tabler/icons");

for (const [name, [path, ...holders]] of Object.entries(LICENCES)) {
  const notice = holders.map((holder) => `Copyright (c) ${holder}\n`).join("");
  put(`licences/${name.replace("@", "").replaceAll("/", "-")}.txt`, notice + textOf(path), name);
}

manifest.sort((a, b) => (a.path < b.path ? -1 : 1));
writeFileSync(join(OUT, "MANIFEST.json"), `${JSON.stringify(manifest, null, 1)}\n`);
const total = manifest.reduce((sum, row) => sum + row.bytes, 0);
console.log(`${manifest.length} files, ${Math.round(total / 1024)} KiB, ${icons.length} icons`);
