import fc from "fast-check";
import { concreteView } from "../../../src/model/evaluate.ts";
import type { KubernetesObject } from "../../../src/model/index.ts";
import { linkerd } from "../../../src/targets/linkerd/index.ts";

const kinds = ["HTTPRoute", "GRPCRoute", "Server", "AuthorizationPolicy", "MeshTLSAuthentication", "NetworkAuthentication", "HTTPLocalRateLimitPolicy", "Service", "ServiceProfile", "TLSRoute", "TCPRoute", "EgressNetwork"];
const keys = fc.constantFrom("parentRefs", "rules", "matches", "path", "value", "type", "backendRefs", "filters", "podSelector", "port", "targetRef", "identities", "networks", "ports", "kind", "group", "name", "hostnames", "routes", "condition", "pathRegex", "all", "not", "dstOverrides", "authority", "weight", "retryBudget", "responseClasses", "timeout", "trafficPolicy", "__proto__", "constructor", "parentRefs", "rules");
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof({ depthSize: "small" }, fc.constantFrom<unknown>(null, true, -1, 8080, 1e300, "", "order", "Server", "Service", "core", "(", "^(?:a$", "1m", "a|b", "v1.shop.svc.cluster.local"), fc.array(tie("tree"), { maxLength: 3 }), fc.dictionary(keys, tie("tree"), { maxKeys: 4 })),
}));

test("whatever manifests contain, there is an answer", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...kinds), tree, tree), { maxLength: 4 }), fc.constantFrom("http" as const, "tcp" as const, "tls" as const), (objects, protocol) => {
      const manifests = objects.map(([kind, spec, annotations], index) => {
        const apiVersion = kind === "Service" ? "v1" : kind === "ServiceProfile" ? "linkerd.io/v1alpha2" : /^T.*Route$/.test(kind) ? "gateway.networking.k8s.io/v1alpha2" : /Route$/.test(kind) ? "gateway.networking.k8s.io/v1" : kind === "Server" ? "policy.linkerd.io/v1beta3" : "policy.linkerd.io/v1alpha1";
        return { object: { apiVersion, kind, metadata: { name: kind === "ServiceProfile" ? "o0.shop.svc.cluster.local" : `o${index}`, namespace: "shop", annotations }, spec } as unknown as KubernetesObject };
      });
      const inventory = { completeness: "partial" as const, services: [], workloads: [], accounts: [], namespaces: [] };
      const profile = { target: "linkerd", version: "2.20", name: "sidecar", settings: linkerd.settings };
      const { read } = linkerd.interpret(manifests, { inventory, mesh: { trustDomain: "cluster.local", clusterDomain: "cluster.local" }, profile });
      const request = { from: { namespace: "web", serviceAccount: "web" }, to: { namespace: "shop", service: "o0", port: 8080 } };
      expect(["forward", "redirect", "respond", "refuse", "unroutable", "unsupported"]).toContain(read({ entry: request.to, protocol, view: concreteView(request, { trustDomain: "cluster.local" }) }).outcome);
    }),
    { numRuns: 400, seed: 3 },
  );
});
