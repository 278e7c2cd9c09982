import fc from "fast-check";
import type { Access, Arm, Backend, MeshModel, Request, Route, Subject, ValueMatch } from "../../src/model/index.ts";
import { renderDecision } from "../../src/model/render.ts";
import { fraction, one, plus, sameFraction } from "../../src/support/fraction.ts";
import { arm, at, backend, forward, mirror, model, name, named, path, port, retry, route, service, wish } from "../support/build-model.ts";
import { ask, request } from "./ask.ts";

const word = fc.constantFrom("", "a", "b", "/", "/a", "/a/b", "*", "(", "x-a", "[", "é", "/a//b", "%41", "a:80", "{x}");
const positive = fc.oneof(
  fc.record({ kind: fc.constantFrom("exact" as const, "prefix" as const, "suffix" as const, "contains" as const, "regex" as const), value: word }),
  fc.constant({ kind: "present" as const }),
);
const matcher: fc.Arbitrary<ValueMatch> = fc.oneof(positive, positive.map((match) => ({ kind: "not" as const, match })));
const pathMatch = fc.tuple(fc.constantFrom("exact" as const, "prefix" as const, "stringPrefix" as const, "template" as const, "regex" as const), word).map(([kind, value]) => path(kind, value));
const identity: fc.Arbitrary<Subject["identity"]> = fc.constantFrom(
  { kind: "anyone" },
  { kind: "authenticated" },
  { kind: "namespace", namespace: "shop" },
  { kind: "account", namespace: "shop", serviceAccount: "web", via: null },
);
const backends: fc.Arbitrary<Backend> = fc
  .record({ service: fc.constantFrom(name("order"), name("legacy")), weight: fc.nat(5), existence: fc.constantFrom("known" as const, "missing" as const), owner: fc.constantFrom(name("order"), name("legacy"), name("gone"), null) })
  .map(backend);
const action: fc.Arbitrary<Route["action"]> = fc.oneof(
  fc.array(backends, { maxLength: 4 }).map((list) => ({ ...forward(), backends: list })),
  fc.constant({ kind: "respond" as const, status: 204, body: null, origin: at() }),
  fc.record({ kind: fc.constant("redirect" as const), status: fc.constant(302 as const), scheme: fc.constant(null), host: fc.constantFrom(null, "h"), port: fc.constant(null), path: fc.constant(null), origin: fc.constant(at()) }),
);
const arms: fc.Arbitrary<Arm> = fc
  .record({ action, when: fc.record({ path: fc.option(pathMatch), methods: fc.option(fc.array(word, { maxLength: 2 })), headers: fc.array(matcher.map((match) => named("x-a", match)), { maxLength: 2 }), authority: fc.option(matcher) }), rewritten: fc.option(word), share: fc.nat(100), retried: fc.boolean() })
  .map(({ action: to, when, rewritten, share, retried }) =>
    arm(
      route({
        action: to,
        mirrors: [mirror(share)],
        rewrite: rewritten === null ? null : { path: { kind: "prefix", value: rewritten, origin: at() }, authority: null, origin: at() },
        retry: retried ? wish(retry()) : null,
        abort: share === 0 ? null : wish({ share: fraction(share, 100), status: 503, until: null }),
      }),
      when,
    ),
  );
const rules = fc.array(
  fc.record({ who: identity, to: fc.option(pathMatch) }).map(({ who, to }) => ({
    name: "r",
    from: [{ identity: who, cidrs: null, origin: at() }],
    to: to === null ? [] : [{ methods: null, path: to, headers: [], ports: null, origin: at() }],
    headers: [],
    claims: [],
    origin: at(),
  })),
  { maxLength: 2 },
);
const access: fc.Arbitrary<Access> = fc.record({ default: fc.option(fc.constantFrom("allow" as const, "deny" as const).map((value) => wish(value))), allow: rules, deny: rules, mode: fc.constantFrom("enforce" as const, "audit" as const) });
const models: fc.Arbitrary<MeshModel> = fc
  .record({ list: fc.array(arms, { maxLength: 4 }), own: access, other: access })
  .map(({ list, own, other }) => model([service({ id: name("legacy"), access: other }), service({ access: own, ports: [port({ arms: list })] })]));
const requests: fc.Arbitrary<Partial<Request>> = fc.record(
  { path: fc.oneof(word, fc.string()), method: fc.oneof(word, fc.constant("GET")), authority: word, headers: fc.dictionary(word, fc.string(), { maxKeys: 2 }), from: fc.constantFrom(null, { namespace: "shop" }, { namespace: "shop", serviceAccount: "web" }), protocol: fc.constantFrom("http" as const, "tcp" as const, "tls" as const, "grpc" as const) },
  { requiredKeys: [] },
);

test("shares of backends, failed and refused sum to 1 wherever a call goes on", () => {
  fc.assert(
    fc.property(models, requests, (mesh, given) => {
      const decision = ask(mesh, given);
      if (decision.outcome !== "forward" && decision.outcome !== "refuse") return decision.backends.length === 0;
      const sum = decision.backends.reduce((total, { share }) => plus(total, share), plus(decision.failed.share, decision.refused.share));
      return sameFraction(sum, one);
    }),
    { numRuns: 1500, seed: 7 },
  );
});

test("any answer can be rendered, for any question", () => {
  fc.assert(
    fc.property(models, requests, fc.string(), fc.nat(70_000), (mesh, given, text, number) => {
      const to = [request().to, { namespace: text, service: text }, { gateway: { namespace: text, name: text }, port: number }][number % 3] ?? request().to;
      const rendered = renderDecision(ask(mesh, { ...given, to }), request({ ...given, to }), () => null);
      return Object.keys(JSON.parse(JSON.stringify(rendered))).length === Object.keys(rendered).length;
    }),
    { numRuns: 800, seed: 11 },
  );
});
