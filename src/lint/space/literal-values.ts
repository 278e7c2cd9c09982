import type { TextPredicate } from "../../model/index.ts";

/**
 * Values that realise every combination of answers to questions that only look at the beginning of a text (`exact`,
 * `prefix`, `segments`, `present`): each literal, each continued with and without a `/`, and a fresh one. Null when one
 * of the questions is of another kind.
 */
export function literalValues(predicates: readonly TextPredicate[], start: string): readonly string[] | null {
  const literals = predicates.map(literalOf);
  if (literals.includes(null)) return null;
  const known = [...new Set(literals.filter((literal) => literal !== null))].sort();
  const fresh = freshWord(known);
  return [start, ...known, ...known.flatMap((literal) => [`${literal}${literal.endsWith("/") ? "" : "/"}${fresh}`, `${literal}${fresh}`]), `${start}${fresh}`];
}

function literalOf(predicate: TextPredicate): string | null {
  switch (predicate.kind) {
    case "exact":
    case "prefix":
      return predicate.ignoreCase === true ? null : predicate.value;
    case "segments":
      return predicate.value;
    case "present":
      return "";
    default:
      return null;
  }
}

/** A word that is part of none of the literals. */
function freshWord(known: readonly string[]): string {
  let word = "x";
  while (known.some((literal) => literal.includes(word))) word += "x";
  return word;
}
