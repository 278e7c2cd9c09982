import type { DocumentPath } from "../../../source/origin.ts";
import { at, isSet } from "../../node.ts";
import type { PlacedValue } from "../../node.ts";

export { at, isSet as written };

/** What the API server would refuse, and where. */
export interface Problem {
  readonly path: DocumentPath;
  readonly problem: string;
}

/** A value of an object with its path; problems found below it are collected in one list. */
export interface Node extends PlacedValue {
  readonly problems: Problem[];
}

/** Notes that the API server refuses the object because of this value. */
export function refuse({ path, problems }: Node, problem: string): void {
  problems.push({ path, problem });
}

/** Text of a bounded length, or null. */
export function text(node: Node, most = 4096): string | null {
  if (!isSet(node)) return null;
  if (typeof node.value === "string" && node.value.length <= most) return node.value;
  refuse(node, `must be text of at most ${most} characters`);
  return null;
}

/** Text that must be there and not be empty. */
export function name(node: Node, most = 253): string {
  const found = text(node, most);
  if (found === null || found === "") refuse(node, "must be written");
  return found ?? "";
}

/** A whole number within bounds, or null. */
export function whole(node: Node, least: number, most: number): number | null {
  if (!isSet(node)) return null;
  if (Number.isInteger(node.value) && Number(node.value) >= least && Number(node.value) <= most) return Number(node.value);
  refuse(node, `must be a whole number from ${least} to ${most}`);
  return null;
}

/** One of the words, or null. */
export function word<T extends string>(node: Node, words: readonly T[]): T | null {
  if (!isSet(node)) return null;
  const found = words.find((one) => one === node.value);
  if (found === undefined) refuse(node, `must be one of ${words.join(", ")}`);
  return found ?? null;
}

/** The items of a list; none when absent. */
export function items(node: Node, most: number): readonly Node[] {
  if (!isSet(node)) return [];
  if (Array.isArray(node.value) && node.value.length <= most) return node.value.map((_, index) => at(node, index));
  refuse(node, `must be a list of at most ${most} items`);
  return [];
}

const units = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** A duration of up to four whole numbers with units (`kubernetes-sigs/gateway-api:geps/gep-2257/index.md`), in milliseconds. */
export function duration(node: Node): number | null {
  const found = text(node, 64);
  if (found === null) return null;
  if (!/^(?:[0-9]{1,5}(?:h|ms|m|s)){1,4}$/.test(found)) {
    refuse(node, "must be a duration such as `1m30s`, whole numbers with h, m, s or ms");
    return null;
  }
  return [...found.matchAll(/([0-9]+)(ms|[hms])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
}
