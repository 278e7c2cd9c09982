import { analyse } from "../../src/analyse.ts";
import { unsaidSettings } from "../../src/model/vendor-default.ts";
import type { Profile } from "../../src/model/index.ts";
import { apiForm } from "../../src/targets/appmesh/api/form.ts";
import { appmesh } from "../../src/targets/appmesh/index.ts";
import { api } from "./api/support.ts";
import { profile } from "./lower/support.ts";

/** A policy that says as little as it can, and a gateway that leads to it. */
const silent = `apiVersion: v1
kind: Service
metadata: { name: order, namespace: shop }
spec: { selector: { app: order }, ports: [{ port: 8080, appProtocol: http }] }
---
apiVersion: meshwright.dev/v1alpha1
kind: MeshPolicy
metadata: { name: mesh }
spec:
  scope: mesh
  gateways: { infra/public: { selector: { app: public } } }
---
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  expose: [{ gateway: infra/public, port: 8088, hosts: [shop.example] }]
`;

/** Every path of fields and lists, as defaults name them. */
function pathsOf(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => pathsOf(each, `${path}[]`));
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, field]) => pathsOf(field, `${path}.${key}`))];
}

function emitted(on: Profile): readonly string[] {
  const { model, diagnostics } = analyse([{ path: "p.yaml", text: silent }]);
  const lowered = appmesh.lower(model, on);
  expect([...diagnostics, ...lowered.diagnostics].filter(({ severity }) => severity === "error")).toEqual([]);
  if (on.name !== "api") return lowered.manifests.flatMap(({ object: { kind, spec } }) => pathsOf(spec, kind));
  const operation = (path: string): string => (path.split("/")[0] ?? "").replace(/^\d/, "").replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return apiForm.write(lowered.manifests).flatMap(({ path, value }) => pathsOf(value, operation(path)));
}

const profiles: readonly (readonly [string, Profile, number])[] = [
  ["in a cluster", profile(), 11],
  ["in a cluster, with Cloud Map", profile({ discovery: "cloudMap" }), 10],
  ["without a cluster", api(), 10],
  ["without a cluster, by DNS", api({ discovery: "dns" }), 11],
];

test.each(profiles)("every default that is said outright stands in what is written for a silent policy: %s", (_, on, count) => {
  const paths = new Set(emitted(on));
  const fields = appmesh.defaults(on).flatMap(({ written }) => written ?? []);
  expect(fields.filter((field) => !paths.has(field))).toEqual([]);
  expect(fields).toHaveLength(count);
});

test("there is a default for everything that a policy may leave unsaid", () => {
  const known = new Set(appmesh.defaults(profile()).map(({ setting }) => setting));
  expect(unsaidSettings.filter((setting) => !known.has(setting))).toEqual([]);
});

test("the hidden retries are those of the account", () => {
  const attempts = (hidden: string): readonly (number | null)[] => appmesh.defaults(profile({ defaultRetryPolicy: hidden })).filter(({ setting }) => setting === "retry.attempts").map(({ amount }) => amount);
  expect([attempts("true"), attempts("false")]).toEqual([[2], [0]]);
});

test("every default names a public source", () => {
  for (const { source } of appmesh.defaults(profile())) expect(source).toMatch(/^[\w-]+\/[\w-]+(?::[\w./-]+|, issue \d+)/);
});
