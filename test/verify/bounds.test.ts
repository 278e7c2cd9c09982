import type { Atom, TextPredicate } from "../../src/model/index.ts";
import { requestText, verify } from "../../src/verify/index.ts";
import type { Proof, VerifyLimits } from "../../src/verify/index.ts";
import { at, mesh, model, name, port, service } from "../support/build-model.ts";
import { forwardTo, tinyReader } from "./tiny-reader.ts";
import type { TinyArm } from "./tiny-reader.ts";

const [one, two] = [forwardTo("one"), forwardTo("two")];

function arm(then: typeof one, ...atoms: readonly Atom[]): TinyArm {
  return { when: atoms.map((atom) => ({ atom, is: true })), then };
}

function pathIs(predicate: TextPredicate): Atom {
  return { dimension: "path", predicate };
}

function prove(wanted: readonly TinyArm[], got: readonly TinyArm[], limits: Partial<VerifyLimits> = {}): Proof {
  const [first] = verify(model([service()]), tinyReader(wanted), tinyReader(got), [], { target: "test", limits }).proofs;
  if (first === undefined) throw new Error("no entry");
  return first.proof;
}

function witness(wanted: readonly TinyArm[], got: readonly TinyArm[]): string {
  const proof = prove(wanted, got);
  return proof.kind === "refuted" ? requestText(proof.request) : proof.kind;
}

test.each([
  ["\\b/orders", "path: `\\b` is not decided"],
  [".*a.{30}b", "path: its automata need more than 50000 states"],
])("`%s` is not proved: %s", (value, reason) => {
  const arms = [arm(one, pathIs({ kind: "regex", value })), arm(two, pathIs({ kind: "segments", value: "/a" }))];
  const proof = prove(arms, arms);
  expect(proof).toMatchObject({ kind: "not-proved", reasons: [reason] });
});

test("a difference that needs no undecided question is found all the same", () => {
  const odd = arm(one, pathIs({ kind: "regex", value: "\\b/orders" }));
  expect(prove([odd, arm(two)], [odd, arm(one, pathIs({ kind: "segments", value: "/a" })), arm(two)]).kind).toBe("refuted");
});

test("bounds are counts, and hitting one is told", () => {
  const arms = ["a", "b", "c", "d", "e", "f"].map((value) => arm(forwardTo(value), { dimension: `header:${value}`, predicate: { kind: "present" } }));
  expect(prove(arms, arms, { boxes: 3 })).toMatchObject({ kind: "not-proved", boxes: 3, reasons: ["more than 3 boxes of requests"] });
  const literals = ["/a", "/b", "/c", "/d"].map((value) => arm(forwardTo(value), pathIs({ kind: "exact", value })));
  expect(prove(literals, literals, { cells: 3 }).kind).toBe("not-proved");
  expect(prove(literals, literals)).toMatchObject({ kind: "proved", boxes: 5 });
});

