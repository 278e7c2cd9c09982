import { RE2JS } from "re2js";

/** A pattern in RE2 syntax, matched in linear time. */
export interface Regex {
  /** The pattern matches the whole text. */
  matchesWhole(text: string): boolean;
  /** The pattern matches somewhere in the text. */
  matchesPart(text: string): boolean;
  /** Replaces every match; `\1` in the substitution stands for a group. */
  replace(text: string, substitution: string): string;
  /** Instructions of its program, a rough measure of what it costs. */
  readonly size: number;
}

/** A compiled pattern, or what is wrong with it. */
export type RegexResult = { readonly ok: true; readonly regex: Regex } | { readonly ok: false; readonly problem: string };

/** Longest pattern that is compiled, in characters: input comes from strangers. */
export const longestPattern = 4096;

const compiled = new Map<string, RegexResult>();

/** Compiles RE2 syntax (no look-around, no back-references) or says what is wrong with it. Never throws. */
export function compileRegex(pattern: string): RegexResult {
  const known = compiled.get(pattern);
  if (known !== undefined) return known;
  const result = compileNew(pattern);
  if (compiled.size > 10_000) compiled.clear();
  compiled.set(pattern, result);
  return result;
}

function compileNew(pattern: string): RegexResult {
  if (pattern.length > longestPattern) return { ok: false, problem: `longer than ${longestPattern} characters` };
  try {
    return { ok: true, regex: wrap(RE2JS.compile(pattern)) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

function wrap(pattern: RE2JS): Regex {
  return {
    matchesWhole: (text) => pattern.matches(text),
    matchesPart: (text) => pattern.matcher(text).find(),
    replace: (text, substitution) => pattern.matcher(text).replaceAll(javaReplacement(substitution), true),
    size: pattern.programSize(),
  };
}

/** `\1` is a group and `\\` a backslash in Envoy's substitutions; the library reads `$1` and `\` as an escape. */
function javaReplacement(substitution: string): string {
  return substitution.replace(/\\(\d|\\)|([$\\])/g, (_, escaped: string | undefined, special: string | undefined) => {
    if (special !== undefined) return `\\${special}`;
    return escaped === "\\" ? "\\\\" : `$${escaped}`;
  });
}
