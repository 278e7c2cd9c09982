import type { Conditions, NamedMatch, PathMatch } from "../../../model/index.ts";
import { automataOverlap, literal, pathUniverse, regexAutomaton, segmentPrefix, treeAutomaton } from "../../../support/automata/index.ts";
import type { Decidable } from "../../../support/automata/index.ts";

/** How many pairs of patterns may still be compared; files come from strangers. */
export interface Effort {
  left: number;
}

/** Enough for every pair of 60 patterns; a comparison takes about a millisecond. */
export const usualEffort = 2000;

/** Whether some call can satisfy both; what cannot be disproved, or not with the effort left, counts as an overlap. */
export function conditionsOverlap(a: Conditions, b: Conditions, effort: Effort): boolean {
  const methods = a.methods === null || b.methods === null || a.methods.some((method) => b.methods?.includes(method));
  const names = a.sni === null || b.sni === null || a.sni.some((name) => b.sni?.includes(name));
  return methods && names && valuesOverlap(a.headers, b.headers) && valuesOverlap(a.query, b.query) && pathsOverlap(a.path, b.path, effort);
}

function valuesOverlap(a: readonly NamedMatch[], b: readonly NamedMatch[]): boolean {
  return a.every(({ name, match }) =>
    b.every((other) => other.name !== name || match.kind !== "exact" || other.match.kind !== "exact" || match.value === other.match.value),
  );
}

/** Decided exactly over paths that every proxy reads alike. */
export function pathsOverlap(a: PathMatch | null, b: PathMatch | null, effort: Effort): boolean {
  if (a === null || b === null) return true;
  if (isPlain(a) && isPlain(b)) return segmentsOverlap(a, b);
  if (!startsMeet(literalStart(a), literalStart(b))) return false;
  if (effort.left-- <= 0) return true;
  const [first, second] = [knownAutomaton(a), knownAutomaton(b)];
  return !first.ok || !second.ok || automataOverlap(pathUniverse, first.automaton, second.automaton) !== "no";
}

type PlainPath = PathMatch & { readonly kind: "exact" | "prefix" | "template" };

function isPlain(path: PathMatch): path is PlainPath {
  return path.kind === "exact" || path.kind === "prefix" || path.kind === "template";
}

/** Segment by segment; a prefix leaves what follows it open. */
function segmentsOverlap(a: PlainPath, b: PlainPath): boolean {
  if (!startsMeet(literalStart(a), literalStart(b))) return false;
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

function startsMeet(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

/** Text that every path which matches begins with. */
function literalStart(path: PathMatch): string {
  if (path.kind === "regex") return regexStart(path.value);
  return path.kind === "template" ? (path.value.split("{")[0] ?? "") : path.value;
}

/** The plain characters that a pattern begins with; a last one that a quantifier makes optional is left out. */
function regexStart(pattern: string): string {
  if (branches(pattern)) return "";
  const text = pattern.startsWith("^") ? pattern.slice(1) : pattern;
  const start = /^[A-Za-z0-9/_~%@:,=&;!'-]*/.exec(text)?.[0] ?? "";
  return /[*?{]/.test(text.charAt(start.length)) ? start.slice(0, -1) : start;
}

/** Whether a pattern has an alternative outside all groups. */
function branches(pattern: string): boolean {
  const outside = pattern.replace(/\\[\s\S]/g, "").replace(/\[\^?\]?[^\]]*\]/g, "");
  let depth = 0;
  for (const char of outside) {
    if (char === "(") depth++;
    else if (char === ")") depth--;
    else if (char === "|" && depth <= 0) return true;
  }
  return false;
}

const automata = new WeakMap<PathMatch, Decidable>();

/** Each path is turned into an automaton once, however many others it is compared with. */
function knownAutomaton(path: PathMatch): Decidable {
  const known = automata.get(path) ?? automatonOf(path);
  automata.set(path, known);
  return known;
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
