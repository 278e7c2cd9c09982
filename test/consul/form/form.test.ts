import fc from "fast-check";
import { consulForm } from "../../../src/targets/consul/form/index.ts";
import { consul } from "../../../src/targets/consul/index.ts";
import { consulPolicies } from "../../properties/consul-policies.ts";
import { profile } from "../lower/support.ts";
import { readHcl } from "./hcl-reader.ts";

const names = ["community-entries", "enterprise-entries"] as const;

function formOf(name: string): NonNullable<ReturnType<typeof consulForm>> {
  const form = consulForm({ name });
  if (form === null) throw new Error(`${name} is on Kubernetes`);
  return form;
}

const read = (value: unknown, name = "community-entries") => formOf(name).read([{ value }]);
const object = (value: unknown, name?: string) => read(value, name).manifests[0]?.object;
const problems = (value: unknown, name?: string) => read(value, name).diagnostics.map(({ code, message }) => `${code} ${message}`);

test("on Kubernetes custom resources are written", () => {
  expect([consulForm({ name: "community" }), consulForm({ name: "enterprise" })]).toEqual([null, null]);
});

test.each(names)("what is written as entries of %s is read back as it was, and HCL says the same as JSON", (name) => {
  const form = formOf(name);
  let files = 0;
  fc.assert(
    fc.property(consulPolicies, (mesh) => {
      const here = profile(name);
      const lowered = consul.lower(mesh, here);
      const written = form.write(lowered.manifests);
      files += written.length;
      const back = form.read(written.map(({ value }) => ({ value: JSON.parse(JSON.stringify(form.remarked?.(value, { "generated-by": "Meshwright" }) ?? value)) as unknown })));
      expect(back.diagnostics).toEqual([]);
      expect(back.manifests.map(({ object: { kind, spec } }) => ({ kind, spec: withoutDestination(spec) }))).toEqual(lowered.manifests.map(({ object: { kind, spec } }) => ({ kind, spec: withoutDestination(spec) })));
      for (const { value } of written) expect(readHcl(form.spellings[0]?.text(value) ?? "")).toEqual(value);
    }),
    { numRuns: 20, seed: 1 },
  );
  expect(files).toBeGreaterThan(20);
});

/** The name of a destination is that of the entry, which the next test looks at. */
function withoutDestination(spec: Readonly<Record<string, unknown>> | undefined): unknown {
  return spec === undefined || !("sources" in spec) ? spec : { ...spec, destination: null };
}

test("keys are those of Go, names of people stay as they are", () => {
  const spec = { subsets: { "v-1": { filter: "x" } }, failover: { "*": { targets: [{ serviceSubset: "v-1" }] } }, loadBalancer: { hashPolicies: [{ cookieConfig: { ttl: "1s" }, sourceIP: true }] } };
  const [file] = formOf("community-entries").write([{ object: { apiVersion: "consul.hashicorp.com/v1alpha1", kind: "ServiceResolver", metadata: { name: "order", namespace: "shop" }, spec }, sources: [] }]);
  expect(file?.path).toBe("service-resolver-order");
  expect(file?.value).toEqual({
    Kind: "service-resolver",
    Name: "order",
    Subsets: { "v-1": { Filter: "x" } },
    Failover: { "*": { Targets: [{ ServiceSubset: "v-1" }] } },
    LoadBalancer: { HashPolicies: [{ CookieConfig: { TTL: "1s" }, SourceIP: true }] },
  });
});

test("settings of proxies keep their names, a mesh has none", () => {
  const at = { name: "global", namespace: "consul" };
  const written = formOf("enterprise-entries").write([
    { object: { apiVersion: "consul.hashicorp.com/v1alpha1", kind: "ProxyDefaults", metadata: at, spec: { config: { local_request_timeout_ms: 0 } } }, sources: [] },
    { object: { apiVersion: "consul.hashicorp.com/v1alpha1", kind: "Mesh", metadata: { ...at, name: "mesh" }, spec: { transparentProxy: { meshDestinationsOnly: true } } }, sources: [] },
  ]);
  expect(written.map(({ path, value }) => ({ path, value }))).toEqual([
    { path: "proxy-defaults-global", value: { Kind: "proxy-defaults", Name: "global", Config: { local_request_timeout_ms: 0 } } },
    { path: "mesh", value: { Kind: "mesh", TransparentProxy: { MeshDestinationsOnly: true } } },
  ]);
});

test("[consul 21.1#4] an unknown key refuses the whole entry, which Consul would not take either", () => {
  expect(problems({ Kind: "service-router", Name: "order", Routes: [{ Mach: { HTTP: { PathPrefix: "/" } } }] })).toEqual(["MW4441 service-router order: `Routes[0].Mach` is an invalid config key"]);
  expect(read({ Kind: "service-router", Name: "order", Routes: [{ Mach: {} }] }).manifests).toEqual([]);
});

