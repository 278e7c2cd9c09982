import { analyse } from "../../src/analyse.ts";
import { compile } from "../../src/compile.ts";

/** What runs: a root with two backends under one account, and a caller. */
const inventory = `
apiVersion: v1
kind: Service
metadata: { name: order, namespace: shop }
spec: { selector: { app: order }, ports: [{ name: http, port: 8080, targetPort: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: order-a, namespace: shop }
spec: { selector: { app: order, v: a }, ports: [{ name: http, port: 8080, targetPort: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: order-b, namespace: shop }
spec: { selector: { app: order, v: b }, ports: [{ name: http, port: 8080, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: order-a, namespace: shop }
spec:
  selector: { matchLabels: { app: order, v: a } }
  template: { metadata: { labels: { app: order, v: a } }, spec: { serviceAccountName: order, containers: [{ name: m, image: "x:1", ports: [{ containerPort: 8080 }] }] } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: order-b, namespace: shop }
spec:
  selector: { matchLabels: { app: order, v: b } }
  template: { metadata: { labels: { app: order, v: b } }, spec: { serviceAccountName: order, containers: [{ name: m, image: "x:1", ports: [{ containerPort: 8080 }] }] } }
---
`;

const split = (version: string, weights: readonly [string, string], more = "") => `
apiVersion: split.smi-spec.io/${version}
kind: TrafficSplit
metadata: { name: order, namespace: shop }
spec:
  service: order
  backends: [{ service: order-a, weight: ${weights[0]} }, { service: order-b, weight: ${weights[1]} }]${more}
`;

const match = `{ name: reads, pathRegex: "/orders/.*", methods: [GET] }`;
const group = (version: string) =>
  ["v1alpha1", "v1alpha2"].includes(version)
    ? `apiVersion: specs.smi-spec.io/${version}\nkind: HTTPRouteGroup\nmetadata: { name: reads, namespace: shop }\nmatches: [${match}]\n`
    : `apiVersion: specs.smi-spec.io/${version}\nkind: HTTPRouteGroup\nmetadata: { name: reads, namespace: shop }\nspec: { matches: [${match}] }\n`;

const accounts = (version: string) => {
  const parts = `destination: { kind: ServiceAccount, name: order, namespace: shop }
  sources: [{ kind: ServiceAccount, name: web, namespace: shop }]`;
  const rules = (name: string) => `${name}: [{ kind: HTTPRouteGroup, name: reads, matches: [reads] }]`;
  const meta = `apiVersion: access.smi-spec.io/${version}\nkind: TrafficTarget\nmetadata: { name: order, namespace: shop }\n`;
  return version === "v1alpha1" ? `${meta}${parts.replaceAll("\n  ", "\n")}\n${rules("specs")}\n` : `${meta}spec:\n  ${parts}\n  ${rules("rules")}\n`;
};

const tcpRoute = (version: string) => {
  const spec = { v1alpha1: "", v1alpha2: "", v1alpha3: "spec: {}\n", v1alpha4: "spec: { matches: { ports: [8080] } }\n" }[version] ?? "";
  return `apiVersion: specs.smi-spec.io/${version}\nkind: TCPRoute\nmetadata: { name: any, namespace: shop }\n${spec}`;
};
const tcpTarget = accounts("v1alpha3").replace("kind: HTTPRouteGroup, name: reads, matches: [reads]", "kind: TCPRoute, name: any");

