import { smi } from "../../src/dialects/smi/index.ts";
import type { KubernetesDocument } from "../../src/dialects/dialect.ts";
import type { PathStep } from "../../src/source/origin.ts";
import { asKubernetes, contextOf, documentsOf, service, workload } from "./harness.ts";
import { group, groupRule, split, target, tcp, tcpRule, twoBackends } from "./inputs.ts";

const nowhere = { file: "smi.yaml", start: 0, end: 0 };
const matched = `${twoBackends}\nmatches: [{kind: HTTPRouteGroup, name: routes, apiGroup: specs.smi-spec.io}]`;
const onGet = '- {name: get, methods: [GET], pathRegex: /a.*, headers: [{x: ".*1.*"}]}\n- {name: put, methods: [PUT]}';
const binding = `apiVersion: access.smi-spec.io/v1alpha4
kind: IdentityBinding
metadata: {name: orders, namespace: shop}
spec: {schemes: {serviceAccount: order, spiffeIdentities: [cluster.local/ns/shop/sa/orders]}}
---
`;
const byLabels = binding.replace(/schemes: .*/, "schemes: {podLabelSelector: {matchLabels: {app: order}}}}");
const old = "apiVersion: specs.smi-spec.io/v1alpha3\nkind: TCPRoute\nmetadata: {name: ports, namespace: shop}\nspec: {}\n---\n";
const owned = split(twoBackends).replace(
  "namespace: shop}",
  "namespace: shop, labels: {a: b}, annotations: {c: d}, uid: u, ownerReferences: [{apiVersion: flagger.app/v1beta1, kind: Canary, name: order}]}",
);

/** Fields that say nothing, with the rule that makes them inert; a star stands for a step. */
const inert: Readonly<Record<string, string>> = {
  "metadata.labels": "labels of a policy object select nothing in SMI",
  "metadata.labels.*": "labels of a policy object select nothing in SMI",
  "metadata.annotations": "annotations of a policy object mean nothing in SMI",
  "metadata.annotations.*": "annotations of a policy object mean nothing in SMI",
  "metadata.uid": "written by the API server",
  "metadata.ownerReferences.*.apiVersion": "the kind alone says that a Canary owns the object",
  "metadata.ownerReferences.*.name": "the kind alone says that a Canary owns the object",
  "spec.matches.*.apiGroup": "the kind has one group only (sdk typed reference, pruned by the CRD)",
  "TCPRoute.spec": "TCPRoute v1alpha3 has an empty spec and stands for every port",
  "matches.*": "a match that no rule selects grants nothing",
  "spec.destination.group": "the kind has one group only",
};

const inputs: Readonly<Record<string, string>> = {
  "split v1alpha1": split("service: order\nbackends: [{service: v1, weight: 500m}, {service: v2, weight: 1}]", "v1alpha1"),
  "split v1alpha2": split(twoBackends, "v1alpha2"),
  "split v1alpha3": split(matched, "v1alpha3") + group(onGet, "v1alpha3"),
  "split v1alpha4": split(matched) + group(onGet),
  "owned split": owned,
  "group v1alpha1": group(onGet, "v1alpha1") + target(groupRule, { version: "v1alpha1", port: "8080" }),
  "group v1alpha2": group(onGet, "v1alpha2") + target("{kind: HTTPRouteGroup, name: routes, matches: [get]}", { version: "v1alpha2", port: "8080" }),
  "target v1alpha3": group(onGet) + tcp("[8080]") + target(`${tcpRule}, {kind: HTTPRouteGroup, name: routes, matches: [get, put]}`, { sources: "web batch@ops" }),
  "old TCPRoute": old + target(tcpRule, { version: "v1alpha2" }),
  "UDPRoute": tcp("[53]", "dns", "UDPRoute") + target("{kind: UDPRoute, name: dns}"),
  "binding": binding + tcp("[8080]") + target(tcpRule, { version: "v1alpha4" }).replace("{kind: ServiceAccount, name: order,", "{kind: IdentityBinding, group: access.smi-spec.io, name: orders,"),
  "binding by labels": byLabels + tcp("[8080]") + target(tcpRule, { version: "v1alpha4" }).replace("{kind: ServiceAccount, name: order,", "{kind: IdentityBinding, name: orders,"),
};