test.each([
  [{ Kind: "service-router", Name: "order", Routes: [{ Match: { HTTP: { PathExact: "/a" } }, Destination: { RequestTimeout: "2s" } }] }],
  [{ kind: "service-router", name: "order", routes: [{ match: { http: { path_exact: "/a" } }, destination: { request_timeout: "2s" } }] }],
  [{ Kind: "service-router", Name: "order", CreateIndex: 7, ModifyIndex: 9, Meta: { owner: "a" }, Routes: [{ Match: { HTTP: { pathExact: "/a" } }, Destination: { requestTimeout: "2s" } }] }],
])("keys may be spelt as Consul takes them", (value) => {
  expect(object(value)).toEqual({ apiVersion: "consul.hashicorp.com/v1alpha1", kind: "ServiceRouter", metadata: { name: "order" }, spec: { routes: [{ match: { http: { pathExact: "/a" } }, destination: { requestTimeout: "2s" } }] } });
});

test("a duration may be a number of nanoseconds", () => {
  expect(object({ Kind: "service-resolver", Name: "order", ConnectTimeout: 2_000_000_000 })?.spec).toEqual({ connectTimeout: "2000000000ns" });
});

test("intentions are about the service of their name", () => {
  const value = { Kind: "service-intentions", Name: "*", Sources: [{ Name: "*", Action: "deny" }] };
  expect(object(value)).toMatchObject({ kind: "ServiceIntentions", spec: { destination: { name: "*" }, sources: [{ name: "*", action: "deny" }] } });
  expect(object({ ...value, Namespace: "shop" }, "enterprise-entries")).toMatchObject({ metadata: { namespace: "shop" }, spec: { destination: { name: "*", namespace: "shop" } } });
});

test.each([
  ["a text in a list", ["a"], "MW4441 the document is no mapping with `Kind`"],
  ["no kind", { Name: "order" }, "MW4441 order has no `Kind`"],
  ["a kind of nobody", { Kind: "service-rooter", Name: "order" }, "MW4441 service-rooter order: `Kind` is no kind of config entry: `service-rooter`"],
  ["another partition", { Kind: "mesh", Partition: "east" }, "MW4441 mesh: `Partition` is not modelled: entries of other partitions say nothing of these services"],
])("%s is no config entry", (_, value, problem) => {
  expect(problems(value)).toEqual([problem]);
});

test("a list of entries is each of them, at its place", () => {
  const seen: unknown[] = [];
  const { manifests, diagnostics } = formOf("community-entries").read([{ value: [{ Kind: "mesh" }, { Kind: "service-splitter", Name: "order", Splits: [] }], origin: (where) => (seen.push(where), { file: "a.json", start: 0, end: 0 }) }]);
  expect([manifests.map(({ object: { kind, metadata } }) => `${kind} ${metadata.name}`), diagnostics]).toEqual([["Mesh mesh", "ServiceSplitter order"], []]);
  manifests[1]?.origin?.(["spec", "splits"]);
  expect(seen).toEqual([[1, "Splits"]]);
});

test("entries that have no part in calls are left out without a word", () => {
  expect(read({ Kind: "exported-services", Name: "default", Services: [] })).toEqual({ manifests: [], diagnostics: [] });
});

test("whatever is read, nothing is thrown", () => {
  fc.assert(fc.property(fc.anything(), fc.constantFrom(...names), (value, name) => void read(value, name)), { numRuns: 300, seed: 1 });
  const kinds = fc.constantFrom("service-router", "service-resolver", "service-intentions", "mesh");
  fc.assert(fc.property(kinds, fc.object(), (Kind, rest) => void read({ ...rest, Kind }, "community-entries")), { numRuns: 300, seed: 1 });
});

test("a place of an object is that of the entry's own field", () => {
  const seen: unknown[] = [];
  const value = { Kind: "service-router", Name: "order", Routes: [{ Match: { HTTP: { PathExact: "a" } } }] };
  const [manifest] = formOf("community-entries").read([{ value, origin: (path) => (seen.push(path), { file: "a.json", start: 0, end: 0 }) }]).manifests;
  for (const path of [["spec", "routes", 0, "match", "http", "pathExact"], ["spec", "routes", 0, "destination", "service"], ["metadata", "name"]]) manifest?.origin?.(path);
  expect(seen).toEqual([["Routes", 0, "Match", "HTTP", "PathExact"], ["Routes", 0], ["Name"]]);
});
