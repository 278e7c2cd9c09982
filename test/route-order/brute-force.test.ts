import { closeOrder } from "../../src/targets/route-order/close.ts";
import type { OrderedArm } from "../../src/targets/route-order/close.ts";
import type { RankedMatch, RankedPath, RankedValue } from "../../src/targets/route-order/match.ts";
import { matchedLengthOrder, rpcOrder, specifiedOrder } from "../../src/targets/route-order/orders.ts";
import type { RouteOrder } from "../../src/targets/route-order/orders.ts";

/** Lists for each of the settings below; together 24,000. */
const lists = process.env["MESHWRIGHT_RUNS"] === undefined ? 150 : 6000;

interface Call {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

/** A small generator of its own, so that every run sees the same lists. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Random = (below: number) => number;

function pick<T>(random: Random, from: readonly T[]): T {
  const chosen = from[random(from.length)];
  if (chosen === undefined) throw new Error("nothing to pick from");
  return chosen;
}

const httpPaths: readonly RankedPath[] = [
  ...["/", "/a", "/a/b", "/c"].map((value): RankedPath => ({ kind: "prefix", value })),
  ...["/a", "/a/b", "/c"].map((value): RankedPath => ({ kind: "exact", value })),
];
const rpcPaths: readonly RankedPath[] = [null, "s", "long"].flatMap((service) => [null, "m", "many"].map((method): RankedPath => ({ kind: "rpc", service, method })));

function someValues(random: Random, names: readonly string[], chance: number): readonly RankedValue[] {
  return names.flatMap((name): RankedValue[] => {
    if (random(100) >= chance) return [];
    return [{ name, match: random(5) === 0 ? { kind: "regex", value: "a|b" } : { kind: "exact", value: pick(random, ["a", "b"]) } }];
  });
}

function randomMatch(random: Random, paths: readonly RankedPath[]): RankedMatch {
  return {
    host: null,
    path: pick(random, paths),
    method: random(3) === 0 ? pick(random, ["GET", "POST"]) : null,
    headers: someValues(random, ["h", "i"], 30),
    query: someValues(random, ["q"], 25),
  };
}

function randomList(random: Random, paths: readonly RankedPath[]): readonly OrderedArm<string>[] {
  const actions = 2 + random(3);
  return Array.from({ length: 2 + random(11) }, () => ({ match: randomMatch(random, paths), item: `action-${random(actions)}` }));
}

const calls = (paths: readonly string[]): readonly Call[] =>
  paths.flatMap((path) =>
    ["GET", "POST", "PUT"].flatMap((method) =>
      [undefined, "a", "b", "c"].flatMap((h) => [undefined, "a", "b"].flatMap((i) => [undefined, "a", "b"].map((q): Call => ({ path, method, headers: { h, i }, query: { q } })))),
    ),
  );
const httpCalls = calls(["/", "/a", "/a/b", "/a/x", "/a/b/d", "/c", "/x"]);
const rpcCalls = calls(["/s/m", "/long/m", "/s/many", "/long/many", "/z/z"]);

function pathHolds(path: RankedPath, asked: string): boolean {
  const [, service, method] = asked.split("/");
  if (path.kind === "rpc") return (path.service ?? service) === service && (path.method ?? method) === method;
  if (path.kind === "exact") return path.value === asked;
  return path.value === "/" || asked === path.value || asked.startsWith(`${path.value}/`);
}

function valueHolds({ match }: RankedValue, value: string | undefined): boolean {
  if (value === undefined || match.kind === "present") return value !== undefined;
  return match.kind === "regex" ? match.value.split("|").includes(value) : match.value === value;
}

function fits(match: RankedMatch, call: Call): boolean {
  return (
    pathHolds(match.path, call.path) &&
    (match.method === null || match.method === call.method) &&
    match.headers.every((each) => valueHolds(each, call.headers[each.name])) &&
    match.query.every((each) => valueHolds(each, call.query[each.name]))
  );
}

type Key = (match: RankedMatch) => readonly number[];

const specified: Key = ({ path, method, headers, query }) => {
  const length = path.kind === "rpc" ? 0 : path.value.length;
  return [path.kind === "exact" ? 1 : 0, path.kind === "exact" ? 0 : length, method === null ? 0 : 1, headers.length, query.length];
};
const matchedLength: Key = ({ path, method, headers, query }) => [path.kind === "rpc" ? 0 : path.value.length, headers.length, query.length, method === null ? 0 : 1];
const rpc: Key = ({ path, headers }) => (path.kind === "rpc" ? [path.service?.length ?? 0, path.method?.length ?? 0, headers.length] : []);

function higher(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at >= 0 && (a[at] ?? 0) > (b[at] ?? 0);
}

/** The action of the best-ranked arm that fits, the first of equals; null when none fits. */
function winner(arms: readonly OrderedArm<string>[], key: Key, call: Call): string | null {
  let best: OrderedArm<string> | null = null;
  for (const arm of arms) if (fits(arm.match, call) && (best === null || higher(key(arm.match), key(best.match)))) best = arm;
  return best?.item ?? null;
}

function wrongWinners(given: readonly OrderedArm<string>[], emitted: readonly OrderedArm<string>[], keys: readonly Key[], all: readonly Call[]): readonly string[] {
  return all.flatMap((call) => {
    const wanted = given.find((arm) => fits(arm.match, call))?.item ?? null;
    return keys.filter((key) => winner(emitted, key, call) !== wanted).map(() => JSON.stringify({ call, given }));
  });
}

const settings: readonly (readonly [string, readonly RouteOrder[], readonly Key[], readonly RankedPath[], readonly Call[]])[] = [
  ["the specification", [specifiedOrder], [specified], httpPaths, httpCalls],
  ["matched length", [matchedLengthOrder], [matchedLength], httpPaths, httpCalls],
  ["both at once", [specifiedOrder, matchedLengthOrder], [specified, matchedLength], httpPaths, httpCalls],
  ["gRPC", [rpcOrder], [rpc], rpcPaths, rpcCalls],
];

test.each(settings)(`no wrong winner in ${lists} random lists ranked by %s`, (_name, orders, keys, paths, all) => {
  const random = randomFrom(orders.length * 7 + paths.length);
  let naiveWrong = 0;
  for (let round = 0; round < lists; round += 1) {
    const given = randomList(random, paths);
    const closed = closeOrder(given, orders, (item) => item);
    if (!closed.ok) throw new Error(`refused: ${closed.clash.kind} ${closed.clash.witness}`);
    expect(wrongWinners(given, closed.arms, keys, all).slice(0, 1)).toEqual([]);
    if (round < 200 && wrongWinners(given, given, keys, all).length > 0) naiveWrong += 1;
  }
  expect(naiveWrong).toBeGreaterThan(40);
});
