import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Name } from "../../../model/index.ts";
import type { DocumentPath, Origin } from "../../../source/origin.ts";
import { nearestWord } from "../../../support/nearest-word.ts";
import type { KubernetesDocument } from "../../dialect.ts";
import { kindEntry, kinds } from "../kinds/versions.ts";
import type { KindName } from "../kinds/versions.ts";
import { namespaceName, objectName } from "../kinds/common.ts";
import { anything, object as objectShape, openObject as openShape, optional, required, text } from "../shape/shape.ts";
import type { Infer, Shape } from "../shape/shape.ts";
import { checkShape } from "../shape/check.ts";
import type { Channel } from "../shape/check.ts";
import { shapeDiagnostics as say } from "../shape/shape.diagnostics.ts";

/** One object of the dialect whose shape was checked; `spec` conforms to the shape of its kind. */
export interface GatewayObject<S> {
  readonly kind: KindName;
  /** Namespace is empty for cluster-scoped kinds. */
  readonly id: Name;
  /** Kind and name for messages, such as `HTTPRoute shop/order`. */
  readonly title: string;
  /** metadata.creationTimestamp, where the file has one (it then came from a cluster). */
  readonly created: string | null;
  readonly spec: S;
  /** What a controller wrote, where the file came from a cluster; of any shape. */
  readonly status: unknown;
  readonly at: (path: DocumentPath, part?: "key" | "value") => Origin;
}

/** What opening a document gave. */
export interface Opened {
  /** null: an API server would not hold it, and neither do we. */
  readonly object: GatewayObject<unknown> | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** What opening depends on besides the document. */
export interface OpenOptions {
  readonly channel: Channel;
  readonly defaultNamespace: string;
  readonly shapes: Readonly<Record<KindName, Shape<unknown>>>;
}

/** Checks version and shape of a document; an object with an error is refused as an API server would. */
export function openObject(document: KubernetesDocument, options: OpenOptions): Opened {
  const versionFindings = checkVersion(document, options.channel);
  if (versionFindings.some(({ severity }) => severity === "error")) return { object: null, diagnostics: versionFindings };
  const kind = document.kind as KindName;
  const shape = envelope(options.shapes[kind]);
  const found = checkShape(document, [], document.value, shape, options.channel);
  const diagnostics = [...versionFindings, ...found];
  if (found.some(({ severity }) => severity === "error")) return { object: null, diagnostics };
  return { object: toObject(document, kind, options.defaultNamespace), diagnostics };
}

/** The rest of the metadata is every kind's business. */
const metadataShape = openShape({ name: required(objectName), namespace: optional(namespaceName), creationTimestamp: optional(anything) });

function envelope(spec: Shape<unknown>): Shape<unknown> {
  return objectShape({
    apiVersion: required(text(1, 317)),
    kind: required(text(1, 63)),
    metadata: required(metadataShape),
    spec: required(spec),
    status: optional(anything),
  });
}

const clusterScoped: readonly string[] = ["GatewayClass", "XMesh"];

function toObject(document: KubernetesDocument, kind: KindName, defaultNamespace: string): GatewayObject<unknown> {
  // The envelope was checked just before.
  const value = document.value as { readonly metadata: Infer<typeof metadataShape>; readonly spec: unknown; readonly status?: unknown };
  const { name } = value.metadata;
  const namespace = clusterScoped.includes(kind) ? "" : (value.metadata.namespace ?? defaultNamespace);
  return {
    kind,
    id: { namespace, name },
    title: namespace === "" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`,
    created: timeText(value.metadata.creationTimestamp),
    spec: value.spec,
    status: value.status,
    at: (path, part) => document.origin(path, part),
  };
}

/** RFC 3339 in UTC compares as text; anything else says nothing about age. */
function timeText(value: unknown): string | null {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(value) ? value : null;
}

function checkVersion(document: KubernetesDocument, channel: Channel): readonly Diagnostic[] {
  const [group = "", version = ""] = document.apiVersion.split("/");
  const entry = kindEntry(group, document.kind);
  const at = document.origin(["apiVersion"]);
  if (entry === null) {
    const nearest = nearestWord(document.kind, Object.keys(kinds).filter((kind) => kindEntry(group, kind) !== null));
    return [say["gateway-api-kind-unknown"].report({ at: document.origin(["kind"]), path: "kind", with: { kind: document.kind, group, nearest } })];
  }
  const known = Object.keys(entry.versions);
  const served = Object.hasOwn(entry.versions, version) ? entry.versions[version] : undefined;
  const place = { at, path: "apiVersion" };
  if (served === undefined) return [say["gateway-api-version-unknown"].report({ ...place, with: { kind: document.kind, version, known } })];
  if (channel === "standard" && !served.standard) {
    return [say["gateway-api-version-not-in-channel"].report({ ...place, with: { kind: document.kind, version } })];
  }
  if (served.deprecated === null) return [];
  return [say["gateway-api-version-deprecated"].report({ ...place, with: { kind: document.kind, version, since: served.deprecated } })];
}