const httpRoute = (version: string) => `
apiVersion: gateway.networking.k8s.io/${version}
kind: HTTPRoute
metadata: { name: order, namespace: shop }
spec:
  parentRefs: [{ group: "", kind: Service, name: order, port: 8080 }]
  rules:
    - matches: [{ path: { type: PathPrefix, value: /orders } }]
      backendRefs: [{ name: order-a, port: 8080, weight: 9 }, { name: order-b, port: 8080, weight: 1 }]
`;
const grpcRoute = (version: string) => `
apiVersion: gateway.networking.k8s.io/${version}
kind: GRPCRoute
metadata: { name: order, namespace: shop }
spec:
  parentRefs: [{ group: "", kind: Service, name: order, port: 8080 }]
  rules:
    - matches: [{ method: { service: shop.Orders, method: Get } }]
      backendRefs: [{ name: order-a, port: 8080 }]
`;
const streamRoute = (kind: string, version: string, more = "") => `
apiVersion: gateway.networking.k8s.io/${version}
kind: ${kind}
metadata: { name: db, namespace: shop }
spec:
  parentRefs: [{ group: "", kind: Service, name: db, port: 5432 }]${more}
  rules:
    - backendRefs: [{ name: db, port: 5432 }]
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { selector: { app: db }, ports: [{ name: ${kind === "TLSRoute" ? "tls" : "tcp"}, port: 5432 }] }
`;
const gateway = (version: string) => `
apiVersion: gateway.networking.k8s.io/${version}
kind: Gateway
metadata: { name: public, namespace: shop }
spec:
  gatewayClassName: istio
  listeners: [{ name: http, port: 80, protocol: HTTP, hostname: shop.example.com }]
---
apiVersion: meshwright.dev/v1alpha1
kind: MeshPolicy
metadata: { name: mesh, namespace: istio-system }
spec: { scope: mesh, gateways: { shop/public: { serviceAccount: public, selector: { istio: public } } } }
---
${httpRoute(version).replace('{ group: "", kind: Service, name: order, port: 8080 }', "{ name: public }")}`;

const inputs: readonly (readonly [string, string])[] = [
  ["TrafficSplit v1alpha1", split("v1alpha1", ["900m", '"100m"'])],
  ...["v1alpha2", "v1alpha3", "v1alpha4"].map((version) => [`TrafficSplit ${version}`, split(version, ["9", "1"])] as const),
  ...["v1alpha3", "v1alpha4"].map((version) => [`TrafficSplit ${version} with matches`, `${split(version, ["9", "1"], "\n  matches: [{ kind: HTTPRouteGroup, name: reads }]")}---\n${group(version)}`] as const),
  ...["v1alpha1", "v1alpha2", "v1alpha3", "v1alpha4"].map((version) => [`HTTPRouteGroup ${version}`, `${group(version)}---\n${accounts("v1alpha3")}`] as const),
  ...["v1alpha1", "v1alpha2", "v1alpha3"].map((version) => [`TrafficTarget ${version}`, `${group("v1alpha4")}---\n${accounts(version)}`] as const),
  ...["v1alpha1", "v1alpha2", "v1alpha3", "v1alpha4"].map((version) => [`TCPRoute ${version}`, `${tcpRoute(version)}---\n${tcpTarget}`] as const),
  ...["v1", "v1beta1"].map((version) => [`HTTPRoute ${version}`, httpRoute(version)] as const),
  ...["v1", "v1alpha2"].map((version) => [`GRPCRoute ${version}`, grpcRoute(version)] as const),
  ...["v1", "v1alpha2"].map((version) => [`TCPRoute of Gateway API ${version}`, streamRoute("TCPRoute", version)] as const),
  ...["v1", "v1beta1"].map((version) => [`Gateway ${version}`, gateway(version)] as const),
];

const istio = { targets: [{ target: "istio", version: null, profile: null }], asOf: "2026-11-21", verify: true };

test.each(inputs)("%s compiles to Istio, and the manifests are proved", (_, text) => {
  const files = [{ path: "input.yaml", text: inventory + text }];
  const { model, diagnostics } = analyse(files);
  const result = compile(model, files, istio);
  expect([...diagnostics, ...result.diagnostics].filter(({ severity }) => severity === "error").map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  const [output] = result.outputs;
  expect(output?.manifests.length).toBeGreaterThan(0);
  expect(output?.verification?.proofs.map(({ proof }) => proof.kind).filter((kind) => kind !== "proved")).toEqual([]);
});

test("UDP has no place in a mesh that forwards connections and requests, so it is refused at its rule, not dropped", () => {
  const text = `${inventory}apiVersion: specs.smi-spec.io/v1alpha4
kind: UDPRoute
metadata: { name: any, namespace: shop }
spec: { matches: { ports: [53] } }
---
${accounts("v1alpha3").replace("kind: HTTPRouteGroup, name: reads, matches: [reads]", "kind: UDPRoute, name: any")}`;
  const { diagnostics } = analyse([{ path: "input.yaml", text }]);
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ origin }) => text.slice(origin.start, origin.end))).toEqual(["any"]);
});
