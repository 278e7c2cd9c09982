import type { HeaderEdits } from "../../../model/edits.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import { compileRegex } from "../../../support/regex.ts";
import type { Fault } from "./reading.diagnostics.ts";
import { at, isSet } from "../../node.ts";
import type { PlacedValue } from "../../node.ts";

export { at, isSet };

/** A value of a manifest with its path, and the way to say that Consul would refuse it. */
export interface Node extends PlacedValue {
  readonly enterprise: boolean;
  /** An admission webhook sees the object before the servers do. */
  readonly kubernetes: boolean;
  readonly refuse: (fault: Fault, path: DocumentPath, problem: string) => void;
}

/** Whether something is written that Go does not take for nothing: an empty text, false and 0 are nothing. */
export function says(node: Node): boolean {
  return isSet(node) && node.value !== "" && node.value !== false && node.value !== 0;
}

/** Refuses the object at this node. */
export function refuse(node: Node, fault: Fault, problem: string): void {
  node.refuse(fault, node.path, problem);
}

function mistyped(node: Node, wanted: string): null {
  refuse(node, "consul-unreadable-field", `must be ${wanted}`);
  return null;
}

/** Text; empty when absent (or wrong, which is refused). */
export function text(node: Node): string {
  if (!isSet(node)) return "";
  return typeof node.value === "string" ? node.value : (mistyped(node, "text") ?? "");
}

/** A number, or null. */
export function number(node: Node): number | null {
  if (!isSet(node)) return null;
  return typeof node.value === "number" ? node.value : mistyped(node, "a number");
}

/** A whole number of at least `least`, or null; below it the given fault is reported. */
export function whole(node: Node, least: number, fault: Fault): number | null {
  const value = number(node);
  if (value === null) return null;
  if (Number.isInteger(value) && value >= least) return value;
  refuse(node, fault, `must be a whole number of at least ${least}`);
  return null;
}

/** true or false; absent is false. */
export function flag(node: Node): boolean {
  if (!isSet(node)) return false;
  return typeof node.value === "boolean" ? node.value : (mistyped(node, "true or false") ?? false);
}

/** One of the words or empty; another is refused. */
export function word<T extends string>(node: Node, words: readonly T[], fault: Fault): T | null {
  const value = text(node);
  if (value === "") return null;
  const found = words.find((one) => one === value) ?? null;
  if (found === null) refuse(node, fault, `is \`${value}\`, not one of ${words.join(", ")}`);
  return found;
}

/** The items of a list; none when absent. */
export function items(node: Node): readonly Node[] {
  if (!isSet(node)) return [];
  if (!Array.isArray(node.value)) return mistyped(node, "a list") ?? [];
  return node.value.map((_, index) => at(node, index));
}

/** A list of texts. */
export function texts(node: Node): readonly string[] {
  return items(node).map(text);
}

/** The entries of a mapping in written order; none when absent. */
export function entries(node: Node): readonly (readonly [string, Node])[] {
  if (!isSet(node)) return [];
  if (typeof node.value !== "object" || Array.isArray(node.value)) return mistyped(node, "a mapping") ?? [];
  return Object.keys(node.value as object).map((key) => [key, at(node, key)]);
}

const unitMs: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1, us: 0.001, "µs": 0.001, ns: 0.000_001 };

/** A duration of Go in milliseconds, negative ones too; null when absent. */
export function duration(node: Node): number | null {
  const written = text(node);
  if (written === "") return null;
  if (written === "0") return 0;
  if (!/^[+-]?(?:\d{1,12}(?:\.\d{1,9})?(?:h|ms|m|us|µs|s|ns)){1,6}$/.test(written)) return mistyped(node, "a duration such as `250ms`");
  const parts = written.match(/\d+(?:\.\d+)?(?:h|ms|m|us|µs|s|ns)/g) ?? [];
  const total = parts.reduce((sum, part) => sum + Number.parseFloat(part) * (unitMs[part.replace(/[\d.]+/, "")] ?? 0), 0);
  return written.startsWith("-") ? -total : total;
}

/** A pattern; one that is not RE2 is accepted when it is written, and refused by the proxies. */
export function pattern(node: Node): string {
  const written = text(node);
  const compiled = compileRegex(written);
  if (!compiled.ok) refuse(node, "consul-refused-by-proxies", `is no regular expression of RE2: ${compiled.problem}`);
  return written;
}

/** A field that only the enterprise edition takes. */
export function enterpriseText(node: Node): string {
  const written = text(node);
  if (written !== "" && !node.enterprise) refuse(node, "consul-enterprise-only", "needs the enterprise edition");
  return written;
}

/** `set`, `add` and `remove`; values are formats to Envoy, where `%%` stands for a percent sign. */
export function headerEdits(node: Node): HeaderEdits {
  return { set: headerValues(at(node, "set")), add: headerValues(at(node, "add")), remove: texts(at(node, "remove")).map((name) => name.toLowerCase()) };
}

function headerValues(node: Node): Readonly<Record<string, string>> {
  const written = entries(node).map(([name, value]): readonly [string, Node] => [name.toLowerCase(), value]);
  for (const [name, value] of written) {
    if (name.startsWith(":") || name === "host") refuse(value, "consul-refused-by-proxies", "is a header that Envoy does not let anybody change");
    if (/%/.test(text(value).replaceAll("%%", ""))) refuse(value, "consul-refused-by-proxies", "has a single `%`, which begins a format");
  }
  return Object.fromEntries(written.map(([name, value]) => [name, text(value).replaceAll("%%", "%")]));
}
