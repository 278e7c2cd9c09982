// Makes the module of what the report page is built from: templates, style and scripts of src/reports/html/page, and the
// libraries that the page carries, each with its licence. Hashes for the page's security policy are of these very texts.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Libraries inside the page: package, file with the script, file with the style. */
const libraries = [
  { name: "cytoscape", script: "dist/cytoscape.min.js", style: null },
  { name: "uplot", script: "dist/uPlot.iife.min.js", style: "dist/uPlot.min.css" },
];

/** The text of the module; the same files give the same text. */
export function pageModule(root) {
  const folder = join(root, "src/reports/html/page");
  const files = readdirSync(folder).sort();
  const read = (name) => readFileSync(join(folder, name), "utf8");
  const texts = (end) => files.filter((name) => name.endsWith(end)).map((name) => [name, read(name)]);
  const carried = libraries.map((library) => carriedLibrary(join(root, "node_modules", library.name), library));
  const own = texts(".js").map(([, text]) => text).join("\n");
  const assets = {
    templates: Object.fromEntries(texts(".njk")),
    styles: [...carried.flatMap(({ style }) => style ?? []), ...texts(".css").map(([, text]) => text)].map(hashed),
    scripts: [...carried.map(({ script }) => script), `"use strict";\n(() => {\n${own}})();\n`].map(hashed),
    licences: carried.map(({ name, version, licence }) => ({ name, version, licence })),
  };
  return `/** What the report page is made of; hashes are SHA-256 in base64. */\nexport const pageAssets = ${JSON.stringify(assets, null, 1)};\n`;
}

function carriedLibrary(folder, { name, script, style }) {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const licence = readFileSync(join(folder, "LICENSE"), "utf8").trim();
  const note = `/*! ${name} ${version}\n${licence}\n*/\n`;
  const text = (file) => withoutMap(readFileSync(join(folder, file), "utf8"));
  return { name, version, licence, script: note + text(script), style: style === null ? null : note + text(style) };
}

/** A source map would be a request for a file that is not there. */
function withoutMap(text) {
  return text.replace(/^\/\/# sourceMappingURL=.*$/gm, "").trimEnd() + "\n";
}

/** Line ends are those that the parser of a page makes of them. */
function hashed(raw) {
  const text = raw.replace(/\r\n?/g, "\n");
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error("a text of the page would end its own element");
  return { text, hash: createHash("sha256").update(text, "utf8").digest("base64") };
}
