import type { Fix } from "../../diagnostics/diagnostic.ts";
import { pathText } from "../../source/path-text.ts";
import { child, isMapping, isWritten, placeOf } from "./node.ts";
import type { Node, Sink } from "./node.ts";
import { shapeFindings } from "./shape.diagnostics.ts";

/** An edit that puts `text` in the place of a value. */
export function replaceValue(node: Node, text: string, label: string): Fix {
  return { label, edits: [{ origin: placeOf(node), text }] };
}

/** An edit that renames a key. */
export function renameKey(node: Node, name: string): Fix {
  const origin = placeOf(node, "key");
  return { label: `rename it to \`${name}\``, edits: [{ origin, text: quotedAs(node, origin, name) }] };
}

/** A word in the quotes of the text that it replaces; JSON cannot do without them. */
function quotedAs({ document }: Node, { start }: Fix["edits"][number]["origin"], word: string): string {
  const first = document.file.text[start];
  return first === '"' || first === "'" ? `${first}${word}${first}` : word;
}

/** An edit that declares another version of the same group. */
export function declareVersion(root: Node, version: string): Fix {
  const apiVersion = child(root, "apiVersion");
  const group = String(apiVersion.value).split("/")[0];
  return replaceValue(apiVersion, quotedAs(apiVersion, placeOf(apiVersion), `${group}/${version}`), `declare ${version}`);
}

/**
 * An edit that moves neighbouring fields at the top of a block-style YAML document under `spec` by indenting them; null
 * for JSON and flow style, for fields with others between them, and where a `spec` is already there.
 */
export function moveUnderSpec(root: Node, keys: readonly string[]): Fix | null {
  const { path, text } = root.document.file;
  const start = Math.min(...keys.map((key) => placeOf(child(root, key), "key").start));
  const end = Math.max(...keys.map((key) => placeOf(child(root, key)).end));
  const others = Object.keys(isMapping(root.value) ? root.value : {}).filter((key) => !keys.includes(key));
  const isApart = others.some((key) => key === "spec" || isWithin(placeOf(child(root, key), "key").start, start, end));
  const isBlock = start === 0 || text[start - 1] === "\n";
  if (isApart || !isBlock) return null;
  const moved = text.slice(start, end).replace(/\n(?=[^\n])/g, "\n  ");
  return { label: "move it under `spec`", edits: [{ origin: { file: path, start, end }, text: `spec:\n  ${moved}` }] };
}

function isWithin(offset: number, start: number, end: number): boolean {
  return offset > start && offset < end;
}

/** An edit that writes `key: value` after the entry at `after`, in the style of its mapping. */
export function addEntry(node: Node, after: string, key: string, value: string): Fix {
  const text = node.document.file.text;
  const [entry, last] = [placeOf(child(node, after), "key"), placeOf(child(node, after))];
  const lineStart = text.lastIndexOf("\n", entry.start - 1) + 1;
  const isFlow = text[placeOf(node).start] === "{";
  const quote = isFlow && text[entry.start] === '"' ? '"' : "";
  const indent = " ".repeat(entry.start - lineStart);
  const written = isFlow ? `, ${quote}${key}${quote}: ${quote}${value}${quote}` : `\n${indent}${key}: ${value}`;
  return { label: `write \`${key}: ${value}\``, edits: [{ origin: { ...last, start: last.end }, text: written }] };
}

/** An edit that removes an entry of a block-style list together with its lines; null when others share them. */
export function removeEntry(item: Node): Fix["edits"][number] | null {
  const { path, text } = item.document.file;
  const place = placeOf(item);
  const start = text.lastIndexOf("\n", place.start) + 1;
  const end = text.indexOf("\n", place.end);
  const isAlone = /^ *- *$/.test(text.slice(start, place.start)) && text.slice(place.end, end).trim() === "";
  return isAlone && end >= 0 ? { origin: { file: path, start, end: end + 1 }, text: "" } : null;
}

/**
 * The place of a field that moved between the top of the document and `spec`. A field in the place of another version
 * is read and reported with a repair; both places filled is an error and gives the right one.
 */
export function placeOfField(root: Node, names: readonly string[], right: { readonly flat: boolean; readonly shapeOf: string }, sink: Sink): Node {
  const outer = root;
  const inner = child(root, "spec");
  const [here, there] = right.flat ? [outer, inner] : [inner, outer];
  const misplaced = names.find((name) => isMapping(there.value) && isWritten(child(there, name)));
  if (misplaced === undefined) return here;
  const written = names.find((name) => isMapping(here.value) && isWritten(child(here, name)));
  if (written !== undefined) return reportBoth(child(here, written), child(there, misplaced), here, sink);
  const fields = names.filter((name) => isWritten(child(there, name)));
  const fix = right.flat ? declareVersion(root, right.shapeOf) : moveUnderSpec(root, fields);
  reportMisplaced(child(there, misplaced), root, { flat: right.flat, fix }, sink);
  return there;
}

function reportBoth(first: Node, second: Node, here: Node, sink: Sink): Node {
  const related = [{ origin: placeOf(first, "key"), note: "the other place" }];
  const parameters = { first: pathText(first.path), second: pathText(second.path) };
  sink(shapeFindings["smi-both-places"].report({ at: placeOf(second, "key"), path: pathText(second.path), with: parameters, related }));
  return here;
}

function reportMisplaced(field: Node, root: Node, right: { readonly flat: boolean; readonly fix: Fix | null }, sink: Sink): void {
  const name = String(field.path.at(-1));
  sink(
    shapeFindings["smi-misplaced-fields"].report({
      at: placeOf(field, "key"),
      path: pathText(field.path),
      with: { field: pathText(field.path), right: right.flat ? "the top of the document" : `\`spec.${name}\``, apiVersion: root.document.apiVersion },
      fixes: right.fix === null ? [] : [right.fix],
    }),
  );
}

