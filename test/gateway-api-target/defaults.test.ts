import { unsaidSettings } from "../../src/model/vendor-default.ts";
import type { Profile } from "../../src/model/index.ts";
import { gatewayApi } from "../../src/targets/gateway-api/index.ts";
import { arm, at, backend, forward, name, port, retry, route, service, version, wish } from "../support/build-model.ts";
import { lowered, profile } from "./support.ts";

const v1 = backend({ service: name("order-v1"), version: "v1" });
const versions = [version({ name: "v1", service: name("order-v1") })];
const consent = { kind: "approximate" as const, target: "gateway-api", field: "retry.backoff", within: null, because: "tested", origin: at() };

/** Every path of fields and lists, as defaults name them. */
function pathsOf(value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => pathsOf(each, `${path}[]`));
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, field]) => pathsOf(field, `${path}.${key}`))];
}

/** A policy with a route, silent about everything else but retries where there are any. */
function written(on: Profile): ReadonlySet<string> {
  const retried = on.name === "experimental" ? { retry: wish(retry({ attempts: 1, on: ["gateway-error"], events: { must: ["c", "s503"], may: ["l"] } })) } : {};
  const wishing = service({ versions, ports: [port({ arms: [arm(route({ action: forward(v1), ...retried }))] })], consents: on.name === "experimental" ? [consent] : [] });
  const { manifests, diagnostics } = lowered([wishing], {}, on);
  expect(diagnostics).toEqual([]);
  return new Set(manifests.flatMap(({ object: { kind, spec } }) => pathsOf(spec, kind)));
}

test.each([
  ["standard", ["HTTPRoute.rules[].timeouts.request"]],
  ["experimental", ["HTTPRoute.rules[].timeouts.request", "HTTPRoute.rules[].retry.backoff"]],
] as const)("every default that is said outright stands in what is written for a silent policy: %s", (channel, expected) => {
  const fields = gatewayApi.defaults(profile(channel)).flatMap(({ written: field }) => field ?? []);
  expect(fields).toEqual(expected);
  expect(fields.filter((field) => !written(profile(channel)).has(field))).toEqual([]);
});

test("there is a default for everything that a policy may leave unsaid, in that order, each with a public source", () => {
  const defaults = gatewayApi.defaults(profile());
  const places = defaults.map(({ setting }) => unsaidSettings.indexOf(setting));
  expect(new Set(places).size).toBe(unsaidSettings.length);
  expect(places).toEqual([...places].sort((a, b) => a - b));
  for (const { source } of defaults) expect(source).toMatch(/^[\w-]+\/[\w-]+:[\w./-]+/);
});

test("a service without routes keeps what the implementation does: nothing is written for it", () => {
  expect(lowered([service()]).manifests).toEqual([]);
});
