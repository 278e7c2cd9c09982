import fc from "fast-check";
import { concreteView } from "../../src/model/evaluate.ts";
import type { Atom, Reader, Request, TextPredicate } from "../../src/model/index.ts";
import { verify } from "../../src/verify/index.ts";
import { model, service } from "../support/build-model.ts";
import { forwardTo, tinyReader } from "./tiny-reader.ts";

/** Pairs of policies; `npm run conformance` compares more. */
const runs = process.env["MESHWRIGHT_RUNS"] === undefined ? 60 : 600;

const mesh = model([service()]);

const pathPredicates: readonly TextPredicate[] = [
  { kind: "exact", value: "/a" },
  { kind: "segments", value: "/a" },
  { kind: "prefix", value: "/a" },
  { kind: "prefix", value: "/a/" },
  { kind: "suffix", value: "b" },
  { kind: "contains", value: "/b" },
  { kind: "template", value: "/{x}/b" },
  { kind: "regex", value: "/[ab]+" },
  { kind: "regex", value: "/a(/.*)?" },
  { kind: "exact", value: "/A", ignoreCase: true },
  { kind: "edited", edit: { kind: "splice", drop: 2, prepend: "/b" }, of: { kind: "exact", value: "/b/b" } },
  { kind: "edited", edit: { kind: "constant", value: "/b" }, of: { kind: "prefix", value: "/b" } },
];
const headerPredicates: readonly TextPredicate[] = [
  { kind: "exact", value: "" },
  { kind: "exact", value: "a" },
  { kind: "prefix", value: "a" },
  { kind: "regex", value: "[ab]*" },
  { kind: "present" },
  { kind: "appended", added: "b", of: { kind: "exact", value: "a,b" } },
  { kind: "appended", added: "b", of: { kind: "exact", value: "b" } },
];
const methodPredicates: readonly TextPredicate[] = [
  { kind: "exact", value: "GET" },
  { kind: "regex", value: "GET|HEAD" },
  { kind: "prefix", value: "P" },
];

const atoms: fc.Arbitrary<Atom> = fc.oneof(
  fc.constantFrom(...pathPredicates).map((predicate): Atom => ({ dimension: "path", predicate })),
  fc.constantFrom(...headerPredicates).map((predicate): Atom => ({ dimension: "header:x", predicate })),
  fc.constantFrom(...methodPredicates).map((predicate): Atom => ({ dimension: "method", predicate })),
  fc.constantFrom("shop", "web", "a").map((namespace): Atom => ({ dimension: "caller", predicate: { kind: "scope", namespace } })),
  fc.constantFrom("shop", "web").map((namespace): Atom => ({ dimension: "caller", predicate: { kind: "namespace", namespace } })),
  fc.constant<Atom>({ dimension: "caller", predicate: { kind: "authenticated" } }),
  fc.constant<Atom>({ dimension: "peer", predicate: { kind: "cidr", block: "10.0.0.0/8" } }),
);
const arms = fc.array(
  fc.record({
    when: fc.array(fc.record({ atom: atoms, is: fc.boolean() }), { maxLength: 3 }),
    then: fc.constantFrom("one", "two").map((name) => forwardTo(name)),
  }),
  { maxLength: 5 },
);

const paths = ["/", "/a", "/a/", "/b", "/A", "/ab", "/ba", "/a/b", "/b/b", "/a/c", "/ac/b", "/c/b", "/cc", "/ca", "/a/b/b", "/aab"];
const headers = [null, "", "a", "b", "ab", "ac", "c", "a,b"];
const methods = ["GET", "HEAD", "POST", "OPTIONS"];
const callers = [
  { namespace: "shop", serviceAccount: "x" },
  { namespace: "web", serviceAccount: "x" },
  { namespace: "a", serviceAccount: "x" },
  { namespace: "z", serviceAccount: "x" },
  { namespace: "web" },
  { namespace: "a" },
  { namespace: "shop" },
  { namespace: "z" },
];

function everyRequest(): readonly Request[] {
  const to = { namespace: "shop", service: "order", port: 8080 };
  return paths.flatMap((path) =>
    headers.flatMap((x) =>
      methods.flatMap((method) =>
        callers.flatMap((from) =>
          ["10.1.1.1", "11.1.1.1"].map((ip) => ({ from: { ...from, ip }, to, method, path, ...(x !== null && { headers: { x } }) })),
        ),
      ),
    ),
  );
}

function answer(reader: Reader, request: Request): string {
  const view = concreteView(request, { trustDomain: "cluster.local" });
  const decision = reader({ entry: request.to, protocol: "http", view });
  return `${decision.outcome} ${decision.backends.map((backend) => backend.service).join()}`;
}

test("proved exactly when no request of the full product differs", () => {
  const requests = everyRequest();
  const tally = { proved: 0, refuted: 0 };
  fc.assert(
    fc.property(arms, arms, fc.nat(), fc.boolean(), (wanted, other, place, similar) => {
      const got = similar ? wanted.filter((_, index) => index !== place % (wanted.length + 1)) : other;
      const [policy, interpreter] = [tinyReader(wanted), tinyReader(got)];
      const proof = verify(mesh, policy, interpreter, [], { target: "test" }).proofs[0]?.proof;
      if (proof?.kind === "refuted") {
        tally.refuted += 1;
        expect(answer(policy, proof.request)).not.toBe(answer(interpreter, proof.request));
        return;
      }
      tally.proved += 1;
      expect(proof?.kind).toBe("proved");
      const differing = requests.find((request) => answer(policy, request) !== answer(interpreter, request));
      expect(differing).toBeUndefined();
    }),
    { numRuns: runs, seed: 11 },
  );
  expect(tally.proved).toBeGreaterThan(runs / 5);
  expect(tally.refuted).toBeGreaterThan(runs / 3);
});
