import { parseDuration } from "../../../support/duration.ts";
import { compileRegex } from "../../../support/regex.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import type { Labels } from "./config.ts";
import type { Fault } from "./reading.diagnostics.ts";
import { at, isSet } from "../../node.ts";
import type { PlacedValue } from "../../node.ts";

export { at, isSet };

/** A value of a manifest with its path, and the way to say that the mesh would refuse it. */
export interface Node extends PlacedValue {
  readonly refuse: (fault: Fault, path: DocumentPath, problem: string) => void;
}

/** Refuses the resource at this node. */
export function refuse(node: Node, fault: Fault, problem: string): void {
  node.refuse(fault, node.path, problem);
}

function mistyped(node: Node, wanted: string): null {
  refuse(node, "istio-unreadable-field", `must be ${wanted}`);
  return null;
}

/** Text, or null when absent (or wrong, which is refused). */
export function text(node: Node): string | null {
  if (!isSet(node)) return null;
  return typeof node.value === "string" ? node.value : mistyped(node, "text");
}

/** A whole number in bounds, or null. */
export function whole(node: Node, least: number, most: number): number | null {
  if (!isSet(node)) return null;
  const { value } = node;
  const fits = typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
  return fits ? value : mistyped(node, `a whole number from ${least} to ${most}`);
}

/** A number in bounds, or null. */
export function number(node: Node, least: number, most: number): number | null {
  if (!isSet(node)) return null;
  const { value } = node;
  return typeof value === "number" && value >= least && value <= most ? value : mistyped(node, `a number from ${least} to ${most}`);
}

/** true or false; absent is false. */
export function flag(node: Node): boolean {
  if (!isSet(node)) return false;
  return typeof node.value === "boolean" ? node.value : (mistyped(node, "true or false") ?? false);
}

/** One of the words, or null. */
export function word<T extends string>(node: Node, words: readonly T[]): T | null {
  const value = text(node);
  if (value === null) return null;
  return words.find((one) => one === value) ?? mistyped(node, `one of ${words.join(", ")}`);
}

/** The items of a list; none when absent. */
export function items(node: Node): readonly Node[] {
  if (!isSet(node)) return [];
  if (!Array.isArray(node.value)) return mistyped(node, "a list") ?? [];
  return node.value.map((_, index) => at(node, index));
}

/** A list of texts. */
export function texts(node: Node): readonly string[] {
  return items(node).flatMap((item) => {
    if (!isSet(item)) mistyped(item, "text");
    return text(item) ?? [];
  });
}

/** The entries of a mapping in written order; none when absent. */
export function entries(node: Node): readonly (readonly [string, Node])[] {
  if (!isSet(node)) return [];
  if (typeof node.value !== "object" || Array.isArray(node.value)) return mistyped(node, "a mapping") ?? [];
  return Object.keys(node.value as object).map((key) => [key, at(node, key)]);
}

/** A mapping of texts; null when absent. */
export function labels(node: Node): Labels | null {
  if (!isSet(node)) return null;
  return Object.fromEntries(entries(node).map(([key, value]) => [key, text(value) ?? ""]));
}

/** Whole milliseconds, at least one unless `zero` allows 0 (istio/istio:pkg/config/validation/agent/validation.go). */
export function duration(node: Node, zero: "zero" | "positive" = "positive"): number | null {
  const written = text(node);
  if (written === null) return null;
  const ms = /^0+(?:s|ms|m|h)?$/.test(written) ? 0 : parseDuration(written);
  if (ms !== null && (ms > 0 || zero === "zero")) return ms;
  refuse(node, "istio-invalid-duration", `\`${written}\` is not a duration of at least 1ms in whole milliseconds`);
  return null;
}

/** Longest regular expression that is admitted, in bytes (istio/istio:pkg/config/validation/validation.go). */
const longestRegex = 1024;

/** A pattern in RE2 syntax, or null. */
export function pattern(node: Node): string | null {
  const written = text(node);
  if (written === null) return null;
  const compiled = compileRegex(written);
  if (written === "") refuse(node, "istio-invalid-match", "is empty");
  else if (new TextEncoder().encode(written).length > longestRegex) refuse(node, "istio-invalid-match", `is longer than ${longestRegex} bytes`);
  else if (!compiled.ok) refuse(node, "istio-invalid-match", `is no regular expression of RE2: ${compiled.problem}`);
  return written;
}
