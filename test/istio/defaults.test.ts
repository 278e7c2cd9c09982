import { analyse } from "../../src/analyse.ts";
import { compile } from "../../src/compile.ts";
import { unsaidSettings } from "../../src/model/vendor-default.ts";
import { istio } from "../../src/targets/istio/index.ts";

/** Policies that say as little as they can: one nothing, one retries and ejection without their details. */
const silent = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
---
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: stock, namespace: shop }
spec:
  port: 8080
  routes: [{ name: all, to: stock, retry: { attempts: 1, on: [gateway-error] } }]
  circuitBreaker: { outlier: { consecutiveErrors: 5, interval: 10s, baseEjection: 30s, maxEjectedPercent: 50 } }
`;

/** Every path of fields and lists in a manifest, as defaults name them: `VirtualService.http[].retries.attempts`. */
function pathsOf(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => pathsOf(each, `${path}[]`));
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, field]) => pathsOf(field, `${path}.${key}`))];
}

function emitted(profile: string): ReadonlySet<string> {
  const files = [{ path: "p.yaml", text: silent }];
  const { model, diagnostics } = analyse(files);
  const result = compile(model, files, { targets: [{ target: "istio", version: null, profile }], asOf: "2026-06-01", verify: true });
  expect([...diagnostics, ...result.diagnostics].filter(({ severity }) => severity === "error")).toEqual([]);
  return new Set(result.outputs.flatMap(({ manifests }) => manifests.flatMap(({ object: { kind, spec } }) => pathsOf(spec, kind))));
}

const defaultsOf = (name: string) => istio.defaults({ target: "istio", version: istio.defaultVersion, name, settings: istio.settings });

test.each(["sidecar", "waypoint"])("%s: every default that is said outright stands in the manifests of policies that are silent", (profile) => {
  const written = defaultsOf(profile).flatMap(({ written: field }) => field ?? []);
  const paths = emitted(profile);
  expect(written.filter((field) => !paths.has(field))).toEqual([]);
  expect(new Set(written).size).toBe(5);
});

test("sidecars have a default for everything that a policy may leave unsaid", () => {
  expect(defaultsOf("sidecar").map(({ setting }) => setting)).toEqual([...unsaidSettings]);
});

test("ztunnel alone reads no request, so nothing of requests has a default", () => {
  expect(defaultsOf("ambient").filter(({ where, written }) => where === "HTTP" || written !== null)).toEqual([]);
});

test.each([
  ["retry.attempts", 2],
  ["retry.backoff", 25],
  ["connectTimeout", 10_000],
  ["deadline", null],
])("%s is %s for calculations", (setting, amount) => {
  expect(defaultsOf("sidecar").find((each) => each.setting === setting)?.amount).toBe(amount);
});