const context = contextOf({
  services: [service("order", ["8080/http", "9090"]), service("v1", ["8080", "9090"]), service("v2", ["8080", "9090"]), service("orders", ["8080"])],
  workloads: [workload("order", "order"), workload("orders", "orders")],
});

function withValue(document: KubernetesDocument, value: unknown): KubernetesDocument {
  return asKubernetes({ file: document.file, value, origin: () => nowhere });
}

function outcome(documents: readonly KubernetesDocument[]): string {
  const { fragments, diagnostics } = smi.read(documents, context);
  return JSON.stringify([fragments, diagnostics.map(({ code, message }) => `${code} ${message}`)]);
}

function pathsIn(value: unknown, path: readonly PathStep[] = []): readonly (readonly PathStep[])[] {
  if (typeof value !== "object" || value === null) return [];
  const steps: readonly PathStep[] = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return steps.flatMap((step) => [[...path, step], ...pathsIn((value as Record<PathStep, unknown>)[step], [...path, step])]);
}

function without(value: unknown, [step, ...rest]: readonly PathStep[]): unknown {
  if (Array.isArray(value)) return rest.length === 0 ? value.filter((_, index) => index !== step) : value.map((item, index) => (index === step ? without(item, rest) : item));
  const entries = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(entries.flatMap(([key, item]) => (key !== step ? [[key, item]] : rest.length === 0 ? [] : [[key, without(item, rest)]])));
}

function reasonFor(document: KubernetesDocument, path: readonly PathStep[]): string | undefined {
  const text = path.map((step) => (typeof step === "number" ? "*" : step)).join(".");
  return inert[text] ?? inert[text.replace(/\.[^.]*$/, ".*")] ?? inert[`${document.kind}.${text}`];
}

test.each(Object.entries(inputs))("no field of %s is dropped in silence", (_, text) => {
  const documents = documentsOf(text).map((document) => withValue(document, document.value));
  const before = outcome(documents);
  const dropped = documents.flatMap((document, index) =>
    pathsIn(document.value).flatMap((path) => {
      const changed = documents.map((one, at) => (at === index ? withValue(one, without(one.value, path)) : one));
      const isSilent = outcome(changed) === before;
      return isSilent && reasonFor(document, path) === undefined ? [`${document.kind}: ${path.join(".")}`] : [];
    }),
  );
  expect(dropped).toEqual([]);
});

function replaced(value: unknown, [step, ...rest]: readonly PathStep[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (index === step ? replaced(item, rest, by) : item));
  return Object.fromEntries(Object.entries(value as Record<string, unknown>).map(([key, item]) => [key, key === step ? replaced(item, rest, by) : item]));
}

test.each(Object.entries(inputs))("no value of %s makes the reader fail", (_, text) => {
  const documents = documentsOf(text).map((document) => withValue(document, document.value));
  for (const [index, document] of documents.entries()) {
    for (const path of pathsIn(document.value).filter(([first]) => first !== "apiVersion" && first !== "kind")) {
      for (const junk of [null, 7, "junk", [], {}, [null], { a: { b: [] } }]) {
        const changed = documents.map((one, at) => (at === index ? withValue(one, replaced(one.value, path, junk)) : one));
        expect(() => outcome(changed)).not.toThrow();
      }
    }
  }
});

test("every inert field still stands in an input", () => {
  const reasons = Object.values(inputs).flatMap((text) => documentsOf(text).flatMap((document) => pathsIn(document.value).map((path) => reasonFor(document, path))));
  expect(Object.values(inert).filter((reason) => !reasons.includes(reason))).toEqual([]);
});
