import fc from "fast-check";
import { concreteView } from "../../../src/model/evaluate.ts";
import { interpretConsul } from "../../../src/targets/consul/interpret/index.ts";
import { consulSettings } from "../../../src/targets/consul/versions.ts";
import type { World } from "../../../src/targets/target.ts";

const world: World = {
  inventory: { completeness: "partial", services: [], workloads: [], accounts: [], namespaces: [] },
  mesh: { trustDomain: "cluster.local", clusterDomain: "cluster.local" },
  profile: { target: "consul", version: "2.0", name: "community", settings: consulSettings },
};

const kinds = ["ServiceDefaults", "ServiceRouter", "ServiceSplitter", "ServiceResolver", "ServiceIntentions", "ProxyDefaults", "Mesh", "JWTProvider", "ExportedServices"];
const keys = ["routes", "match", "http", "pathExact", "pathPrefix", "pathRegex", "header", "queryParam", "methods", "destination", "service", "serviceSubset", "prefixRewrite", "requestTimeout", "numRetries", "retryOn", "splits", "weight", "subsets", "filter", "redirect", "failover", "targets", "*", "loadBalancer", "policy", "hashPolicies", "field", "protocol", "upstreamConfig", "overrides", "limits", "passiveHealthCheck", "sources", "name", "action", "permissions", "jwt", "providers", "config", "set", "add", "requestHeaders", "exact", "present", "invert", "__proto__"];

const { value } = fc.letrec((tie) => ({
  leaf: fc.constantFrom<unknown>(null, "", "*", "order", "x1", "(", "/a", "GET", "1s", "-1s", 100, 0, -1, 1.5, true, "allow", "deny", "http", "%", 'Service.Meta.a == "b"'),
  value: fc.oneof({ maxDepth: 6 }, tie("leaf"), fc.array(tie("value"), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...keys), tie("value"), { maxKeys: 6 })),
}));

const shapes = fc.oneof(
  value,
  fc.record({ routes: fc.array(fc.record({ match: fc.record({ http: value }), destination: value })) }),
  fc.record({ splits: fc.array(fc.record({ weight: fc.constantFrom<unknown>(100, 50, 0, "x"), service: fc.constantFrom("order", "x0", "x1") }), { maxLength: 2 }) }),
  fc.record({ redirect: fc.record({ service: fc.constantFrom("order", "x0", "x1") }) }),
  fc.record({ protocol: fc.constantFrom("http", "grpc", "tcp"), upstreamConfig: value }),
  fc.record({ destination: fc.record({ name: fc.constantFrom("order", "*") }), sources: fc.array(fc.record({ name: fc.constantFrom("*", "web"), permissions: fc.array(fc.record({ action: fc.constantFrom("allow", "deny"), http: value })) })) }),
);

test("no manifest makes the reader throw, and what it refuses is told", () => {
  const manifest = fc.record({ kind: fc.constantFrom(...kinds), name: fc.constantFrom("order", "x0", "x1", "global", "mesh"), spec: shapes });
  const protocol = { apiVersion: "consul.hashicorp.com/v1alpha1", kind: "ProxyDefaults", metadata: { name: "global", namespace: "consul" }, spec: { config: { protocol: "http" } } };
  fc.assert(
    fc.property(fc.array(manifest, { maxLength: 5 }), fc.boolean(), (list, http) => {
      const objects = list.map(({ kind, name, spec }) => ({ apiVersion: "consul.hashicorp.com/v1alpha1", kind, metadata: { name, namespace: "shop" }, spec: spec as Readonly<Record<string, unknown>> }));
      const { read, diagnostics } = interpretConsul([...(http ? [protocol] : []), ...objects].map((object) => ({ object })), world);
      const to = { namespace: "shop", service: "order", port: 8080 };
      const decision = read({ entry: to, protocol: "http", view: concreteView({ from: { namespace: "shop", serviceAccount: "web" }, to, path: "/a" }, world.mesh) });
      expect(decision.reason === null).toBe(decision.outcome !== "unsupported");
      expect(diagnostics.every(({ message }) => message.length > 0)).toBe(true);
    }),
    { numRuns: 600, seed: 7 },
  );
});