test.each<[string, readonly TinyArm[], readonly TinyArm[], string]>([
  ["everything", [arm(one)], [arm(two)], "GET order.shop:8080/, from shop/default"],
  ["one path", [arm(one, pathIs({ kind: "segments", value: "/orders" })), arm(two)], [arm(two)], "GET order.shop:8080/orders, from shop/default"],
  [
    "the segment border",
    [arm(one, pathIs({ kind: "segments", value: "/orders" })), arm(two)],
    [arm(one, pathIs({ kind: "prefix", value: "/orders" })), arm(two)],
    "GET order.shop:8080/ordersa, from shop/default",
  ],
  [
    "the empty header",
    [arm(one, { dimension: "header:x", predicate: { kind: "present" } }), arm(two)],
    [arm(one, { dimension: "header:x", predicate: { kind: "regex", value: ".+" } }), arm(two)],
    "GET order.shop:8080/ x: , from shop/default",
  ],
  [
    "a query parameter",
    [arm(one, { dimension: "query:q", predicate: { kind: "exact", value: "1" } }), arm(two)],
    [arm(two)],
    "GET order.shop:8080/?q=1, from shop/default",
  ],
  ["an alias", [arm(one)], [arm(one, { dimension: "authority", predicate: { kind: "suffix", value: ":8080" } }), arm(two)], "GET order.shop/, from shop/default"],
  ["a method", [arm(one, { dimension: "method", predicate: { kind: "exact", value: "PURGE" } }), arm(two)], [arm(two)], "PURGE order.shop:8080/, from shop/default"],
  [
    "callers without identity",
    [arm(one)],
    [arm(one, { dimension: "caller", predicate: { kind: "authenticated" } }), arm(two)],
    "GET order.shop:8080/, from outside/(no identity)",
  ],
  [
    "a pattern on identities",
    [arm(one, { dimension: "caller", predicate: { kind: "namespace", namespace: "web" } }), arm(two)],
    [arm(one, { dimension: "caller", predicate: { kind: "spiffe", match: { kind: "contains", value: "/ns/web" } } }), arm(two)],
    "GET order.shop:8080/, from weba/a",
  ],
  [
    "a foreign trust domain that one side names",
    [arm(one, { dimension: "caller", predicate: { kind: "namespace", namespace: "web" } }), arm(two)],
    [
      arm(two, { dimension: "caller", predicate: { kind: "account", namespace: "web", serviceAccount: "x", trustDomain: "other.example" } }),
      arm(one, { dimension: "caller", predicate: { kind: "spiffe", match: { kind: "contains", value: "/ns/web/" } } }),
      arm(two),
    ],
    'GET order.shop:8080/, from web/a, trustDomain "other.example"',
  ],
  [
    "labels of the caller",
    [arm(one, { dimension: "caller", predicate: { kind: "labels", labels: { app: "a" } } }), arm(two)],
    [arm(one, { dimension: "caller", predicate: { kind: "labels", labels: { app: "a", tier: "b" } } }), arm(two)],
    'GET order.shop:8080/, from a/a, labels {"app":"a"}',
  ],
  [
    "an address beyond a block",
    [arm(one, { dimension: "peer", predicate: { kind: "cidr", block: "10.0.0.0/8" } }), arm(two)],
    [arm(one, { dimension: "peer", predicate: { kind: "cidr", block: "10.0.0.0/9" } }), arm(two)],
    'GET order.shop:8080/, from shop/default, ip "10.128.0.0"',
  ],
  [
    "an IPv6 block",
    [arm(one, { dimension: "peer", predicate: { kind: "cidr", block: "0.0.0.0/0" } }), arm(two)],
    [arm(two, { dimension: "peer", predicate: { kind: "cidr", block: "fd00::/8" } }), arm(one, { dimension: "peer", predicate: { kind: "cidr", block: "0.0.0.0/1" } }), arm(one)],
    'GET order.shop:8080/, from shop/default, ip "0:0:0:0:0:0:0:0"',
  ],
  [
    "a claim with several values",
    [
      arm(one, { dimension: "claim:groups", predicate: { kind: "exact", value: "a" } }, { dimension: "claim:groups", predicate: { kind: "exact", value: "b" } }),
      arm(two),
    ],
    [arm(two)],
    'GET order.shop:8080/, from shop/default, claims {"groups":["a","b"]}',
  ],
])("the witness shows no more than it must: %s", (_, wanted, got, expected) => {
  expect(witness(wanted, got)).toBe(expected);
});

test("services that a target does not get are left out, with the reason", () => {
  const excluded = service({ consents: [{ kind: "excluded", target: "test", because: "tests", origin: at() }] });
  const other = service({ id: name("billing"), ports: [port()] });
  const result = verify(model([other, excluded], { mesh: mesh() }), tinyReader([arm(one)]), tinyReader([arm(two)]), [], { target: "test" });
  expect(result.leftOut).toEqual([{ entry: "shop/order:8080", reason: "excluded from this target" }]);
  expect(result.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    "MW5001 on `test`, `GET billing.shop:8080/, from shop/default` at `shop/billing:8080` is answered otherwise than the policy says: shares should be `1 shop/one:80`, is `1 shop/two:80`",
  ]);
});
