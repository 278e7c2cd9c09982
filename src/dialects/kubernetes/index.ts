import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Inventory, InventoryNamespace, InventoryService, Name, Workload } from "../../model/index.ts";
import { type Checked, checkSchema } from "../../resources/check.ts";
import { cronJobValidator } from "../../resources/generated/kubernetes/cron-job.ts";
import { namedObjectValidator } from "../../resources/generated/kubernetes/named-object.ts";
import { podValidator } from "../../resources/generated/kubernetes/pod.ts";
import { serviceValidator } from "../../resources/generated/kubernetes/service.ts";
import { workloadObjectValidator } from "../../resources/generated/kubernetes/workload.ts";
import type { KubernetesDocument } from "../dialect.ts";
import { inventoryDiagnostics } from "./inventory.diagnostics.ts";
import { type ObjectPlace, readService, readWorkload } from "./read-objects.ts";

/** What runs, as far as the input says; whether that is everything is a MeshPolicy's to say. */
export interface InventoryResult {
  readonly inventory: Omit<Inventory, "completeness">;
  readonly diagnostics: readonly Diagnostic[];
}

const coreKinds = new Set(["Service", "ServiceAccount", "Namespace", "Pod"]);
const workloadKinds = new Set(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"]);
const jobKinds = new Set(["Job", "CronJob"]);

/** Whether a document is a Kubernetes object that says what runs. */
export function recognisesInventory(apiVersion: string, kind: string): boolean {
  if (apiVersion === "v1") return coreKinds.has(kind);
  if (apiVersion.startsWith("apps/")) return workloadKinds.has(kind);
  return apiVersion.startsWith("batch/") && jobKinds.has(kind);
}

type Item =
  | { readonly kind: "service"; readonly value: InventoryService }
  | { readonly kind: "workload"; readonly value: Workload }
  | { readonly kind: "account"; readonly value: Name }
  | { readonly kind: "namespace"; readonly value: InventoryNamespace };

interface ObjectResult {
  readonly items: readonly Item[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads the documents that `recognisesInventory` takes. Fields that Meshwright does not need are not looked at; those it
 * needs must have their Kubernetes types. Of two objects with one name the first counts. Sorted by namespace and name.
 */
export function readInventory(documents: readonly KubernetesDocument[], defaultNamespace: string): InventoryResult {
  const { distinct, diagnostics } = withoutRepeats(documents, defaultNamespace);
  const results = distinct.map((document) => readObject({ ...document, value: withoutNulls(document.value) }, defaultNamespace));
  const items = results.flatMap((result) => result.items);
  return {
    inventory: {
      services: items.flatMap((item) => (item.kind === "service" ? [item.value] : [])).sort(byName(({ id }) => id)),
      workloads: items.flatMap((item) => (item.kind === "workload" ? [item.value] : [])).sort(byName(({ id }) => id)),
      accounts: items.flatMap((item) => (item.kind === "account" ? [item.value] : [])).sort(byName((name) => name)),
      namespaces: items.flatMap((item) => (item.kind === "namespace" ? [item.value] : [])).sort(byName(({ name }) => ({ namespace: "", name }))),
    },
    diagnostics: [...diagnostics, ...results.flatMap((result) => result.diagnostics)],
  };
}

function byName<T>(nameOf: (item: T) => Name): (a: T, b: T) => number {
  const key = (item: T): string => `${nameOf(item).namespace}/${nameOf(item).name}`;
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

/** Kubernetes takes a field that is null for one that is absent (kubernetes/apimachinery:pkg/runtime/converter.go). */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (inner === null ? [] : [[key, withoutNulls(inner)]])));
}

function readObject(document: KubernetesDocument, defaultNamespace: string): ObjectResult {
  const { kind } = document;
  switch (kind) {
    case "Service":
      return read(document, defaultNamespace, checkSchema(document, serviceValidator, { kind }), (place, value) => ({ kind: "service", value: readService(place, value) }));
    case "ServiceAccount":
      return read(document, defaultNamespace, checkSchema(document, namedObjectValidator, { kind }), (place) => ({ kind: "account", value: place.id }));
    case "Namespace":
      return read(document, defaultNamespace, checkSchema(document, namedObjectValidator, { kind }), (_, { metadata }) => ({
        kind: "namespace",
        value: { name: metadata.name, labels: metadata.labels ?? {} },
      }));
    case "Pod":
      return read(document, defaultNamespace, checkSchema(document, podValidator, { kind }), (place, pod) => ({ kind: "workload", value: readWorkload(place, pod, 1) }));
    case "CronJob":
      return read(document, defaultNamespace, checkSchema(document, cronJobValidator, { kind }), (place, { spec }) => ({
        kind: "workload",
        value: readWorkload(place, spec?.jobTemplate?.spec?.template ?? {}, null),
      }));
    default:
      return read(document, defaultNamespace, checkSchema(document, workloadObjectValidator, { kind }), (place, { spec }) => ({
        kind: "workload",
        value: readWorkload(place, spec?.template ?? {}, spec?.replicas ?? null),
      }));
  }
}

interface Named {
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

function read<T extends Named>(document: KubernetesDocument, defaultNamespace: string, checked: Checked<T>, make: (place: ObjectPlace, value: T) => Item): ObjectResult {
  const { value, diagnostics } = checked;
  if (value === null) return { items: [], diagnostics };
  const { name, namespace = defaultNamespace } = value.metadata;
  return { items: [make({ id: { namespace, name }, kind: document.kind, origin: document.origin(["metadata", "name"]) }, value)], diagnostics };
}

/** Objects that stand in the input twice: alike is no matter, unlike is a finding. */
function withoutRepeats(documents: readonly KubernetesDocument[], defaultNamespace: string): { readonly distinct: readonly KubernetesDocument[]; readonly diagnostics: readonly Diagnostic[] } {
  const first = new Map<string, KubernetesDocument>();
  const diagnostics = documents.flatMap((document) => {
    const name = nameText(document, defaultNamespace);
    const key = `${document.kind} ${name ?? `#${first.size}`}`;
    const before = first.get(key);
    if (before === undefined) first.set(key, document);
    if (before === undefined || JSON.stringify(before.value) === JSON.stringify(document.value)) return [];
    const related = [{ origin: before.origin(["metadata", "name"]), note: "the first one" }];
    const at = document.origin(["metadata", "name"]);
    return [inventoryDiagnostics["object-stated-twice"].report({ at, path: "metadata.name", with: { kind: document.kind, name: `\`${name}\`` }, related })];
  });
  return { distinct: [...first.values()], diagnostics };
}

function nameText(document: KubernetesDocument, defaultNamespace: string): string | null {
  const { metadata } = document.value as { readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown } | null };
  if (typeof metadata?.name !== "string") return null;
  if (document.kind === "Namespace") return metadata.name;
  return `${typeof metadata.namespace === "string" ? metadata.namespace : defaultNamespace}/${metadata.name}`;
}
