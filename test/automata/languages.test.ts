import fc from "fast-check";
import { accepts, asSimplePath, pathUniverse, realisedAnswers, regexEquals, literalComponent } from "../../src/support/automata/index.ts";
import type { LiteralQuestion } from "../../src/support/automata/index.ts";
import { answerLiteral } from "../../src/support/automata/literals.ts";
import { headerUniverse, queryUniverse, tokenUniverse } from "../../src/support/automata/universe.ts";
import { holds } from "../../src/model/evaluate.ts";
import { outsideOf } from "../../src/model/request-parts.ts";
import { holdsWhenAbsent, pathsOverlap, textAutomaton } from "../../src/model/text-automaton.ts";
import type { TextPredicate } from "../../src/model/index.ts";

test.each([
  ["a|b", "[ab]", "yes"],
  ["a*", "a+", "no"],
  ["/v[0-9]+(/.*)?", "/v\\d+|/v\\d+/.*", "yes"],
  ["(?i)get", "[gG][eE][tT]", "yes"],
  ["\\bx", "x", "undecided"],
  [".*a.{40}", ".*b.{40}", "undecided"],
] as const)("`%s` equals `%s`: %s", (a, b, expected) => {
  expect(regexEquals(a, b)).toBe(expected);
});

test.each([
  ["/orders", { kind: "exact", value: "/orders" }],
  ["^/orders$", { kind: "exact", value: "/orders" }],
  ["/orders(/.*)?", { kind: "prefix", value: "/orders" }],
  ["/orders(?:$|/.*)", { kind: "prefix", value: "/orders" }],
  ["/orders.*", { kind: "stringPrefix", value: "/orders" }],
  ["/orders/.*", { kind: "stringPrefix", value: "/orders/" }],
  ["/.*", { kind: "prefix", value: "/" }],
  [".*", { kind: "prefix", value: "/" }],
  ["/a\\.b", { kind: "exact", value: "/a.b" }],
  ["/v[0-9]+", null],
  ["/[^/]+", null],
  ["orders", null],
  ["/a\\b", null],
] as const)("the plainer form of `%s`", (pattern, expected) => {
  expect(asSimplePath(pattern)).toEqual(expected);
});

test.each<[TextPredicate, TextPredicate, string]>([
  [{ kind: "segments", value: "/orders" }, { kind: "regex", value: "/v[0-9]+/.*" }, "no"],
  [{ kind: "segments", value: "/v1" }, { kind: "regex", value: "/v[0-9]+/.*" }, "yes"],
  [{ kind: "template", value: "/orders/{id}" }, { kind: "prefix", value: "/orders/" }, "yes"],
  [{ kind: "template", value: "/orders/{id}" }, { kind: "exact", value: "/orders/" }, "no"],
  [{ kind: "exact", value: "/a//b" }, { kind: "prefix", value: "/a" }, "no"],
  [{ kind: "exact", value: "/a" }, { kind: "regex", value: "\\b/a" }, "undecided"],
])("overlap of %j and %j: %s", (a, b, expected) => {
  expect(pathsOverlap(a, b)).toBe(expected);
});

const words = fc.string({ unit: fc.constantFrom("a", "b", "A", "/", "x"), maxLength: 5 });
const plain: fc.Arbitrary<TextPredicate> = fc.oneof(
  fc.tuple(fc.constantFrom("exact", "prefix", "suffix"), words, fc.boolean()).map(([kind, value, ignoreCase]): TextPredicate => ({ kind, value, ignoreCase })),
  words.map((value): TextPredicate => ({ kind: "contains", value })),
  words.map((value): TextPredicate => ({ kind: "segments", value: `/${value}` })),
  words.map((value): TextPredicate => ({ kind: "template", value: `/{x}/${value}` })),
  fc.constantFrom("[ab]*", "/a.*", "^b|x$").map((value): TextPredicate => ({ kind: "regex", value })),
  fc.constant<TextPredicate>({ kind: "present" }),
);
const predicates: fc.Arbitrary<TextPredicate> = fc.oneof(
  plain,
  fc.tuple(fc.nat(4), words, plain).map(([drop, prepend, of]): TextPredicate => ({ kind: "edited", edit: { kind: "splice", drop, prepend }, of })),
  fc.tuple(words, plain).map(([value, of]): TextPredicate => ({ kind: "edited", edit: { kind: "constant", value }, of })),
  fc.tuple(words, plain).map(([added, of]): TextPredicate => ({ kind: "appended", added, of })),
);

test("automata answer predicates as they are answered of one request", () => {
  fc.assert(
    fc.property(predicates, fc.array(words, { minLength: 4, maxLength: 10 }), (predicate, texts) => {
      const result = textAutomaton(predicate);
      if (!result.ok) throw new Error(result.reason);
      for (const text of texts) {
        expect([predicate, text, accepts(result.automaton, text)]).toEqual([predicate, text, holds(predicate, text)]);
        const path = `/${text}`;
        expect([predicate, path, accepts(result.automaton, path)]).toEqual([predicate, path, holds(predicate, path)]);
      }
      expect(holdsWhenAbsent(predicate)).toBe(holds(predicate, null));
    }),
    { numRuns: 400, seed: 3 },
  );
});

test("the tree of literals realises every answer vector that some text has", () => {
  const questions: fc.Arbitrary<LiteralQuestion> = fc
    .tuple(fc.constantFrom("exact", "prefix", "segments"), fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 3 }))
    .map(([kind, value]): LiteralQuestion => ({ kind, value: `/${value}` }));
  const samples = ["a", "b", "/", "c"].reduce<string[]>((all) => [...all, ...all.flatMap((text) => ["a", "b", "/", "c"].map((char) => text + char))], [""]);
  const paths = [...new Set(samples.map((text) => `/${text}`))].filter((text) => accepts(pathUniverse, text));
  fc.assert(
    fc.property(fc.array(questions, { minLength: 1, maxLength: 6 }), (asked) => {
      const result = realisedAnswers(pathUniverse, [literalComponent(asked)], { states: 10_000, cells: 1000 });
      if (!result.ok) throw new Error(result.limit);
      const vector = (text: string): string => asked.map((question) => (answerLiteral(question, text) ? "1" : "0")).join("");
      for (const { answers, text } of result.found) expect(vector(text)).toBe(answers);
      const found = new Set(result.found.map(({ answers }) => answers));
      for (const text of paths) expect([text, found.has(vector(text))]).toEqual([text, true]);
    }),
    { numRuns: 200, seed: 5 },
  );
});

test("the universe of paths is what requests are told to lie inside of", () => {
  const pieces = fc.constantFrom("/", ".", "..", "a", "%", "%2F", "%2f", "%41", "%7E", "%20", "%3A", "%zz", "-", "~", "5", "2", "F");
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 7 }), (parts) => {
      const path = `/${parts.join("")}`;
      const outside = outsideOf({ from: null, to: { namespace: "shop", service: "order" }, path });
      expect([path, accepts(pathUniverse, path)]).toEqual([path, outside.length === 0]);
    }),
    { numRuns: 800, seed: 9 },
  );
});

test.each([
  [headerUniverse, ["", "a", "a b", "a, b"], [" a", "a ", "a  b"]],
  [queryUniverse, ["", "a-1", "~"], ["a b", "a&b", "a=b"]],
  [tokenUniverse, ["GET", "M-SEARCH"], ["", "A B", "A/B"]],
] as const)("universe %#", (universe, inside, outside) => {
  for (const text of inside) expect([text, accepts(universe, text)]).toEqual([text, true]);
  for (const text of outside) expect([text, accepts(universe, text)]).toEqual([text, false]);
});
