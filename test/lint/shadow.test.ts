import fc from "fast-check";
import type { Arm, Conditions, PathMatch, ValueMatch } from "../../src/model/index.ts";
import type { Values } from "../../src/lint/space/grid.ts";
import { shadowsOf } from "../../src/lint/space/shadow.ts";
import { arm, named, path, route } from "../support/build-model.ts";
import { lintText, pointedAt, policy } from "./lint-text.ts";

/** A request of the small alphabet, and matching by hand: nothing of the analysis is used. */
interface Small {
  readonly path: string;
  readonly method: string;
  readonly header: string | null;
  readonly query: string | null;
}

const paths = ["/", "/a", "/b", "/c", "/ab", "/a/", "/a/b", "/b/b", "/a/c", "/c/b", "/a/b/c", "/a/bb"];
const all: readonly Small[] = paths.flatMap((one) =>
  ["GET", "POST", "PUT"].flatMap((method) => [null, "", "1", "12", "2"].flatMap((header) => [null, "1", "3"].map((query) => ({ path: one, method, header, query })))),
);

const pathConditions: readonly (PathMatch | null)[] = [
  null,
  ...["/a", "/a/b", "/c"].map((value) => path("exact", value)),
  ...["/", "/a", "/b"].map((value) => path("prefix", value)),
  path("stringPrefix", "/a"),
  path("template", "/{x}/b"),
  ...["/a/.*", "/(?:a|b)", ".*b", "/[a-c]"].map((value) => path("regex", value)),
];
const values: readonly ValueMatch[] = [{ kind: "exact", value: "1" }, { kind: "prefix", value: "1" }, { kind: "present" }, { kind: "not", match: { kind: "exact", value: "1" } }, { kind: "regex", value: "[12]" }];
const conditions: fc.Arbitrary<Partial<Conditions>> = fc.record({
  path: fc.constantFrom(...pathConditions),
  methods: fc.constantFrom(null, null, ["GET"], ["GET", "POST"], ["POST"]),
  headers: fc.constantFrom(...[null, null, ...values].map((match) => (match === null ? [] : [named("x", match)]))),
  query: fc.constantFrom(...[null, null, ...values].map((match) => (match === null ? [] : [named("q", match)]))),
});
const lists = fc.array(conditions, { minLength: 1, maxLength: 7 }).map((list): readonly Arm[] => list.map((when, index) => arm(route({ name: `r${index}` }), when)));

function pathHolds(match: PathMatch | null, given: string): boolean {
  if (match === null) return true;
  const { kind, value } = match;
  if (kind === "exact") return given === value;
  if (kind === "stringPrefix") return given.startsWith(value);
  if (kind === "prefix") return value === "/" || given === value || given.startsWith(`${value}/`);
  return new RegExp(`^(?:${kind === "template" ? value.replace("{x}", "[^/]+") : value})$`).test(given);
}

function valueHolds(match: ValueMatch, given: string | null): boolean {
  if (match.kind === "not") return !valueHolds(match.match, given);
  if (given === null) return false;
  if (match.kind === "exact") return given === match.value;
  if (match.kind === "prefix") return given.startsWith(match.value);
  return match.kind === "present" || (match.kind === "regex" && new RegExp(`^(?:${match.value})$`).test(given));
}

function takes({ when }: Arm, request: Small): boolean {
  return (
    pathHolds(when.path, request.path) &&
    (when.methods === null || when.methods.includes(request.method)) &&
    when.headers.every(({ match }) => valueHolds(match, request.header)) &&
    when.query.every(({ match }) => valueHolds(match, request.query))
  );
}

function small(shown: Values): Small {
  return { path: shown.get("path") ?? "/", method: shown.get("method") ?? "GET", header: shown.get("header:x") ?? null, query: shown.get("query:q") ?? null };
}

function taker(arms: readonly Arm[], request: Small): number {
  return arms.findIndex((one) => takes(one, request));
}

test("the analysis agrees with trying every request", () => {
  fc.assert(
    fc.property(lists, (arms) => {
      const shadows = shadowsOf(arms, 8080);
      if (!shadows.ok) throw new Error(shadows.reason);
      const reached = new Set(all.map((request) => taker(arms, request)));
      for (const [index, fate] of shadows.fates.entries()) {
        if (fate.kind === "alive") expect(taker(arms, small(fate.shown))).toBe(index);
        else expect([fate.kind, reached.has(index)]).toEqual([fate.kind, false]);
      }
      if (shadows.unmatched === null) expect(reached.has(-1)).toBe(false);
      else if (shadows.unmatched !== "undecided") expect(taker(arms, small(shadows.unmatched))).toBe(-1);
    }),
    { numRuns: 250 },
  );
});

test("right before the arm that is named a dead one is reached, and one place later it is not", () => {
  fc.assert(
    fc.property(lists, (arms) => {
      const shadows = shadowsOf(arms, 8080);
      for (const [index, fate] of (shadows.ok ? shadows.fates : []).entries()) {
        if (fate.kind !== "dead") continue;
        const moved = (to: number): readonly Arm[] => [...arms.slice(0, to), ...arms.slice(index, index + 1), ...arms.slice(to, index), ...arms.slice(index + 1)];
        expect(taker(moved(fate.killer), small(fate.shown))).toBe(fate.killer);
        const later = moved(fate.killer + 1);
        if (fate.killer + 1 < index) expect(all.some((request) => taker(later, request) === fate.killer + 1)).toBe(false);
      }
    }),
    { numRuns: 250 },
  );
});

const deadline = "to: order, deadline: 2s";

test("a route that two others hide together is named with both, a request and the place where it would live", () => {
  const text = policy(
    `port: 8080\nroutes:\n  - { name: reads, match: [{ methods: [GET, HEAD] }], ${deadline} }\n  - { name: others, match: [{ methods: [POST, PUT, PATCH, DELETE, OPTIONS, TRACE, CONNECT] }], ${deadline} }\n  - { name: late, match: [{ path: { prefix: /late } }], ${deadline} }\n  - { name: rest, ${deadline} }`,
  );
  const [first, spare] = lintText(text).filter(({ code }) => code === "MW3020");
  expect(first?.message).toBe("route `late` never gets a call: `reads` and `others` take all of them");
  expect(first).toMatchObject({ why: "`POST /late`, for instance, goes to `others`", help: "put it before `others`, or remove it" });
  expect(pointedAt(text, first ?? fail())).toBe("/late");
  expect(spare).toBeUndefined();
});

function fail(): never {
  throw new Error("there is no finding");
}

test.each([
  ["a narrow route before a wide one", "{ name: a, match: [{ path: { exact: /x } }], D }", "{ name: b, match: [{ path: { prefix: /x } }], D }"],
  ["disjoint patterns", '{ name: a, match: [{ path: { regex: "/v[0-9]+/.*" } }], D }', '{ name: b, match: [{ path: { regex: "/w[0-9]+/.*" } }], D }'],
  ["a beta group before a split by method", "{ name: a, match: [{ path: { prefix: /x }, headers: { x-cohort: beta } }], D }", "{ name: b, match: [{ methods: [GET] }], D }"],
  ["negation", "{ name: a, match: [{ headers: { x-v: { not: { exact: a } } } }], D }", "{ name: b, match: [{ headers: { x-v: a } }], D }"],
])("no finding: %s", (_, first, second) => {
  const text = policy(`port: 8080\nroutes:\n  - ${first}\n  - ${second}\n  - { name: rest, D }`).replaceAll("D }", `${deadline} }`);
  expect(lintText(text).filter(({ code }) => code < "MW3024")).toEqual([]);
});
