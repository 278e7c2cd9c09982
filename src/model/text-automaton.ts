import {
  accepts,
  anyText,
  automataOverlap,
  dead,
  literal,
  pathUniverse,
  regexAutomaton,
  segmentPrefix,
  sequence,
  treeAutomaton,
  walk,
} from "../support/automata/index.ts";
import type { Automaton, Decidable, Decided, RegexTree } from "../support/automata/index.ts";
import { chars, repeat } from "../support/automata/regex-tree.ts";
import { charsWhere } from "../support/automata/chars.ts";
import type { PathEdit } from "./edits.ts";
import type { TextPredicate } from "./predicate.ts";

/**
 * The automaton of the present values for which a predicate answers yes, over visible ASCII and the blank. Not decided:
 * what `parseRegex` does not decide, and questions about a path after a substitution by regular expression.
 */
export function textAutomaton(predicate: TextPredicate): Decidable {
  switch (predicate.kind) {
    case "regex":
      return regexAutomaton(predicate.value);
    case "edited":
      return editedAutomaton(predicate.edit, predicate.of);
    case "appended":
      return onAutomaton(textAutomaton(predicate.of), (inner) => withSuffix(inner, `,${predicate.added}`));
    default:
      return treeAutomaton(plainTree(predicate));
  }
}

/** The answer to a predicate about a value that is not there. */
export function holdsWhenAbsent(predicate: TextPredicate): boolean {
  if (predicate.kind !== "appended") return false;
  const inner = textAutomaton(predicate.of);
  return inner.ok && accepts(inner.automaton, predicate.added);
}

/** Whether some path of the universe satisfies both. */
export function pathsOverlap(a: TextPredicate, b: TextPredicate): Decided {
  return textsOverlap(pathUniverse, a, b);
}

/** Whether some text of a universe satisfies both. */
export function textsOverlap(universe: Automaton, a: TextPredicate, b: TextPredicate): Decided {
  const [left, right] = [textAutomaton(a), textAutomaton(b)];
  return left.ok && right.ok ? automataOverlap(universe, left.automaton, right.automaton) : "undecided";
}

type Plain = Exclude<TextPredicate, { readonly kind: "regex" | "edited" | "appended" }>;

function plainTree(predicate: Plain): RegexTree {
  switch (predicate.kind) {
    case "exact":
      return literal(predicate.value, predicate.ignoreCase);
    case "prefix":
      return sequence(literal(predicate.value, predicate.ignoreCase), anyText);
    case "suffix":
      return sequence(anyText, literal(predicate.value, predicate.ignoreCase));
    case "contains":
      return sequence(anyText, literal(predicate.value), anyText);
    case "segments":
      return segmentPrefix(predicate.value);
    case "template":
      return templateTree(predicate.value);
    case "present":
      return anyText;
  }
}

const oneSegment = repeat(chars(charsWhere((char) => char !== "/")), 1, null);

function templateTree(template: string): RegexTree {
  const parts = template.split("/").map((part) => (part.startsWith("{") && part.endsWith("}") ? oneSegment : literal(part)));
  return sequence(...parts.flatMap((part, index) => (index === 0 ? [part] : [literal("/"), part])));
}

function editedAutomaton(edit: PathEdit, of: TextPredicate): Decidable {
  switch (edit.kind) {
    case "keep":
      return textAutomaton(of);
    case "constant":
      return onAutomaton(textAutomaton(of), (inner) => always(accepts(inner, edit.value)));
    case "splice":
      return onAutomaton(textAutomaton(of), (inner) => spliced(inner, edit.drop, edit.prepend));
    case "regex":
      return { ok: false, reason: `a question about the path after replacing \`${edit.pattern}\` is not decided` };
  }
}

function onAutomaton(result: Decidable, change: (automaton: Automaton) => Automaton): Decidable {
  return result.ok ? { ok: true, automaton: change(result.automaton) } : result;
}

function always(answer: boolean): Automaton {
  return { start: 0, step: (state) => state, accepts: (state) => answer && state !== dead, classes: [] };
}

/** Accepts what the inner automaton accepts once `drop` characters were taken off the front and `prepend` put there. */
function spliced(inner: Automaton, drop: number, prepend: string): Automaton {
  const entry = walk(inner, inner.start, prepend);
  const from = (state: number): number => (state === dead ? dead : state + drop);
  return {
    start: drop === 0 ? from(entry) : 0,
    step: (state, char) => {
      if (state === dead || state < drop - 1) return state === dead ? dead : state + 1;
      return from(state === drop - 1 ? entry : inner.step(state - drop, char));
    },
    accepts: (state) => state !== dead && inner.accepts(state < drop ? entry : state - drop),
    classes: inner.classes,
  };
}

/** Accepts what the inner automaton accepts once `suffix` was put behind it. */
function withSuffix(inner: Automaton, suffix: string): Automaton {
  const answers = new Map<number, boolean>();
  const answer = (state: number): boolean => {
    const known = answers.get(state) ?? inner.accepts(walk(inner, state, suffix));
    answers.set(state, known);
    return known;
  };
  return { ...inner, accepts: (state) => state !== dead && answer(state) };
}
