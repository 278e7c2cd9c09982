import { analyse } from "../../src/analyse.ts";
import { recognise } from "../../src/dialects/recognise.ts";
import { readDocuments } from "../../src/source/read.ts";

function recognised(text: string): { what: string | null; findings: readonly string[] } {
  const [source] = readDocuments([{ path: "a.yaml", text }]).documents;
  if (source === undefined) throw new Error("no document");
  const { document, diagnostics } = recognise(source);
  const findings = diagnostics.map(({ code, message, origin }) => `${code} ${message} <${text.slice(origin.start, origin.end)}>`);
  return { what: document === null ? null : `${document.apiVersion} ${document.kind}`, findings };
}

test.each<[string, string | null, readonly string[]]>([
  ["apiVersion: v1\nkind: Service", "v1 Service", []],
  ["kind: Service", null, ["MW1016 `apiVersion` is missing <kind: Service>"]],
  ["apiVersion: v1", null, ["MW1016 `kind` is missing <apiVersion: v1>"]],
  ["apiVersion: v1\nkind:", null, ["MW1016 `kind` is missing <kind>"]],
  ["apiVersion: 1\nkind: A", null, ["MW1016 `apiVersion` must be text, found `1` <1>"]],
  ["apiVersion: v1\nkind: [A]", null, ["MW1016 `kind` must be text, found a list <[A]>"]],
  ["- a\n- b", null, ["MW1016 the document is a list, not an object with `apiVersion` and `kind` <- a>"]],
  ["text", null, ["MW1016 the document is plain text, not an object with `apiVersion` and `kind` <text>"]],
  ["~", null, ["MW1016 the document is empty, not an object with `apiVersion` and `kind` <~>"]],
])("%j", (text, what, findings) => {
  expect(recognised(text)).toEqual({ what, findings });
});

function codes(apiVersion: string, kind: string): readonly string[] {
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a, namespace: b }\n`;
  return analyse([{ path: "a.yaml", text }]).diagnostics.filter(({ code }) => /^MW101[89]$/.test(code)).map(({ code, help }) => `${code} ${help ?? ""}`);
}

test.each([
  ["networking.istio.io/v1", "VirtualService", "istio"],
  ["security.istio.io/v1", "AuthorizationPolicy", "istio"],
  ["policy.linkerd.io/v1beta3", "Server", "linkerd"],
  ["consul.hashicorp.com/v1alpha1", "ServiceRouter", "consul"],
  ["appmesh.k8s.aws/v1beta2", "VirtualNode", "appmesh"],
])("%s %s is a mesh's own", (apiVersion, kind, target) => {
  expect(codes(apiVersion, kind)).toEqual([expect.stringContaining(`MW1019 ask what it does with \`meshwright route --on ${target}\``)]);
});

test.each([
  ["v1", "ConfigMap", "MW1018 leave the file out"],
  ["example.com/v1", "ServicePolicys", "MW1018 did you mean `ServicePolicy`?"],
  ["notistio.io/v1", "VirtualService", "MW1018 leave the file out"],
])("%s %s is nobody's", (apiVersion, kind, text) => {
  expect(codes(apiVersion, kind)).toEqual([expect.stringContaining(text)]);
});

test.each([
  ["v1", "Service"],
  ["apps/v1", "Deployment"],
  ["split.smi-spec.io/v1alpha4", "TrafficSplit"],
  ["gateway.networking.k8s.io/v1", "HTTPRoute"],
])("%s %s is known", (apiVersion, kind) => {
  expect(codes(apiVersion, kind)).toEqual([]);
});

test("findings of all stages come in reading order", () => {
  const files = ["b.yaml", "a.yaml"].map((path) => ({ path, text: "kind: X\n---\na: 1\na: 2\n" }));
  expect(analyse(files).diagnostics.map(({ code, origin }) => `${origin.file} ${code}`)).toEqual(["b.yaml MW1016", "b.yaml MW1016", "b.yaml MW1003", "a.yaml MW1016", "a.yaml MW1016", "a.yaml MW1003"]);
});
