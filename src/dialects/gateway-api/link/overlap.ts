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
  if (isPlain(a) && isPlain(b)) return segmentsOverlap(a, b);
  const [first, second] = [automatonOf(a), automatonOf(b)];
  return !first.ok || !second.ok || automataOverlap(pathUniverse, first.automaton, second.automaton) !== "no";
}

type PlainPath = PathMatch & { readonly kind: "exact" | "prefix" | "template" };

function isPlain(path: PathMatch): path is PlainPath {
  return path.kind === "exact" || path.kind === "prefix" || path.kind === "template";
}

/** Segment by segment; a prefix leaves what follows it open. */
function segmentsOverlap(a: PlainPath, b: PlainPath): boolean {
  const [first, second] = [a.value.split("/"), b.value.split("/")];
  const common = Math.min(first.length, second.length);
  const fits = (path: PlainPath, length: number, other: number): boolean => length === other || (length < other && path.kind === "prefix");
  if (!fits(a, first.length, second.length) && !fits(b, second.length, first.length)) return false;
  return first.slice(0, common).every((segment, index) => segmentsMeet(a, segment, b, second[index] ?? ""));
}

function segmentsMeet(a: PlainPath, segment: string, b: PlainPath, other: string): boolean {
  const open = (path: PlainPath, text: string): boolean => path.kind === "template" && text.startsWith("{");
  if (open(a, segment)) return open(b, other) || other !== "";
  return open(b, other) ? segment !== "" : segment === other;
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
