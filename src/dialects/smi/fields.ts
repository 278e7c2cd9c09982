import type { Wish } from "../../model/index.ts";
import { pathText } from "../../source/path-text.ts";
import { child, isMapping, isWritten, placeOf, shown } from "./node.ts";
import type { Node, Sink } from "./node.ts";
import { shapeFindings } from "./shape.diagnostics.ts";

/** Reports that a value is not of the expected form, at the value. */
export function reportType(node: Node, expected: string, sink: Sink): void {
  const field = String(node.path.findLast((step) => typeof step === "string") ?? "the document");
  sink(shapeFindings["smi-wrong-type"].report({ at: placeOf(node), path: pathText(node.path), with: { field, expected, found: shown(node.value) } }));
}

/** Reports a field that must be there, at the nearest thing that is. */
export function reportMissing(node: Node, of: string, sink: Sink): void {
  sink(shapeFindings["smi-missing-field"].report({ at: placeOf(node, "key"), path: pathText(node.path), with: { field: pathText(node.path), of } }));
}

/** Text with its place; null when absent or of another type (then reported). */
export function readText(node: Node, sink: Sink): Wish<string> | null {
  if (!isWritten(node)) return null;
  if (typeof node.value === "string") return { value: node.value, origin: placeOf(node) };
  reportType(node, "text", sink);
  return null;
}

/** Like `readText`, for a field without which the rest has no meaning; empty text counts as absent. */
export function readRequired(node: Node, of: string, sink: Sink): Wish<string> | null {
  if (isWritten(node) && node.value !== "") return readText(node, sink);
  reportMissing(node, of, sink);
  return null;
}

/** The items of a list; null when absent or no list (then reported). */
export function readList(node: Node, sink: Sink): readonly Node[] | null {
  if (!isWritten(node)) return null;
  if (Array.isArray(node.value)) return node.value.map((_, index) => child(node, index));
  reportType(node, "a list", sink);
  return null;
}

/** True for a mapping that holds no key outside `known`; unknown keys are reported and do not make it false. */
export function readMapping(node: Node, of: string, known: readonly string[], sink: Sink): boolean {
  if (!isMapping(node.value)) {
    reportType(node, "a mapping", sink);
    return false;
  }
  for (const key of Object.keys(node.value).filter((name) => !known.includes(name))) reportUnknown(child(node, key), key, of, known, sink);
  return true;
}

function reportUnknown(node: Node, field: string, of: string, known: readonly string[], sink: Sink): void {
  const names = known.map((name) => `\`${name}\``).join(", ");
  sink(shapeFindings["smi-unknown-field"].report({ at: placeOf(node, "key"), path: pathText(node.path), with: { field, of, known: names } }));
}
