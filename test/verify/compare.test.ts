import type { Decision, LedgerEntry, PathEdit, RetryEvent, TextPredicate } from "../../src/model/index.ts";
import { fraction } from "../../src/support/fraction.ts";
import { verify } from "../../src/verify/index.ts";
import type { Proof } from "../../src/verify/index.ts";
import { at, model, name, service } from "../support/build-model.ts";
import { backend, forwardTo, tinyReader } from "./tiny-reader.ts";
import type { TinyArm } from "./tiny-reader.ts";

function on(predicate: TextPredicate, then: Decision): TinyArm {
  return { when: [{ atom: { dimension: "path", predicate }, is: true }], then };
}

function prove(wanted: readonly TinyArm[], got: readonly TinyArm[], ledger: readonly LedgerEntry[] = []): Proof {
  const result = verify(model([service()]), tinyReader(wanted), tinyReader(got), ledger, { target: "test" });
  const [first] = result.proofs;
  if (first === undefined) throw new Error("no entry");
  return first.proof;
}

function proveChange(wanted: Partial<Decision>, got: Partial<Decision>, ledger: readonly LedgerEntry[] = []): string {
  const proof = prove([{ when: [], then: forwardTo("order", wanted) }], [{ when: [], then: forwardTo("order", got) }], ledger);
  return proof.kind === "refuted" ? proof.differences.map(({ effect, direction }) => `${effect} ${direction}`).join() : proof.kind;
}

const settings = backend("order").settings;
const limits = { maxConnections: 10, maxPendingRequests: null, maxRequests: null };
const retries = (must: readonly RetryEvent[], attempts = 2): Decision["retries"] => ({ attempts, on: [], events: { must, may: [] }, backoffMs: { base: 25, max: 250 } });
const half = fraction(1, 2);

test.each<[string, Partial<Decision>, Partial<Decision>, string]>([
  ["nothing", {}, {}, "proved"],
  ["names of routes and versions", { route: "a" }, { route: "b", backends: [backend("order", { version: "v1" })] }, "proved"],
  ["another backend", {}, { backends: [backend("other")] }, "shares different"],
  ["labels", {}, { backends: [backend("order", { labels: { version: "v2" } })] }, "shares different"],
  ["one backend listed twice", {}, { backends: [backend("order", { share: half }), backend("order", { share: half })] }, "proved"],
  ["a backend without share", {}, { backends: [backend("order"), backend("other", { share: fraction(0) })] }, "proved"],
  ["a failed share", {}, { backends: [backend("order", { share: half })], failed: { status: 500, share: half } }, "failed more,shares different"],
  ["a refused backend", {}, { outcome: "refuse", backends: [] }, "access stricter"],
  ["an admitted caller", { outcome: "refuse", status: 403, backends: [] }, {}, "access looser"],
  ["statuses of refusals", { outcome: "refuse", status: 403 }, { outcome: "refuse", status: 401 }, "proved"],
  ["refused by every backend", { outcome: "refuse", backends: [] }, { backends: [backend("order", { access: { allowed: false, by: null } })] }, "proved"],
  ["a mirror", {}, { mirrors: [backend("copy")] }, "mirrors more"],
  ["a mirror's share", { mirrors: [backend("copy")] }, { mirrors: [backend("copy", { share: half })] }, "mirrors fewer"],
  ["deadline", { deadlineMs: 1000 }, { deadlineMs: 2000 }, "deadline looser"],
  ["no deadline", { deadlineMs: null }, { deadlineMs: 2000 }, "deadline stricter"],
  ["idle", { idleTimeoutMs: 1 }, {}, "idleTimeout looser"],
  ["retries that cannot happen", { retries: retries(["t"]) }, {}, "proved"],
  ["repeating what never arrived", {}, { retries: retries(["c", "f"]) }, "proved"],
  ["retries dropped", { retries: retries(["s503"]) }, {}, "retries fewer"],
  ["retries invented", {}, { retries: retries(["s503"]) }, "retries more"],
  ["number of retries", { retries: retries(["s503"]) }, { retries: retries(["s503"], 3) }, "retries more"],
  ["zero attempts", {}, { retries: retries(["s503"], 0) }, "proved"],
  ["budget", { retries: retries(["c"]), retryBudget: { kind: "window", percent: half, windowMs: 1, minPerSecond: half } }, { retries: retries(["c"]) }, "retryBudget more"],
  ["budget without retries", { retryBudget: { kind: "window", percent: half, windowMs: 1, minPerSecond: half } }, {}, "proved"],
  ["fault of no call", {}, { faults: [{ kind: "abort", share: fraction(0), status: 500 }] }, "proved"],
  ["fault", {}, { faults: [{ kind: "abort", share: half, status: 500 }] }, "faults different"],
  ["header change", {}, { responseHeaders: { set: { a: "1" }, add: {}, remove: [] } }, "responseHeaders different"],
  ["balancing left to the target", {}, { backends: [backend("order", { settings: { ...settings, balancing: "random" } })] }, "proved"],
  ["failover invented", {}, { backends: [backend("order", { settings: { ...settings, failover: [name("x")] } })] }, "settings.failover different"],
  ["limits lost", { backends: [backend("order", { settings: { ...settings, limits } })] }, {}, "settings.limits looser"],
  ["limits invented", {}, { backends: [backend("order", { settings: { ...settings, limits } })] }, "proved"],
  ["weaker mTLS", { backends: [backend("order", { settings: { ...settings, mtls: "strict" } })] }, { backends: [backend("order", { settings: { ...settings, mtls: "permissive" } })] }, "settings.mtls looser"],
  ["an ordered answer in place of no route", { outcome: "unroutable", status: 404, backends: [] }, { outcome: "respond", status: 404, backends: [] }, "proved"],
  ["a refused connection in place of no route", { outcome: "unroutable", status: 404, backends: [] }, { outcome: "unroutable", status: null, backends: [] }, "outcome different"],
  ["unroutable", { outcome: "unroutable", status: 404 }, { outcome: "unroutable", status: 503 }, "outcome different"],
  ["something not modelled", {}, { outcome: "unsupported", reason: "lua" }, "not-proved"],
])("%s", (_, wanted, got, expected) => {
  expect(proveChange(wanted, got)).toBe(expected);
});

