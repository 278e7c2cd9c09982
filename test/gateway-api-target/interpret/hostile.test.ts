import fc from "fast-check";
import { concreteView } from "../../../src/model/evaluate.ts";
import type { KubernetesObject, Request } from "../../../src/model/index.ts";
import { interpretGatewayApi } from "../../../src/targets/gateway-api/interpret/index.ts";
import { profile } from "../support.ts";

const odd = fc.oneof(fc.constant(null), fc.constant({}), fc.constant([]), fc.constant(""), fc.constant("*."), fc.constant(-1), fc.constant(1e99), fc.constant(true), fc.constant([null]), fc.constant([[]]), fc.constant("(((("));
const keys = ["parentRefs", "rules", "matches", "filters", "backendRefs", "hostnames", "path", "headers", "type", "value", "timeouts", "retry", "codes", "requestMirror", "requestRedirect", "cors", "listeners", "allowedRoutes", "namespaces", "selector", "matchLabels", "matchExpressions", "from", "to", "targetRefs", "retryConstraint", "budget", "interval", "name", "group", "kind"];
const values: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 6 }, odd, tie("list"), tie("mapping")),
  list: fc.array(tie("any"), { maxLength: 3 }),
  mapping: fc.dictionary(fc.constantFrom(...keys), tie("any"), { maxKeys: 6 }),
})).any;
const parented = values.map((spec) => ({ parentRefs: [{ group: "", kind: "Service", name: "order" }, { name: "public", namespace: "infra" }], ...(typeof spec === "object" && spec !== null ? spec : {}) }));

const kinds: readonly (readonly [string, string])[] = [
  ["gateway.networking.k8s.io/v1", "HTTPRoute"],
  ["gateway.networking.k8s.io/v1", "GRPCRoute"],
  ["gateway.networking.k8s.io/v1", "TLSRoute"],
  ["gateway.networking.k8s.io/v1", "TCPRoute"],
  ["gateway.networking.k8s.io/v1", "Gateway"],
  ["gateway.networking.k8s.io/v1", "ReferenceGrant"],
  ["gateway.networking.x-k8s.io/v1alpha1", "XBackendTrafficPolicy"],
  ["example.com/v1", "Other"],
];

const requests: readonly Request[] = [
  { from: null, to: { namespace: "shop", service: "order", port: 8080 }, method: "GET", path: "/" },
  { from: { namespace: "web" }, to: { namespace: "shop", service: "order" }, protocol: "tcp" },
  { from: null, to: { gateway: { namespace: "infra", name: "public" }, port: 80 }, method: "OPTIONS", path: "/a?b", authority: "x" },
];

test.each(kinds)("no %s %s makes the reader throw", (apiVersion, kind) => {
  const inventory = { completeness: "partial" as const, services: [], workloads: [], accounts: [], namespaces: [] };
  const mesh = { trustDomain: "cluster.local", clusterDomain: "cluster.local" };
  const on = profile("experimental", { settings: { regularExpressions: "re2" } });
  fc.assert(
    fc.property(fc.oneof(values, parented), (spec) => {
      const object = { apiVersion, kind, metadata: { name: kind === "Gateway" ? "public" : "order", namespace: kind === "Gateway" ? "infra" : "shop" }, spec } as KubernetesObject;
      const { read, diagnostics } = interpretGatewayApi([{ object }], { inventory, mesh, profile: on });
      for (const request of requests) expect(read({ entry: request.to, protocol: request.protocol ?? "http", view: concreteView(request, mesh) }).outcome).toEqual(expect.any(String));
      expect(diagnostics.every(({ code }) => code === "MW4620" || code === "MW4621")).toBe(true);
    }),
    { numRuns: 400, seed: 5 },
  );
});
