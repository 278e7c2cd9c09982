import type { Filter } from "./config.ts";

interface Comparison {
  readonly selector: string;
  readonly equal: boolean;
  readonly value: string;
}

/**
 * The filter of a subset: comparisons of metadata joined by `and` are known; a value that must and must not be there
 * selects nothing; everything else is another filter (hashicorp/go-bexpr:grammar/ast.go). Null when it does not parse as
 * far as parentheses and quotes go.
 */
export function readFilter(text: string): Filter | null {
  if (text.trim() === "") return { kind: "labels", labels: {} };
  if (!balanced(text) || strangeOperator(text)) return null;
  const comparisons = text.split(/ and /).map(comparisonOf);
  if (comparisons.some((each) => each === null)) return { kind: "other", text };
  const known = comparisons.filter((each) => each !== null);
  if (contradicts(known)) return { kind: "nothing" };
  const keys = known.map(({ selector, equal }) => (equal ? metaKey(selector) : null));
  if (keys.some((key) => key === null)) return { kind: "other", text };
  return { kind: "labels", labels: Object.fromEntries(known.map(({ value }, index) => [keys[index] ?? "", value])) };
}

function balanced(text: string): boolean {
  const bare = text.replace(/"[^"\n]*"|`[^`]*`/g, "");
  const count = (mark: string): number => bare.split(mark).length - 1;
  return !/["`]/.test(bare) && count("(") === count(")") && count("[") === count("]");
}

/** Operators of other languages, outside of quotes. */
function strangeOperator(text: string): boolean {
  return /(?<![=!])=(?!=)|&&|\|\|/.test(text.replace(/"[^"\n]*"|`[^`]*`/g, '""'));
}

function comparisonOf(part: string): Comparison | null {
  const match = /^\s*([A-Za-z][A-Za-z0-9_.]*(?:\["[^"\]]*"\])?) *(==|!=) *(?:"([^"]*)"|([^\s"()]+))\s*$/.exec(part);
  return match === null ? null : { selector: match[1] ?? "", equal: match[2] === "==", value: match[3] ?? match[4] ?? "" };
}

function contradicts(comparisons: readonly Comparison[]): boolean {
  return comparisons.some((one) => one.equal && comparisons.some((other) => other.selector === one.selector && (other.equal ? other.value !== one.value : other.value === one.value)));
}

function metaKey(selector: string): string | null {
  return /^Service\.Meta\.([A-Za-z][A-Za-z0-9_]*)$/.exec(selector)?.[1] ?? /^Service\.Meta\["([^"\]]+)"\]$/.exec(selector)?.[1] ?? null;
}
