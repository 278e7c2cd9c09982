import type { Conditions, NamedMatch, PathMatch } from "../../../model/index.ts";
import { automataOverlap, literal, pathUniverse, regexAutomaton, segmentPrefix, treeAutomaton } from "../../../support/automata/index.ts";
import type { Decidable } from "../../../support/automata/index.ts";

/** Whether some call can satisfy both; what cannot be disproved counts as an overlap. */
export function conditionsOverlap(a: Conditions, b: Conditions): boolean {
  const methods = a.methods === null || b.methods === null || a.methods.some((method) => b.methods?.includes(method));
  const names = a.sni === null || b.sni === null || a.sni.some((name) => b.sni?.includes(name));
  return methods && names && valuesOverlap(a.headers, b.headers) && valuesOverlap(a.query, b.query) && pathsOverlap(a.path, b.path);
}

function valuesOverlap(a: readonly NamedMatch[], b: readonly NamedMatch[]): boolean {
  return a.every(({ name, match }) =>
    b.every((other) => other.name !== name || match.kind !== "exact" || other.match.kind !== "exact" || match.value === other.match.value),
  );
}

/** Decided exactly over paths that every proxy reads alike. */
export function pathsOverlap(a: PathMatch | null, b: PathMatch | null): boolean {
  if (a === null || b === null) return true;
  if (a.kind === "exact" && b.kind === "exact") return a.value === b.value;
  const [first, second] = [automatonOf(a), automatonOf(b)];
  return !first.ok || !second.ok || automataOverlap(pathUniverse, first.automaton, second.automaton) !== "no";
}

function automatonOf(path: PathMatch): Decidable {
  switch (path.kind) {
    case "exact":
      return treeAutomaton(literal(path.value));
    case "prefix":
      return treeAutomaton(segmentPrefix(path.value));
    case "stringPrefix":
      return regexAutomaton(`${quoted(path.value)}.*`);
    case "template":
      return regexAutomaton(path.value.split("/").map((part) => (part.startsWith("{") ? "[^/]+" : quoted(part))).join("/"));
    case "regex":
      return regexAutomaton(path.value);
  }
}

function quoted(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, "\\$&");
}
