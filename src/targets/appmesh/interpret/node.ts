import type { DocumentPath } from "../../../source/origin.ts";
import type { Fault } from "./reading.diagnostics.ts";
import { at, isSet } from "../../node.ts";
import type { PlacedValue } from "../../node.ts";

export { at, isSet };

/** A value of a manifest with its path, and the way to report it. */
export interface Node extends PlacedValue {
  readonly report: (fault: Fault, path: DocumentPath, problem: string) => void;
}

/** Reports a fault at this node. */
export function refuse(node: Node, fault: Fault, problem: string): void {
  node.report(fault, node.path, problem);
}

function mistyped(node: Node, wanted: string): null {
  refuse(node, "appmesh-unreadable-field", `must be ${wanted}`);
  return null;
}

/** Text of a length in bounds, or null when absent (or wrong, which is reported). */
export function text(node: Node, most = 4096, least = 0): string | null {
  if (!isSet(node)) return null;
  const { value } = node;
  if (typeof value !== "string") return mistyped(node, "text");
  if (value.length < least || value.length > most) refuse(node, "appmesh-refused-field", `must have ${least} to ${most} characters`);
  return value;
}

/** A whole number in bounds, or null. */
export function whole(node: Node, least: number, most = Number.MAX_SAFE_INTEGER): number | null {
  if (!isSet(node)) return null;
  const { value } = node;
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most ? value : mistyped(node, `a whole number from ${least} to ${most}`);
}

/** true or false; the given value when absent. */
export function flag(node: Node, absent: boolean): boolean {
  if (!isSet(node)) return absent;
  return typeof node.value === "boolean" ? node.value : (mistyped(node, "true or false") ?? absent);
}

/** One of the words, or null. */
export function word<T extends string>(node: Node, words: readonly T[]): T | null {
  const value = text(node);
  return value === null ? null : (words.find((one) => one === value) ?? mistyped(node, `one of ${words.join(", ")}`));
}

/** The items of a list; none when absent. */
export function items(node: Node): readonly Node[] {
  if (!isSet(node)) return [];
  if (!Array.isArray(node.value)) return mistyped(node, "a list") ?? [];
  return node.value.map((_, index) => at(node, index));
}

/** A list of texts. */
export function texts(node: Node): readonly string[] {
  return items(node).flatMap((item) => text(item) ?? []);
}

/** The keys of a mapping; none when absent. Those outside `known` are pruned, and said to be. */
export function keys(node: Node, known: readonly string[]): readonly string[] {
  if (!isSet(node)) return [];
  if (typeof node.value !== "object" || Array.isArray(node.value)) return mistyped(node, "a mapping") ?? [];
  const written = Object.keys(node.value as object);
  for (const key of written) if (!known.includes(key)) refuse(at(node, key), "appmesh-pruned-key", "is no field of the schema");
  return written.filter((key) => known.includes(key) && isSet(at(node, key)));
}

/** A mapping of texts. */
export function labels(node: Node): Readonly<Record<string, string>> {
  if (!isSet(node)) return {};
  if (typeof node.value !== "object" || Array.isArray(node.value)) return mistyped(node, "a mapping") ?? {};
  return Object.fromEntries(Object.keys(node.value as object).map((key) => [key, text(at(node, key)) ?? ""]));
}

/** Milliseconds of `{unit, value}`; null when absent. 0 stands for none. */
export function duration(node: Node): number | null {
  if (!isSet(node)) return null;
  keys(node, ["unit", "value"]);
  const unit = word(at(node, "unit"), ["s", "ms"]);
  const value = whole(at(node, "value"), 0);
  if (unit === null || value === null) return mistyped(node, "a unit and a value");
  return unit === "s" ? value * 1000 : value;
}

/** The one member of a union that is written; several are refused, and so is none where one is needed. */
export function member<T extends string>(node: Node, names: readonly T[], needed: "needed" | "optional" = "needed"): T | null {
  const written = keys(node, names);
  if (written.length > 1) refuse(node, "appmesh-refused-field", `has more than one of ${names.join(", ")}`);
  if (written.length === 0 && needed === "needed") refuse(node, "appmesh-refused-field", `has none of ${names.join(", ")}`);
  return names.find((name) => name === written[0]) ?? null;
}
