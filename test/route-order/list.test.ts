import type { Arm, Conditions } from "../../src/model/index.ts";
import { concreteView } from "../../src/model/evaluate.ts";
import { closeOrder, matchedLengthOrder, rankedArms, rankedPath, specifiedOrder, tieGroups, withoutNegation } from "../../src/targets/route-order/index.ts";
import type { RankedArm, RouteOrder } from "../../src/targets/route-order/index.ts";
import { arm, named, path, route, when } from "../support/build-model.ts";

function listOf(...all: readonly (readonly [string, Partial<Conditions>])[]): readonly RankedArm<Arm>[] {
  return all.flatMap(([name, conditions]) => {
    const ranked = rankedArms(arm(route({ name }), conditions), "http");
    if (!ranked.ok) throw new Error(`two conditions on ${ranked.twice.name}`);
    return ranked.arms;
  });
}

function closed(list: readonly RankedArm<Arm>[], orders: readonly RouteOrder[] = [specifiedOrder]) {
  return closeOrder(list, orders, ({ route: to }) => (to.name === "404" ? null : to.name));
}

const header = (name: string, value: string) => ({ headers: [named(name, { kind: "exact", value })] });
const without = (name: string, value: string) => ({ headers: [named(name, { kind: "not", match: { kind: "exact", value } })] });

test("a longer path behind a header needs the join of both", () => {
  const result = closed(listOf(["beta", header("x-a", "b")], ["orders", { path: path("prefix", "/orders") }]));
  expect(result.ok && result.arms.map(({ match, item, added }) => [item.route.name, match.path, match.headers.length, added])).toEqual([
    ["beta", { kind: "prefix", value: "/" }, 1, false],
    ["beta", { kind: "prefix", value: "/orders" }, 1, true],
    ["orders", { kind: "prefix", value: "/orders" }, 0, false],
  ]);
});

test("an arm that an earlier one covers is dead", () => {
  const result = closed(listOf(["all", {}], ["late", { path: path("exact", "/a") }]));
  expect(result.ok && result.dead.map(({ route: to }) => to.name)).toEqual(["late"]);
});

test("a pattern beside a path it cannot match needs no rank", () => {
  const result = closed(listOf(["versions", { path: path("regex", "/v[0-9]+/.*") }], ["orders", { path: path("prefix", "/orders") }]));
  expect(result.ok).toBe(true);
});

test("a pattern that overlaps another action is refused with a call that shows it", () => {
  const result = closed(listOf(["versions", { path: path("regex", "/v[0-9]+") }], ["rest", {}]));
  expect(result).toMatchObject({ ok: false, clash: { kind: "rank-unknown", earlier: { route: { name: "versions" } }, later: { route: { name: "rest" } } } });
});

test("where a pattern ranks by the path of the call, a prefix before it becomes a pattern", () => {
  const list = listOf(["beta", { path: path("prefix", "/v1"), ...header("x-a", "b") }], ["versions", { path: path("regex", "/v[0-9]+(/x)?") }]);
  const result = closed(list, [matchedLengthOrder]);
  expect(result.ok && result.arms.filter(({ added }) => added).map(({ match }) => match.path)).toEqual([{ kind: "regex", value: "/v1(?:/.*)?" }]);
});

test("an arm that answers like no route cannot stand before one that takes its calls", () => {
  const refused = closed(listOf(["404", { path: path("prefix", "/internal") }], ["rest", {}]));
  expect(refused).toMatchObject({ ok: false, clash: { kind: "absence", witness: "GET /internal" } });
  expect(closed(listOf(["a", { path: path("prefix", "/a") }], ["404", {}], ["never", {}]))).toMatchObject({ ok: true, arms: [{ item: { route: { name: "a" } } }] });
});

test("a list that would grow over the limit is refused", () => {
  const list = listOf(["a", header("x-a", "1")], ["b", header("x-b", "1")], ["c", { path: path("exact", "/c") }]);
  expect(closeOrder(list, [specifiedOrder], ({ route: to }) => to.name, { most: 3 })).toMatchObject({ ok: false, clash: { kind: "too-many" } });
});

test("negation is spelt out by the later arms", () => {
  const result = withoutNegation(listOf(["plain", without("x-a", "b")], ["rest", {}]), () => true);
  expect(result.ok && result.arms.map(({ item, match }) => [item.route.name, match.headers.length])).toEqual([["rest", 1], ["plain", 0], ["rest", 0]]);
});

test("negation without a later arm for the excluded calls, or of what cannot be said, is refused", () => {
  expect(withoutNegation(listOf(["plain", without("x-a", "b")], ["get", { methods: ["GET"] }]), () => true)).toMatchObject({ ok: false, why: "no-catch-all" });
  expect(withoutNegation(listOf(["plain", without("x-a", "b")], ["rest", {}]), () => false)).toMatchObject({ ok: false, why: "unsayable" });
});

test("ties of different actions stay in one object", () => {
  const list = closed(listOf(["a", header("x-a", "1")], ["b", header("x-b", "1")], ["c", { path: path("exact", "/c") }]));
  if (!list.ok) throw new Error("the list closes");
  const groups = tieGroups(list.arms, [specifiedOrder], ({ route: to }) => to.name);
  expect(groups.map((group) => group.map((index) => list.arms[index]?.item.route.name))).toEqual([["a", "b"], ["a", "b"], ["c"]]);
});

