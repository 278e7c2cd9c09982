import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { ManifestInput } from "../../../model/index.ts";
import type { DocumentPath, Origin } from "../../../source/origin.ts";
import type { Config, Foreign, Meta } from "./config.ts";
import type { Features } from "./features.ts";
import { compareText } from "./names.ts";
import type { Node } from "./node.ts";
import { readAuthorizationPolicy } from "./read-authorization.ts";
import { readPeerAuthentication, readRequestAuthentication } from "./read-authentication.ts";
import { readDestinationRule } from "./read-destination-rule.ts";
import { readForeign } from "./read-foreign.ts";
import { readGateway, readServiceEntry, readSidecar } from "./read-network.ts";
import { readVirtualService } from "./read-virtual-service.ts";
import type { Reading } from "./read-common.ts";
import { readingDiagnostics } from "./reading.diagnostics.ts";
import type { Fault } from "./reading.diagnostics.ts";

/** What the mesh admitted, and why it refused the rest. */
export interface Admitted {
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
}

type Shared = Omit<Reading, "namespace">;
type Reader = (spec: Node, meta: Meta, reading: Reading) => unknown;

const groups: Readonly<Record<string, readonly string[]>> = {
  "networking.istio.io": ["v1", "v1beta1", "v1alpha3"],
  "security.istio.io": ["v1", "v1beta1"],
};

const readers: Readonly<Record<string, { readonly list: keyof Config; readonly read: Reader }>> = {
  "networking.istio.io/VirtualService": { list: "virtualServices", read: readVirtualService },
  "networking.istio.io/DestinationRule": { list: "destinationRules", read: readDestinationRule },
  "networking.istio.io/Gateway": { list: "gateways", read: readGateway },
  "networking.istio.io/ServiceEntry": { list: "serviceEntries", read: readServiceEntry },
  "networking.istio.io/Sidecar": { list: "sidecars", read: readSidecar },
  "security.istio.io/AuthorizationPolicy": { list: "authorizationPolicies", read: readAuthorizationPolicy },
  "security.istio.io/PeerAuthentication": { list: "peerAuthentications", read: readPeerAuthentication },
  "security.istio.io/RequestAuthentication": { list: "requestAuthentications", read: readRequestAuthentication },
};

/**
 * Reads manifests as the API server and istiod admit them: a resource with any fault is dropped whole. Of two objects
 * with one name the later one stands. Objects of other kinds are left alone.
 */
export function admit(manifests: readonly ManifestInput[], domain: string, features: Features): Admitted {
  const diagnostics: Diagnostic[] = [];
  const lists: Record<keyof Config, { readonly meta: Meta }[]> = { virtualServices: [], destinationRules: [], authorizationPolicies: [], peerAuthentications: [], requestAuthentications: [], gateways: [], serviceEntries: [], sidecars: [], foreign: [] };
  for (const manifest of latest(manifests, diagnostics)) {
    const read = admitOne(manifest, { domain, features }, diagnostics);
    if (read !== null) lists[read.list].push(read.resource);
  }
  for (const list of Object.values(lists)) list.sort((a, b) => compareText(a.meta.namespace, b.meta.namespace) || compareText(a.meta.name, b.meta.name));
  return { config: lists as unknown as Config, diagnostics };
}

function latest(manifests: readonly ManifestInput[], diagnostics: Diagnostic[]): readonly ManifestInput[] {
  const byName = new Map<string, ManifestInput>();
  for (const manifest of manifests) {
    const { group, kind } = typeOf(manifest);
    const key = `${group}/${kind}/${manifest.object.metadata.namespace ?? ""}/${manifest.object.metadata.name}`;
    if (byName.has(key) && readers[`${group}/${kind}`] !== undefined) diagnostics.push(...finding(manifest, "istio-duplicate-object", ["metadata", "name"], "is the name of another object of the same kind"));
    byName.delete(key);
    byName.set(key, manifest);
  }
  return [...byName.values()];
}

function typeOf(manifest: ManifestInput): { readonly group: string; readonly version: string; readonly kind: string } {
  const [group = "", version = ""] = `${manifest.object.apiVersion}`.split("/");
  return { group, version, kind: `${manifest.object.kind}` };
}

function admitOne(manifest: ManifestInput, shared: Shared, diagnostics: Diagnostic[]): { readonly list: keyof Config; readonly resource: { readonly meta: Meta } } | null {
  const { group, version, kind } = typeOf(manifest);
  const meta = metaOf(manifest);
  const reader = readers[`${group}/${kind}`];
  if (reader === undefined) {
    const foreign = readForeign(manifest.object, meta, shared.domain);
    return foreign === null ? null : { list: "foreign", resource: foreign satisfies Foreign };
  }
  if (groups[group]?.includes(version) !== true) {
    diagnostics.push(...finding(manifest, "istio-unserved-version", ["apiVersion"], `\`${version}\` is not served for ${kind}`));
    return null;
  }
  return admitKnown(manifest, meta, reader, shared, diagnostics);
}

function admitKnown(manifest: ManifestInput, meta: Meta, reader: { readonly list: keyof Config; readonly read: Reader }, shared: Shared, diagnostics: Diagnostic[]): { readonly list: keyof Config; readonly resource: { readonly meta: Meta } } | null {
  const found: Diagnostic[] = [];
  const say = (fault: Fault, path: DocumentPath, problem: string): void => void found.push(...finding(manifest, fault, path, problem));
  const spec: Node = { value: manifest.object.spec ?? {}, path: ["spec"], refuse: say };
  const resource = reader.read(spec, meta, { namespace: meta.namespace, ...shared }) as { readonly meta: Meta };
  diagnostics.push(...found);
  return found.length === 0 ? { list: reader.list, resource } : null;
}

/** A finding about a manifest; its place is the first character of nowhere when the manifest came from no file. */
export function finding(manifest: Pick<ManifestInput, "object" | "origin">, fault: Fault, path: DocumentPath, problem: string): readonly Diagnostic[] {
  const { namespace = "default", name } = manifest.object.metadata;
  const object = `${manifest.object.kind} ${namespace}/${name}`;
  const at: Origin = manifest.origin?.(path) ?? { file: object, start: 0, end: 0 };
  return [readingDiagnostics[fault].report({ at, with: { object, field: pathText(path), problem }, path: pathText(path) })];
}

function pathText(path: DocumentPath): string {
  return path.reduce<string>((text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`), "");
}

function metaOf(manifest: ManifestInput): Meta {
  const { metadata, kind } = manifest.object;
  const created = (metadata as { readonly creationTimestamp?: unknown }).creationTimestamp;
  return {
    kind,
    name: metadata.name,
    namespace: metadata.namespace ?? "default",
    created: typeof created === "string" ? created : "",
    annotations: metadata.annotations ?? {},
    at: (path) => manifest.origin?.(path) ?? null,
  };
}