const keep: PathEdit = { kind: "keep" };
const splice = (drop: number, prepend: string): PathEdit => ({ kind: "splice", drop, prepend });
const constant = (value: string): PathEdit => ({ kind: "constant", value });

test.each<[TextPredicate, PathEdit, PathEdit, string]>([
  [{ kind: "segments", value: "/a" }, splice(2, "/b"), splice(1, "b"), "refuted"],
  [{ kind: "segments", value: "/a" }, splice(2, "/a"), keep, "proved"],
  [{ kind: "prefix", value: "/a/" }, splice(2, "/b"), splice(3, "/b/"), "proved"],
  [{ kind: "segments", value: "/a" }, splice(2, "/b"), splice(3, "/b/"), "refuted"],
  [{ kind: "exact", value: "/a" }, splice(2, "/b"), constant("/b"), "proved"],
  [{ kind: "segments", value: "/a" }, splice(2, "/b"), constant("/b"), "refuted"],
  [{ kind: "exact", value: "/a" }, { kind: "regex", pattern: "^/a", substitution: "/b" }, constant("/b"), "proved"],
  [{ kind: "segments", value: "/a" }, { kind: "regex", pattern: "^/a", substitution: "/b" }, splice(2, "/b"), "not-proved"],
])("under %j, %j is %j: %s", (predicate, wanted, got, expected) => {
  const to = (path: PathEdit): Decision => forwardTo("order", { upstream: { ...forwardTo("order").upstream, path } });
  const proof = prove([on(predicate, to(wanted))], [on(predicate, to(got))]);
  expect(proof.kind).toBe(expected);
});

test.each<[Partial<NonNullable<Decision["redirect"]>>, Partial<NonNullable<Decision["redirect"]>>, string]>([
  [{ scheme: "https" }, { scheme: "https", port: 443 }, "proved"],
  [{ scheme: "https" }, { scheme: "https", port: 8443 }, "refuted"],
  [{ host: "a.example" }, { host: "a.example", scheme: "http", port: 8080 }, "refuted"],
  [{}, { port: 8080 }, "proved"],
  [{ host: "a.example" }, {}, "refuted"],
  [{ keepsQuery: false }, {}, "refuted"],
  [{ status: 301 }, {}, "refuted"],
])("redirect %j is %j: %s", (wanted, got, expected) => {
  const to = (change: object): Decision =>
    forwardTo("order", { outcome: "redirect", backends: [], redirect: { status: 302, scheme: null, host: null, port: null, path: keep, keepsQuery: true, ...change } });
  expect(prove([{ when: [], then: to(wanted) }], [{ when: [], then: to(got) }]).kind).toBe(expected);
});

const consent = { kind: "approximate", target: "test", field: "deadline", within: null, because: "tests", origin: at() } as const;
const entry: LedgerEntry = {
  target: "test",
  kind: "approximate",
  service: name("order"),
  field: "deadline",
  route: null,
  direction: "looser",
  effects: ["deadline"],
  bound: "1s",
  note: "rounded up",
  origin: at(),
  consent,
};

test.each<[string, Partial<LedgerEntry>, string]>([
  ["as written", {}, "proved"],
  ["another target", { target: "other" }, "deadline looser"],
  ["another service", { service: name("web") }, "deadline looser"],
  ["another route", { route: "write" }, "deadline looser"],
  ["the route in question", { route: "read" }, "proved"],
  ["another direction", { direction: "stricter" }, "deadline looser"],
  ["another effect", { effects: ["perTryTimeout"] }, "deadline looser"],
  ["too small a bound", { bound: "500ms" }, "deadline looser"],
  ["no bound", { bound: null }, "deadline looser"],
  ["without end", { bound: "unbounded" }, "proved"],
  ["without consent", { consent: null }, "deadline looser"],
  ["a note needs no consent", { kind: "note", consent: null }, "proved"],
  ["an exact entry excuses nothing", { kind: "exact" }, "deadline looser"],
])("a ledger entry excuses: %s", (_, change, expected) => {
  const change2 = { ...entry, ...change };
  expect(proveChange({ route: "read", deadlineMs: 1000 }, { deadlineMs: 1800 }, [change2])).toBe(expected);
});

test("looser access is excused only where it is declared unenforced", () => {
  const access: LedgerEntry = { ...entry, field: "access", effects: ["access"], bound: "unbounded" };
  const shut = { outcome: "refuse", status: 403, backends: [] } as const;
  expect(proveChange(shut, {}, [access])).toBe("access looser");
  const unenforced = { kind: "unenforced", target: "test", field: "access", because: "tests", until: "2030-01-01", origin: at() } as const;
  expect(proveChange(shut, {}, [{ ...access, kind: "omitted", consent: unenforced }])).toBe("proved");
});

test("a bound in points covers shares", () => {
  const split = (num: number, den: number): Partial<Decision> => ({
    backends: [backend("a", { share: fraction(num, den) }), backend("b", { share: fraction(den - num, den) })],
  });
  const points: LedgerEntry = { ...entry, field: "split", effects: ["shares"], direction: "different", bound: "0.5 points" };
  expect(proveChange(split(1, 3), split(33, 100), [points])).toBe("proved");
  expect(proveChange(split(1, 3), split(32, 100), [points])).toBe("shares different");
});
