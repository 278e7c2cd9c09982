import { percentFraction } from "../../src/support/fraction.ts";
import type { MeshModel } from "../../src/model/index.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { istio } from "../../src/targets/istio/index.ts";
import { verify } from "../../src/verify/index.ts";
import { arm, at, backend, forward, mesh, mirror, model, name, named, path, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { mutantsOf } from "./mutants.ts";

const profile = { target: "istio", version: istio.defaultVersion, name: "sidecar", settings: istio.settings };
const v1 = { service: name("order-v1"), version: "v1" };
const v2 = { version: "v2", labels: { version: "v2" } };

/** Every arm, version and rule of this policy decides some request, so that a change of any of them shows. */
const policy: MeshModel = model(
  [
    service({
      id: name("billing"),
      mtls: wish("permissive"),
      versions: [version({ name: "billing", service: name("billing"), podLabels: { app: "billing" }, serviceAccount: "billing" })],
      ports: [port({ fallback: forward(backend({ service: name("billing"), owner: name("billing") })) })],
    }),
    service({
      versions: [
        version({ name: "v1", service: name("order-v1"), podLabels: { app: "order", version: "v1" } }),
        version({ name: "v2", labels: { version: "v2" }, podLabels: { app: "order", version: "v2" } }),
      ],
      limits: wish({ maxConnections: 10, maxPendingRequests: 5, maxRequests: 7 }),
      outlier: wish({ consecutiveErrors: 7, intervalMs: 20_000, baseEjectionMs: 40_000, maxEjectedPercent: 60 }),
      balancing: wish("round-robin"),
      mtls: wish("strict"),
      access: {
        default: null,
        allow: [
          {
            name: "web-reads",
            from: [{ identity: { kind: "account", namespace: "web", serviceAccount: "front", via: null }, cidrs: null, origin: at() }],
            to: [{ methods: ["GET", "OPTIONS"], path: null, headers: [], ports: null, origin: at() }],
            headers: [],
            claims: [],
            origin: at(),
          },
          {
            name: "shop-writes",
            from: [{ identity: { kind: "namespace", namespace: "shop" }, cidrs: ["10.0.0.0/8"], origin: at() }],
            to: [{ methods: ["POST"], path: path("prefix", "/orders"), headers: [], ports: null, origin: at() }],
            headers: [],
            claims: [],
            origin: at(),
          },
        ],
        deny: [],
        mode: "enforce",
      },
      ports: [
        port({
          arms: [
            arm(
              route({
                name: "beta",
                action: forward(backend(v2)),
                requestHeaders: wish({ set: { "x-s": "1" }, add: { "x-c": "2" }, remove: ["x-r"] }),
                responseHeaders: wish({ set: { "x-v": "2" }, add: {}, remove: [] }),
              }),
              { path: path("prefix", "/orders"), headers: [named("x-cohort", { kind: "exact", value: "beta" })] },
            ),
            arm(
              route({
                name: "read",
                action: forward(backend({ ...v1, weight: 95 }), backend({ ...v2, weight: 5 })),
                mirrors: [mirror(10, v2)],
                deadlineMs: wish(2000),
                retry: wish(retry({ attempts: 3, backoffMs: { base: 50, max: 500 }, on: ["gateway-error"], events: retryEventsOf(["gateway-error"]), perTryTimeoutMs: 500 })),
                delay: wish({ share: percentFraction(5), durationMs: 100, until: null }),
              }),
              { path: path("prefix", "/orders"), methods: ["GET"] },
            ),
            arm(route({ name: "moved", action: { kind: "redirect", status: 302, scheme: null, host: "shop.example", port: null, path: { kind: "full", value: "/new", origin: at() }, origin: at() } }), {
              path: path("exact", "/old"),
            }),
            arm(route({ name: "search", action: forward(backend(v1)), rewrite: { path: { kind: "prefix", value: "/find", origin: at() }, authority: wish("inner.example"), origin: at() } }), {
              path: path("prefix", "/search"),
              query: [named("q", { kind: "present" })],
            }),
            arm(route({ name: "write", action: forward(backend(v1)), deadlineMs: wish(5000) }), { methods: ["POST"] }),
          ],
        }),
      ],
    }),
  ],
  { mesh: mesh() },
);

/** Changes without effect on any request of this policy, and why. */
const withoutEffect: readonly (readonly [RegExp, string])[] = [
  [/ removed$/, "the field's absence means what was written"],
  [/exportTo\[\] dropped$|gateways\[\] dropped$/, "an empty list means the default, which was written"],
  [/^AuthorizationPolicy order-allow\.rules\[\].*swapped$/, "alternatives have no order"],
  [/operation\.ports\[\] dropped$/, "the workload listens on one port only"],
  [/^DestinationRule billing\.(?:host|exportTo\[\]) longer text$/, "the policy leaves all of its settings to the target"],
  [/^DestinationRule \S+\.localityLbSetting\.enabled turned$/, "the policy leaves locality to the target"],
  [/^DestinationRule order(?:-v1)?\.trafficPolicy\.outlierDetection\./, "all calls go to subsets, which have settings of their own"],
  [/outlierDetection\.minHealthPercent/, "from which share of healthy endpoints on ejection counts is not part of the policy"],
  [/^PeerAuthentication billing\.selector\.matchLabels\.app longer text$/, "without it the pods are permissive, as they are with it"],
  [/^VirtualService \S+\.http\[\]\.name longer text$/, "names are for people"],
  [/^VirtualService \S+\.match\[\] (?:swapped|dropped)$/, "one of them is enough, and a lone condition on the only port says nothing"],
  [/^VirtualService \S+\.http\[\] swapped$/, "neighbours that no request matches both"],
  [/^VirtualService \S+\.route\[\] swapped$/, "shares have no order"],
  [/^VirtualService \S+\.route\[\]\.weight [+-]1$/, "a lone destination gets everything at any weight"],
];

/** Where leaving out a field means something else: these must be refuted, whatever the pattern for removals says. */
const meansSomething = /\.(?:hosts|uri|prefix|exact|headers|method|queryParams|rewrite|fault|timeout|perTryTimeout|retryOn|retries|redirect|mirrors|percentage|principals|namespaces|ipBlocks|methods|paths|from|subset|labels|connectionPool|rules) removed$/;

function reasonFor(change: string): string | null {
  if (meansSomething.test(change)) return null;
  return withoutEffect.find(([pattern]) => pattern.test(change))?.[1] ?? null;
}

test("verify refutes every change of a manifest, but those without effect", () => {
  const lowered = istio.lower(policy, profile);
  expect(lowered.diagnostics).toEqual([]);
  const objects = lowered.manifests.map(({ object }) => object);
  const world = { inventory: statedInventory(policy), mesh: policy.mesh, profile };
  const noticed = (changed: typeof objects): boolean => {
    const { read, diagnostics } = istio.interpret(changed.map((object) => ({ object })), world);
    return diagnostics.length > 0 || verify(policy, decide(policy), read, lowered.ledger, { target: "istio" }).diagnostics.length > 0;
  };
  expect(noticed(objects)).toBe(false);
  const unseen = new Set<string>();
  let tried = 0;
  for (const [index, object] of objects.entries()) {
    for (const { change, spec } of mutantsOf(object.spec, `${object.kind} ${object.metadata.name}`)) {
      tried += 1;
      const changed = objects.map((other, at) => (at === index ? { ...other, spec: spec as Record<string, unknown> } : other));
      if (!noticed(changed)) unseen.add(change);
    }
  }
  expect(tried).toBeGreaterThan(40);
  expect([...unseen].filter((change) => reasonFor(change) === null)).toEqual([]);
});