test("two conditions on one name become one, none, or a finding", () => {
  const both = (first: string, second: string) => arm(route(), { headers: [named("x-a", { kind: "prefix", value: first }), named("x-a", { kind: "exact", value: second })] });
  expect(rankedArms(both("be", "beta"), "http")).toMatchObject({ ok: true, arms: [{ match: { headers: [{ match: { kind: "exact" } }] } }] });
  expect(rankedArms(both("be", "alpha"), "http")).toEqual({ ok: true, arms: [] });
  const two = arm(route(), { headers: [named("x-a", { kind: "prefix", value: "a" }), named("x-a", { kind: "suffix", value: "b" })] });
  expect(rankedArms(two, "http")).toMatchObject({ ok: false, twice: { match: { kind: "suffix" } } });
});

test.each([
  ["regex", "/a", { kind: "exact", value: "/a" }],
  ["regex", "/a(/.*)?", { kind: "prefix", value: "/a" }],
  ["stringPrefix", "/a", { kind: "regex", value: "/a.*" }],
  ["template", "/a/{id}", { kind: "regex", value: "/a/[^/]+" }],
  ["prefix", "/a/", { kind: "prefix", value: "/a" }],
] as const)("%s %s in its plainest form", (kind, value, plain) => {
  expect(rankedPath(path(kind, value))).toEqual(plain);
});

/** Random lists with negations, read straight and after everything was spelt out and closed. */
test("negations that are spelt out and closed take the same calls", () => {
  let state = 11;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const some = (): Partial<Conditions> => ({
    path: random(2) === 0 ? path(random(2) === 0 ? "exact" : "prefix", ["/a", "/a/b", "/c"][random(3)] ?? "/a") : null,
    methods: random(4) === 0 ? ["GET", "PUT"] : null,
    headers: ["x-a", "x-b"].flatMap((name) => {
      if (random(3) > 0) return [];
      const match = { kind: "exact" as const, value: ["1", "2"][random(2)] ?? "1" };
      return [named(name, random(2) === 0 ? { kind: "not", match } : match)];
    }),
  });
  const calls = ["/a", "/a/b", "/a/b/d", "/c", "/"].flatMap((called) =>
    ["GET", "POST"].flatMap((method) => ["", "1", "2", "3"].flatMap((a) => ["", "1", "2"].map((b) => ({ called, method, headers: { ...(a && { "x-a": a }), ...(b && { "x-b": b }) } })))),
  );
  for (let round = 0; round < 600; round += 1) {
    const list = listOf(...Array.from({ length: 1 + random(4) }, (_, index): [string, Partial<Conditions>] => [`r${index}`, some()]), ["rest", {}]);
    const positive = withoutNegation(list, () => true);
    if (!positive.ok) throw new Error(positive.why);
    const result = closeOrder(positive.arms, [specifiedOrder], ({ route: to }) => to.name);
    if (!result.ok) throw new Error(result.clash.witness);
    expect(calls.find((call) => winnerOf(result.arms, call) !== firstOf(list, call))).toBeUndefined();
  }
});

interface Call {
  readonly called: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
}

function firstOf(list: readonly RankedArm<Arm>[], call: Call): string | undefined {
  return list.find((each) => matchHolds(each.match, call) && each.not.every(({ name, match }) => match.kind !== "exact" || call.headers[name] !== match.value))?.item.route.name;
}

function winnerOf(arms: readonly { readonly match: RankedArm<Arm>["match"]; readonly item: Arm }[], call: Call): string | undefined {
  const key = ({ path: to, method, headers }: RankedArm<Arm>["match"]): number =>
    (to.kind === "exact" ? 1_000_000 : to.kind === "prefix" ? to.value.length * 1000 : 0) + (method === null ? 0 : 100) + headers.length;
  const fitting = arms.filter(({ match }) => matchHolds(match, call));
  const best = Math.max(...fitting.map(({ match }) => key(match)));
  return fitting.find(({ match }) => key(match) === best)?.item.route.name;
}

function matchHolds(match: RankedArm<Arm>["match"], { called, method, headers }: Call): boolean {
  const to = { namespace: "shop", service: "order", port: 80 };
  const view = concreteView({ from: null, to, method, path: called, headers }, { trustDomain: "cluster.local" });
  const pathHolds = match.path.kind === "rpc" || view.test({ dimension: "path", predicate: match.path.kind === "prefix" ? { kind: "segments", value: match.path.value } : { kind: match.path.kind, value: match.path.value } });
  return pathHolds && (match.method ?? method) === method && match.headers.every((each) => view.test({ dimension: `header:${each.name}`, predicate: each.match }));
}

test("conditions that always hold are the prefix of everything", () => {
  expect(rankedArms({ when: when() }, "http")).toMatchObject({ ok: true, arms: [{ match: { path: { kind: "prefix", value: "/" }, method: null, headers: [], query: [] } }] });
});
