import fc from "fast-check";
import { analyseManifests } from "../../src/analyse-manifests.ts";
import { defaultAnalysis } from "../../src/analyse.ts";
import { newFolder } from "../cli/harness.ts";
import { istio, manifestCases, to } from "./manifest-cases.ts";
import { routeCases } from "./route-cases.ts";

test.each([...manifestCases(), ...routeCases()])("%s: %s in manifests that people wrote, at its word", async (target, code, text, word) => {
  const { stdout } = await newFolder({ "m.yaml": text }).run(["lint", "--on", target, "m.yaml", "--format", "json"]);
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly code: string; readonly line: number; readonly column: number }[] };
  const found = diagnostics.find((each) => each.code === code);
  if (found === undefined) throw new Error(`${code} is not among ${diagnostics.map((each) => each.code).join()}`);
  expect(text.split("\n")[found.line - 1]?.slice(found.column - 1, found.column - 1 + word.length)).toBe(word);
});

test.each([
  ["idempotent methods only", istio(`{ match: [{ method: { exact: GET } }], ${to} }, { ${to}, retries: { attempts: 0 } }`)],
  ["a redirect", istio(`{ redirect: { uri: /b } }`)],
  ["callers where no gateway is named", istio(`{ match: [{ sourceLabels: { app: web } }], ${to}, retries: { attempts: 0 } }, { ${to}, retries: { attempts: 0 } }`)],
  ["answers for browsers beside a method", istio(`{ match: [{ method: { regex: GET|OPTIONS } }], ${to}, corsPolicy: { allowOrigins: [{ exact: "https://shop.example" }] }, retries: { attempts: 0 } }, { ${to}, retries: { attempts: 0 } }`)],
  ["two ways by header", istio(`{ match: [{ headers: { x-a: { exact: "1" } } }], ${to}, retries: { attempts: 0 } }, { match: [{ headers: { x-a: { exact: "2" } } }], ${to}, retries: { attempts: 0 } }, { ${to}, retries: { attempts: 0 } }`)],
  ["hosts with their ports, or by their end", "apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: order, namespace: shop }\nspec: { rules: [{ to: [{ operation: { hosts: [a.b, 'a.b:*', '*.c'], methods: [GET] } }] }] }\n"],
  ["a catch-all by prefix", istio(`{ match: [{ uri: { prefix: / } }], ${to}, retries: { attempts: 0 } }`)],
])("no finding: %s", async (_, text) => {
  const { code, stdout } = await newFolder({ "m.yaml": text }).run(["lint", "--on", "istio", "m.yaml", "--fail-on", "info"]);
  expect([code, stdout]).toEqual([0, ""]);
});

test("what the mesh refuses is said too, and the vendor's kinds are not strange here", async () => {
  const text = istio(`{ ${to}, retries: { attempts: -1 } }`);
  const { code, stdout } = await newFolder({ "m.yaml": text }).run(["lint", "--on", "istio", "m.yaml"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/MW42\d\d/);
  expect(stdout).not.toContain("MW1019");
});

test("a mesh that is none is wrong use", async () => {
  expect((await newFolder({ "m.yaml": istio(`{ ${to} }`) }).run(["lint", "--on", "istoi", "m.yaml"])).code).toBe(2);
});

const fields = ["http", "tcp", "match", "route", "routes", "destination", "retries", "retryPolicy", "trafficPolicy", "subsets", "labels", "rules", "from", "to", "source", "operation", "hosts", "host", "weight", "uri", "prefix", "perTryTimeout", "attempts", "fault", "delay", "portLevelSettings", "outlierDetection", "mtls", "mode", "httpRoute", "backends", "listeners", "servers", "ports", "port", "spec", "sources", "upstreamConfig", "overrides", "name", "parentRefs", "backendRefs", "kind", "group", "targetRef", "retryBudget", "exportTo", "gateways", "corsPolicy"];
const { value } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 6 }, fc.constantFrom<unknown>(null, 0, -1, "", "STRICT", "order.shop", "1s", true), fc.array(tie("value"), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...fields), tie("value"), { maxKeys: 5 })),
}));
const kinds = [["networking.istio.io/v1", "VirtualService"], ["networking.istio.io/v1", "DestinationRule"], ["security.istio.io/v1", "AuthorizationPolicy"], ["security.istio.io/v1", "PeerAuthentication"], ["appmesh.k8s.aws/v1beta2", "VirtualRouter"], ["consul.hashicorp.com/v1alpha1", "ServiceRouter"], ["consul.hashicorp.com/v1alpha1", "ServiceDefaults"], ["consul.hashicorp.com/v1alpha1", "ServiceIntentions"], ["appmesh.k8s.aws/v1beta2", "VirtualNode"], ["appmesh.k8s.aws/v1beta2", "GatewayRoute"], ["networking.istio.io/v1", "Gateway"], ["networking.istio.io/v1", "ServiceEntry"], ["gateway.networking.k8s.io/v1", "HTTPRoute"], ["policy.linkerd.io/v1beta3", "Server"], ["policy.linkerd.io/v1alpha1", "AuthorizationPolicy"], ["linkerd.io/v1alpha2", "ServiceProfile"]] as const;

test("whatever stands in a manifest, the traps answer", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...kinds), value), { minLength: 1, maxLength: 4 }), (objects) => {
      const text = objects.map(([[apiVersion, kind], spec], index) => JSON.stringify({ apiVersion, kind, metadata: { name: `o${index}`, namespace: "shop" }, spec })).join("\n---\n");
      for (const target of ["istio", "consul", "appmesh", "linkerd", "gateway-api"]) analyseManifests([{ path: "m.yaml", text }], defaultAnalysis, { asOf: null }, { target, version: null, profile: null });
    }),
    { numRuns: 150 },
  );
});
