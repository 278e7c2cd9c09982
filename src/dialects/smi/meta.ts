import type { Fix } from "../../diagnostics/diagnostic.ts";
import type { Wish } from "../../model/index.ts";
import { readList, readMapping, readRequired, readText, reportMissing } from "./fields.ts";
import { child, isMapping, isWritten, placeOf, rootOf } from "./node.ts";
import type { Node, Sink } from "./node.ts";
import { declareVersion, moveUnderSpec } from "./repairs.ts";
import type { Meta } from "./resources.ts";
import { shapeFindings } from "./shape.diagnostics.ts";
import { newestOf } from "./versions.ts";
import type { SmiKind, Version } from "./versions.ts";
import type { KubernetesDocument } from "../dialect.ts";

/** Fields of ObjectMeta (kubernetes/apimachinery:pkg/apis/meta/v1/types.go); only the first four and owners matter. */
const metadataFields = [
  ...["name", "namespace", "labels", "annotations", "ownerReferences", "generateName", "uid", "resourceVersion", "generation"],
  ...["creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "finalizers", "managedFields", "selfLink"],
];

/** Reads name, namespace and owners; null when the document has no usable name. */
export function readMeta(document: KubernetesDocument, kind: SmiKind, version: Version, defaultNamespace: string, sink: Sink): Meta | null {
  const root = rootOf(document);
  const metadata = child(root, "metadata");
  if (!isWritten(metadata)) {
    reportMissing(child(metadata, "name"), kind, sink);
    return null;
  }
  if (!readMapping(metadata, "metadata", metadataFields, sink)) return null;
  const name = readRequired(child(metadata, "name"), kind, sink);
  if (name === null) return null;
  const written = readText(child(metadata, "namespace"), sink);
  const id = { namespace: written?.value || defaultNamespace, name: name.value };
  const meta: Meta = { id, kind, version, title: `${kind} \`${id.namespace}/${id.name}\``, origin: name.origin, root, owners: readOwners(metadata, sink) };
  if (!written?.value) reportDefaulted(meta, sink);
  reportVersion(meta, sink);
  return meta;
}

function reportDefaulted(meta: Meta, sink: Sink): void {
  sink(shapeFindings["smi-namespace-defaulted"].report({ at: meta.origin, path: "metadata", with: { title: meta.title, namespace: meta.id.namespace } }));
}

function readOwners(metadata: Node, sink: Sink): readonly Wish<string>[] {
  const owners = readList(child(metadata, "ownerReferences"), sink) ?? [];
  return owners.flatMap((owner) => (isMapping(owner.value) ? (readText(child(owner, "kind"), sink) ?? []) : []));
}

/** Reports that the version is not the newest (older, with the upgrade where it is one word) or was never released. */
function reportVersion(meta: Meta, sink: Sink): void {
  const newest = newestOf(meta.kind);
  const at = placeOf(child(meta.root, "apiVersion"));
  const isUnreleased = meta.version === "v1alpha4" && (meta.kind === "TrafficTarget" || meta.kind === "IdentityBinding");
  if (meta.version === newest && !isUnreleased) return;
  if (isUnreleased) {
    sink(shapeFindings["smi-unreleased"].report({ at, path: "apiVersion", with: { title: meta.title } }));
    return;
  }
  const fixes = upgradeFixes(meta, newest);
  sink(shapeFindings["smi-older-version"].report({ at, path: "apiVersion", with: { title: meta.title, version: meta.version, newest }, fixes }));
}

/** The upgrade as edits, where it is another version and at most fields that move under `spec`. */
function upgradeFixes(meta: Meta, newest: Version): readonly Fix[] {
  const declared = declareVersion(meta.root, newest);
  if (isUpgradedByWord(meta)) return [declared];
  const isFlatGroup = meta.kind === "HTTPRouteGroup" && isWritten(child(meta.root, "matches"));
  const moved = isFlatGroup ? moveUnderSpec(meta.root, ["matches"]) : null;
  return moved === null ? [] : [{ label: `upgrade to ${newest}`, edits: [...declared.edits, ...moved.edits] }];
}

/** Upgrades that change nothing but `apiVersion` (servicemeshinterface/smi-spec:apis/traffic-split/v1alpha4/traffic-split.md). */
function isUpgradedByWord(meta: Meta): boolean {
  if (meta.kind === "TrafficSplit") return meta.version !== "v1alpha1";
  if (meta.kind === "HTTPRouteGroup") return meta.version === "v1alpha3";
  const destination = child(child(meta.root, "spec"), "destination");
  return meta.kind === "TrafficTarget" && meta.version === "v1alpha2" && !isWritten(child(destination, "port"));
}

