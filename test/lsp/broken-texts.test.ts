import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DocumentSymbol, Range } from "vscode-languageserver-protocol/node";
import { analyseAndLint, defaultAnalysis } from "../../src/analyse.ts";
import { definitionAt } from "../../src/lsp/definition.ts";
import { hoverAt } from "../../src/lsp/hover.ts";
import { quickFixes } from "../../src/lsp/quick-fixes.ts";
import { shownFindings } from "../../src/lsp/shown-findings.ts";
import { textsOf } from "../../src/lsp/snapshot.ts";
import type { Snapshot } from "../../src/lsp/snapshot.ts";
import { documentSymbols } from "../../src/lsp/symbols.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { files as shop } from "./shop.ts";

const policies = Object.entries(shop).filter(([path]) => path.startsWith("policies/"));
const example = ["mesh", "search", "invoicing"].map((name) => [`policies/${name}.yaml`, readFileSync(join(__dirname, `../../policies/${name}.yaml`), "utf8")] as const);

function snapshotOf(texts: readonly (readonly [string, string])[]): Snapshot {
  const sources = texts.map(([path, text]) => ({ path, text }));
  const analysis = analyseAndLint(sources, defaultAnalysis, { asOf: "2026-01-01" });
  return { sources, analysis, findings: analysis.diagnostics, texts: textsOf(sources), uriOf: (path) => `file:///${path}`, defaultNamespace: "default" };
}

const isInside = (inner: Range, outer: Range): boolean => before(outer.start, inner.start) && before(inner.end, outer.end);
const before = (a: Range["start"], b: Range["start"]): boolean => a.line < b.line || (a.line === b.line && a.character <= b.character);

/** Editors refuse a symbol whose name lies outside of it. */
function misplaced(symbols: readonly DocumentSymbol[]): readonly DocumentSymbol[] {
  return symbols.flatMap((symbol) => [...(isInside(symbol.selectionRange, symbol.range) ? [] : [symbol]), ...misplaced(symbol.children ?? [])]);
}

function askEverywhere(file: string, text: string, snapshot: Snapshot): void {
  const all = { start: { line: 0, character: 0 }, end: { line: 10_000, character: 0 } };
  shownFindings(snapshot);
  quickFixes(file, all, snapshot);
  expect(misplaced(documentSymbols(file, snapshot))).toEqual([]);
  const answering = { policy: decide(snapshot.analysis.model), markdown: true, sideBySide: () => { throw new Error("asked while there are errors"); } };
  for (let offset = 0; offset <= text.length; offset += 11) {
    definitionAt(file, offset, snapshot);
    if (snapshot.analysis.diagnostics.some(({ severity }) => severity === "error")) hoverAt(file, offset, snapshot, () => answering);
  }
}

test.each([...policies, ...example].map(([path, text]) => [path, text] as const))("%s can be cut anywhere", (path, text) => {
  for (let end = 0; end <= text.length; end += 41) {
    const cut = text.slice(0, end);
    askEverywhere(path, cut, snapshotOf([[path, cut]]));
  }
});

test("sound texts have their symbols in place", () => {
  const snapshot = snapshotOf([...policies, ...example]);
  expect([...policies, ...example].flatMap(([path]) => documentSymbols(path, snapshot)).length).toBeGreaterThan(5);
  for (const [path, text] of policies) askEverywhere(path, text, snapshot);
});
