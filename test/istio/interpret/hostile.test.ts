import fc from "fast-check";
import { concreteView } from "../../../src/model/evaluate.ts";
import { interpretIstio } from "../../../src/targets/istio/interpret/index.ts";
import type { World } from "../../../src/targets/target.ts";

const world: World = {
  inventory: { completeness: "partial", services: [], workloads: [], accounts: [], namespaces: [] },
  mesh: { trustDomain: "cluster.local", clusterDomain: "cluster.local" },
  profile: { target: "istio", version: "1.31", name: "sidecar", settings: {} },
};

const kinds = ["VirtualService", "DestinationRule", "Gateway", "ServiceEntry", "Sidecar", "EnvoyFilter", "AuthorizationPolicy", "PeerAuthentication", "RequestAuthentication", "HTTPRoute"];
const groups: Readonly<Record<string, string>> = { AuthorizationPolicy: "security.istio.io/v1", PeerAuthentication: "security.istio.io/v1", RequestAuthentication: "security.istio.io/v1", HTTPRoute: "gateway.networking.k8s.io/v1" };
const keys = ["hosts", "host", "http", "tls", "tcp", "match", "uri", "exact", "prefix", "regex", "route", "destination", "subset", "subsets", "labels", "name", "weight", "headers", "rules", "from", "to", "when", "source", "operation", "paths", "principals", "key", "values", "servers", "port", "number", "trafficPolicy", "loadBalancer", "selector", "matchLabels", "mtls", "mode", "egress", "parentRefs", "delegate", "retries", "fault", "exportTo", "gateways", "jwtRules", "workloadSelector", "portLevelMtls", "__proto__"];

const { value } = fc.letrec((tie) => ({
  leaf: fc.constantFrom<unknown>(null, "", "*", "order", "order.shop.svc.cluster.local", "(", "/a", "GET", "1s", "mesh", -1, 0, 1.5, 8080, true, "STRICT", "DENY"),
  value: fc.oneof({ maxDepth: 6 }, tie("leaf"), fc.array(tie("value"), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...keys), tie("value"), { maxKeys: 5 })),
}));

test("no manifest makes the reader throw, and what it refuses is told", () => {
  const manifest = fc.record({ kind: fc.constantFrom(...kinds), spec: value });
  fc.assert(
    fc.property(fc.array(manifest, { maxLength: 4 }), (list) => {
      const inputs = list.map(({ kind, spec }, index) => ({
        object: { apiVersion: groups[kind] ?? "networking.istio.io/v1", kind, metadata: { name: `x${index}`, namespace: "shop" }, spec: spec as Readonly<Record<string, unknown>> },
      }));
      const { read, diagnostics } = interpretIstio(inputs, world);
      const to = { namespace: "shop", service: "order", port: 8080 };
      const decision = read({ entry: to, protocol: "http", view: concreteView({ from: { namespace: "web", serviceAccount: "web" }, to, authority: "order.shop", path: "/a" }, world.mesh) });
      expect(decision.reason === null).toBe(decision.outcome !== "unsupported");
      expect(diagnostics.every(({ message }) => message.length > 0)).toBe(true);
    }),
    { numRuns: 400, seed: 7 },
  );
});
