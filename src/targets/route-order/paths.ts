import type { TextPredicate } from "../../model/predicate.ts";
import { textAutomaton } from "../../model/text-automaton.ts";
import { acceptance, pathUniverse, realisedAnswers } from "../../support/automata/index.ts";
import type { Realised } from "../../support/automata/index.ts";
import type { RankedPath } from "./match.ts";

/** The part that two path conditions have in common: none, one condition, or some paths that no one condition says. */
export type Meeting =
  | { readonly kind: "none" }
  | { readonly kind: "path"; readonly path: RankedPath }
  | { readonly kind: "unsayable"; readonly sample: string | null };

const none: Meeting = { kind: "none" };

/** The question that a path condition asks. */
export function pathPredicateOf(path: RankedPath): TextPredicate {
  switch (path.kind) {
    case "exact":
    case "regex":
      return { kind: path.kind, value: path.value };
    case "prefix":
      return { kind: "segments", value: path.value };
    case "rpc":
      return { kind: "template", value: `/${path.service ?? "{service}"}/${path.method ?? "{method}"}` };
  }
}

/** What two path conditions have in common; patterns are compared by automata, and an undecided question counts as yes. */
export function meetPaths(a: RankedPath, b: RankedPath): Meeting {
  if (samePath(a, b)) return { kind: "path", path: a };
  if (a.kind === "rpc" && b.kind === "rpc") return meetRpcs(a, b);
  if (a.kind === "rpc" || b.kind === "rpc" || a.kind === "regex" || b.kind === "regex") return meetByAutomata(a, b);
  if (plainCovers(a, b)) return { kind: "path", path: b };
  return plainCovers(b, a) ? { kind: "path", path: a } : none;
}

/** True when the first condition surely holds wherever the second does. */
export function pathCovers(wide: RankedPath, narrow: RankedPath): boolean {
  if (samePath(wide, narrow) || (wide.kind === "prefix" && wide.value === "/")) return true;
  const meeting = meetPaths(wide, narrow);
  return meeting.kind === "path" && samePath(meeting.path, narrow);
}

/** True when both are the same condition in the same words. */
export function samePath(a: RankedPath, b: RankedPath): boolean {
  if (a.kind === "rpc" || b.kind === "rpc") return a.kind === "rpc" && b.kind === "rpc" && a.service === b.service && a.method === b.method;
  return a.kind === b.kind && a.value === b.value;
}

type Plain = Exclude<RankedPath, { readonly kind: "rpc" }>;

function plainCovers(wide: Plain, narrow: Plain): boolean {
  if (wide.kind === "exact") return narrow.kind === "exact" && wide.value === narrow.value;
  return wide.value === "/" || narrow.value === wide.value || narrow.value.startsWith(`${wide.value}/`);
}

type Rpc = Extract<RankedPath, { readonly kind: "rpc" }>;

function meetRpcs(a: Rpc, b: Rpc): Meeting {
  const differ = (left: string | null, right: string | null): boolean => left !== null && right !== null && left !== right;
  if (differ(a.service, b.service) || differ(a.method, b.method)) return none;
  return { kind: "path", path: { kind: "rpc", service: a.service ?? b.service, method: a.method ?? b.method } };
}

function meetByAutomata(a: RankedPath, b: RankedPath): Meeting {
  const [left, right] = [textAutomaton(pathPredicateOf(a)), textAutomaton(pathPredicateOf(b))];
  if (!left.ok || !right.ok) return { kind: "unsayable", sample: null };
  const result = realisedAnswers(pathUniverse, [acceptance(left.automaton), acceptance(right.automaton)], { states: 50_000, cells: 4 });
  return result.ok ? meetingOf(a, b, result.found) : { kind: "unsayable", sample: null };
}

function meetingOf(a: RankedPath, b: RankedPath, found: readonly Realised[]): Meeting {
  const both = found.find(({ answers }) => answers === "11");
  if (both === undefined) return none;
  if (!found.some(({ answers }) => answers === "10")) return { kind: "path", path: a };
  if (!found.some(({ answers }) => answers === "01")) return { kind: "path", path: b };
  return { kind: "unsayable", sample: both.text };
}
