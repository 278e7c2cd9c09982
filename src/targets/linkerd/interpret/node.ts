import type { DocumentPath } from "../../../source/origin.ts";
import type { Labels } from "./config.ts";
import { at, isSet } from "../../node.ts";
import type { PlacedValue } from "../../node.ts";

export { at, isSet };

/** A value inside a manifest, where it stands, and whom to tell that it cannot be read. */
export interface Node extends PlacedValue {
  readonly report: (problem: Problem, path: DocumentPath, text: string) => void;
}

/** `refused`: the API server or the webhook turns the object down; `idle`: it is stored and does nothing, or not what it seems. */
export type Problem = "unreadable" | "refused" | "idle";

/** Says that the object cannot be used as written; gives null to stand for the value. */
export function complain(node: Node, problem: Problem, text: string): null {
  node.report(problem, node.path, text);
  return null;
}

/** Text, or null when absent or of another type. */
export function text(node: Node): string | null {
  if (!isSet(node)) return null;
  return typeof node.value === "string" ? node.value : complain(node, "unreadable", "must be text");
}

/** One of the words, or null. */
export function word<T extends string>(node: Node, words: readonly T[]): T | null {
  const value = text(node);
  if (value === null) return null;
  return words.find((each) => each === value) ?? complain(node, "refused", `must be one of ${words.join(", ")}`);
}

/** A whole number in bounds, or null. */
export function whole(node: Node, least: number, most: number): number | null {
  if (!isSet(node)) return null;
  const { value } = node;
  const fits = typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
  return fits ? value : complain(node, "unreadable", `must be a whole number from ${least} to ${most}`);
}

/** The items of a list; none when absent. */
export function items(node: Node): readonly Node[] {
  if (!isSet(node)) return [];
  if (!Array.isArray(node.value)) return complain(node, "unreadable", "must be a list") ?? [];
  return node.value.map((_, index) => at(node, index));
}

/** A list of texts. */
export function texts(node: Node): readonly string[] {
  return items(node).map((item) => text(item) ?? "");
}

/** A mapping of texts; null when absent. */
export function textMap(node: Node): Labels | null {
  if (!isSet(node)) return null;
  if (typeof node.value !== "object" || Array.isArray(node.value)) return complain(node, "unreadable", "must be a mapping");
  return Object.fromEntries(Object.keys(node.value as object).map((key) => [key, text(at(node, key)) ?? ""]));
}
