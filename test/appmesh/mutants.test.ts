import type { MeshModel } from "../../src/model/index.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { appmesh } from "../../src/targets/appmesh/index.ts";
import { verify } from "../../src/verify/index.ts";
import { arm, at, backend, forward, model, name, named, path, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { mutantsOf } from "../verify/mutants.ts";
import { call, plain, profile } from "./lower/support.ts";

const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };
const web = { kind: "account" as const, namespace: "shop", serviceAccount: "web", via: null };

/** Every route, version and rule of this policy decides some request, so that a change of any of them shows. */
const policy: MeshModel = model([
  service({
    versions: [
      version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }),
      version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } }),
    ],
    outlier: wish({ consecutiveErrors: 7, intervalMs: 20_000, baseEjectionMs: 40_000, maxEjectedPercent: 60 }),
    balancing: wish("round-robin"),
    mtls: wish("strict"),
    access: { default: null, allow: [{ name: "web", from: [{ identity: web, cidrs: null, origin: at() }], to: [], headers: [], claims: [], origin: at() }], deny: [], mode: "enforce" },
    ports: [
      port({
        arms: [
          arm(route({ name: "beta", action: forward(backend(v2)), deadlineMs: wish(4000) }), { path: path("prefix", "/orders"), headers: [named("x-cohort", { kind: "exact", value: "beta" }), named("x-old", { kind: "not", match: { kind: "prefix", value: "y" } })] }),
          arm(
            route({
              name: "read",
              action: forward(backend({ ...v1, weight: 95 }), backend({ ...v2, weight: 5 })),
              deadlineMs: wish(2000),
              idleTimeoutMs: wish(60_000),
              retry: wish(retry({ attempts: 3, on: ["gateway-error", "connect-failure"], events: retryEventsOf(["gateway-error", "connect-failure"]), perTryTimeoutMs: 500 })),
            }),
            { path: path("prefix", "/orders"), methods: ["GET"] },
          ),
          arm(route({ name: "search", action: forward(backend(v1)), idleTimeoutMs: wish(90_000), deadlineMs: wish(30_000) }), { path: path("exact", "/search"), query: [named("q", { kind: "exact", value: "a" })] }),
          arm(route({ name: "write", action: forward(backend(v2)), deadlineMs: wish(5000) }), { path: path("stringPrefix", "/w"), methods: ["POST"] }),
        ],
      }),
    ],
  }),
  plain("web", { calls: [call("order")] }),
]);

/** Changes without effect on any request of this policy, and why. */
const withoutEffect: readonly (readonly [RegExp, string])[] = [
  [/^Mesh mesh\.namespaceSelector\.matchExpressions(?: removed|\[\] dropped)$/, "an empty selector selects all namespaces"],
  [/^Mesh mesh\.namespaceSelector\.matchExpressions\[\]\.key longer text$/, "a namespace whose labels nobody knows may carry it"],
  [/^Mesh mesh\.egressFilter/, "what is written is the default"],
  [/^Service \S+\.ports/, "a Service without address answers with its pods, whatever its ports are"],
  [/^Service web-endpoints\.clusterIP/, "the policy leaves balancing and ejection to the mesh"],
  [/^VirtualNode \S+\.podSelector\.matchLabels\.app removed$/, "the version alone tells the pods apart"],
  [/^VirtualNode web\.podSelector removed$/, "a caller without a node is taken to be set up for the call"],
  [/^VirtualNode order-v\d\.listeners\[\]\.timeout\.http\.(?:perRequest|idle)(?:\.value \+1| removed)$/, "routes have smaller limits"],
  [/^VirtualNode web\.serviceDiscovery\.dns\.responseType removed$/, "the policy leaves balancing and ejection to the mesh"],
  [/Ref\.namespace removed$/, "the object's own namespace is meant"],
  [/clientPolicy\.tls\.enforce (?:removed|turned)$/, "towards STRICT listeners TLS is negotiated all the same"],
  [/^VirtualRouter \S+\.routes\[\](?:\.httpRoute\.match\.headers\[\]|\.httpRoute\.action\.weightedTargets\[\])? swapped$/, "lists have no order: priorities have"],
  [/^VirtualRouter \S+\.routes\[\]\.name longer text$/, "names are for people"],
  [/^VirtualRouter \S+\.routes\[\]\.priority (?:[+-]1|removed)$/, "priorities have gaps, and the last one is last without a number too"],
  [/\.httpRoute\.match\.port removed$/, "the router listens on one port only"],
  [/\.weightedTargets\[\]\.port removed$/, "the node listens on one port only"],
  [/\.weightedTargets\[\]\.weight \+1$/, "a lone target gets everything at any weight"],
  [/\.retryPolicy\.maxRetries \+1$/, "a call that never reached a server may always be repeated"],
  [/\.retryPolicy\.tcpRetryEvents(?: removed|\[\] dropped)$/, "a call that never reached a server may always be repeated, or not"],
  [/\.httpRoute\.timeout\.(?:perRequest|idle)(?:\.value \+1| removed)$/, "the longest limit stands at the listener too"],
];

const everything = process.env["MESHWRIGHT_RUNS"] !== undefined;

test("verify refutes every change of a manifest, but those without effect", () => {
  const on = profile();
  const lowered = appmesh.lower(policy, on);
  expect(lowered.diagnostics.map(({ code }) => code)).toEqual(["MW4500"]);
  const objects = lowered.manifests.map(({ object }) => object);
  const world = { inventory: statedInventory(policy), mesh: policy.mesh, profile: on };
  const noticed = (changed: typeof objects): boolean => {
    const { read, diagnostics } = appmesh.interpret(changed.map((object) => ({ object })), world);
    return diagnostics.length > 0 || verify(policy, decide(policy), read, lowered.ledger, { target: "appmesh" }).diagnostics.length > 0;
  };
  expect(noticed(objects)).toBe(false);
  const unseen = objects.flatMap((object, index) =>
    mutantsOf(object.spec, `${object.kind} ${object.metadata.name}`).flatMap(({ change, spec }, number) => {
      if (!everything && number % 6 !== 0) return [];
      const changed = objects.map((other, place) => (place === index ? { ...other, spec: spec as Record<string, unknown> } : other));
      return noticed(changed) || withoutEffect.some(([pattern]) => pattern.test(change)) ? [] : [change];
    }),
  );
  expect([...new Set(unseen)]).toEqual([]);
});
