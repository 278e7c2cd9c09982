import fc from "fast-check";
import { accepts, regexAutomaton } from "../../src/support/automata/index.ts";
import { compileRegex } from "../../src/support/regex.ts";

const atoms = ["a", "b", "/", "\\.", ".", "[ab]", "[^a]", "[a-c/]", "[]a]", "[[:digit:]]", "[^\\d]", "\\d", "\\w", "\\S", "\\x61", "\\pL", "\\Qa.\\E", "^", "$", "\\A", "\\z"];
const quantifiers = ["", "*", "+", "?", "*?", "+?", "{2}", "{1,}", "{0,2}", "{1,3}?"];

const patterns = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", maxDepth: 4 },
    fc.tuple(fc.constantFrom(...atoms), fc.constantFrom(...quantifiers)).map(([atom, quantifier]) => atom + quantifier),
    fc.tuple(tie("node"), tie("node")).map((parts) => parts.join("")),
    fc.tuple(tie("node"), tie("node")).map((parts) => `(${parts.join("|")})`),
    fc.tuple(fc.constantFrom("(", "(?:", "(?i)(?:", "(?i:", "(?P<n>", "(?s:", "(?m:"), tie("node"), fc.constantFrom(...quantifiers)).map(
      ([open, body, quantifier]) => `${open}${body})${quantifier}`,
    ),
  ),
})).node;

const texts = fc.string({ unit: fc.constantFrom("a", "b", "c", "A", "/", ".", "1", " ", "]"), maxLength: 6 });

test("an automaton accepts what the engine matches", () => {
  const tally = { decided: 0, yes: 0 };
  fc.assert(
    fc.property(patterns, fc.array(texts, { minLength: 5, maxLength: 12 }), (pattern, samples) => {
      const engine = compileRegex(pattern);
      const result = regexAutomaton(pattern);
      expect(result.ok).toBe(engine.ok);
      if (!result.ok || !engine.ok) return;
      tally.decided += 1;
      for (const text of ["", ...samples]) {
        const matched = engine.regex.matchesWhole(text);
        if (matched) tally.yes += 1;
        expect({ pattern, text, matched: accepts(result.automaton, text) }).toEqual({ pattern, text, matched });
      }
    }),
    { numRuns: 1500, seed: 7 },
  );
  expect(tally.decided).toBeGreaterThan(1000);
  expect(tally.yes).toBeGreaterThan(500);
});

describe("patterns by hand", () => {
  const cases: readonly [string, string, boolean][] = [
    ["/v[0-9]+(/.*)?", "/v12/x", true],
    ["/v[0-9]+(/.*)?", "/v/x", false],
    ["(?i)orders", "ORDERS", true],
    ["a(?i)b|c", "C", true],
    ["(a(?i)b)c", "aBC", false],
    ["\\Qa*\\E*", "a***", true],
    ["^$", "", true],
    ["$^", "", true],
    ["(^a|b)c", "bc", true],
    ["b^a", "ba", false],
    ["a$b", "ab", false],
    ["a{3}", "aaa", true],
    ["a{,3}", "a{,3}", true],
    ["a{2,}", "a", false],
    ["[^/]+", "a/b", false],
    ["[a\\]b]+", "]", true],
    ["[]-a]+", "]", true],
    ["\\pN+", "123", true],
    ["\\PN+", "123", false],
    ["é|a", "a", true],
    ["\\t", "t", false],
    ["", "", true],
    ["a||b", "", true],
  ];
  test.each(cases)("`%s` on `%s`: %s", (pattern, text, expected) => {
    const result = regexAutomaton(pattern);
    expect(result.ok && accepts(result.automaton, text)).toBe(expected);
    const engine = compileRegex(pattern);
    expect(engine.ok && engine.regex.matchesWhole(text)).toBe(expected);
  });
});

test.each(["\\bword", "a\\B", "(?=a)", "(a)\\1", "["])("`%s` is not decided, with a reason", (pattern) => {
  const result = regexAutomaton(pattern);
  expect(result.ok ? "" : result.reason).not.toBe("");
});

test("hostile patterns end quickly", () => {
  for (const pattern of [`${"(a?){500}".repeat(1)}a{400}`, `(${"a|".repeat(1500)}b)*`, `${"(".repeat(150)}a${")*".repeat(150)}`, ".*a.{900}"]) {
    const result = regexAutomaton(pattern);
    if (result.ok) accepts(result.automaton, "a".repeat(300));
    expect(result).toHaveProperty("ok");
  }
});
