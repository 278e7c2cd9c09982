import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { ManifestInput } from "../../../model/index.ts";
import type { DocumentPath, Origin } from "../../../source/origin.ts";
import { pathText } from "../../../source/path-text.ts";
import type { Config, Meta } from "./config.ts";
import { items, at } from "./node.ts";
import type { Node, Problem } from "./node.ts";
import { checkServerAuthorization, readAuthorizationPolicy, readEgressNetwork, readMeshAuthentication, readNetworkAuthentication, readRateLimit, readServer, readService } from "./read-policy.ts";
import { readProfile } from "./read-profile.ts";
import { readParent, readRoute } from "./read-route.ts";
import { readingDiagnostics } from "./reading.diagnostics.ts";

/** What the control plane admitted, and what is wrong with the rest. */
export interface Admitted {
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
}

type Read = (spec: Node, metadata: Node, meta: Meta) => { readonly meta: Meta };

interface Kind {
  readonly list: keyof Config;
  readonly versions: readonly string[];
  readonly read: Read;
}

/** Kinds that are read, with the versions that CRDs of some release serve (`linkerd/linkerd2:charts/linkerd-crds/templates`). */
const kinds: Readonly<Record<string, Kind>> = {
  "/Service": { list: "services", versions: ["v1"], read: readService },
  "gateway.networking.k8s.io/HTTPRoute": { list: "routes", versions: ["v1", "v1beta1"], read: readRoute },
  "policy.linkerd.io/HTTPRoute": { list: "routes", versions: ["v1alpha1", "v1beta1", "v1beta2", "v1beta3"], read: readRoute },
  "gateway.networking.k8s.io/GRPCRoute": { list: "routes", versions: ["v1", "v1alpha2"], read: readRoute },
  "gateway.networking.k8s.io/TLSRoute": { list: "routes", versions: ["v1alpha2"], read: readRoute },
  "gateway.networking.k8s.io/TCPRoute": { list: "routes", versions: ["v1alpha2"], read: readRoute },
  "policy.linkerd.io/Server": { list: "servers", versions: ["v1alpha1", "v1beta1", "v1beta2", "v1beta3"], read: readServer },
  "policy.linkerd.io/AuthorizationPolicy": { list: "policies", versions: ["v1alpha1"], read: readAuthorizationPolicy },
  "policy.linkerd.io/MeshTLSAuthentication": { list: "identities", versions: ["v1alpha1"], read: readMeshAuthentication },
  "policy.linkerd.io/NetworkAuthentication": { list: "networks", versions: ["v1alpha1"], read: readNetworkAuthentication },
  "policy.linkerd.io/HTTPLocalRateLimitPolicy": { list: "limits", versions: ["v1alpha1"], read: readRateLimit },
  "policy.linkerd.io/EgressNetwork": { list: "egress", versions: ["v1alpha1"], read: readEgressNetwork },
  "linkerd.io/ServiceProfile": { list: "profiles", versions: ["v1alpha1", "v1alpha2"], read: readProfile },
};

/** Kinds that steer traffic and are not read: what they touch is answered `unsupported`. */
const foreignKinds: readonly string[] = ["policy.linkerd.io/ServerAuthorization", "split.smi-spec.io/TrafficSplit"];

type Lists = Record<keyof Config, { readonly meta: Meta }[]>;

/** Reads manifests as the API server, the webhook and the index take them; of two objects with one name the later stands. */
export function admit(manifests: readonly ManifestInput[]): Admitted {
  const diagnostics: Diagnostic[] = [];
  const lists: Lists = { routes: [], services: [], servers: [], policies: [], identities: [], networks: [], limits: [], profiles: [], egress: [], foreign: [] };
  for (const manifest of latest(manifests, diagnostics)) admitOne(manifest, lists, diagnostics);
  for (const list of Object.values(lists)) list.sort((a, b) => (olderFirst(a.meta, b.meta)));
  return { config: lists as unknown as Config, diagnostics };
}

/** By age, then name, then namespace (linkerd/linkerd2:policy-controller/grpc/src/outbound.rs, timestamp_then_name). */
function olderFirst(a: Meta, b: Meta): number {
  const key = (meta: Meta): readonly string[] => [meta.created === "" ? "~" : meta.created, meta.name, meta.namespace];
  const [left, right] = [key(a), key(b)];
  const index = left.findIndex((part, position) => part !== right[position]);
  return index < 0 ? 0 : (left[index] ?? "") < (right[index] ?? "") ? -1 : 1;
}

function typeOf({ object }: ManifestInput): { readonly group: string; readonly version: string; readonly type: string } {
  const parts = `${object.apiVersion}`.split("/");
  const [group = "", version = ""] = parts.length === 1 ? ["", parts[0]] : parts;
  return { group, version, type: `${group}/${object.kind}` };
}

function latest(manifests: readonly ManifestInput[], diagnostics: Diagnostic[]): readonly ManifestInput[] {
  const byName = new Map<string, ManifestInput>();
  for (const manifest of manifests) {
    const { type } = typeOf(manifest);
    const key = `${type}/${manifest.object.metadata.namespace ?? ""}/${manifest.object.metadata.name}`;
    if (byName.has(key) && kinds[type] !== undefined) diagnostics.push(finding(manifest, "linkerd-object-twice", ["metadata", "name"], "is the name of another object of the same kind"));
    byName.delete(key);
    byName.set(key, manifest);
  }
  return [...byName.values()];
}

const codes: Readonly<Record<Problem, keyof typeof readingDiagnostics>> = {
  unreadable: "linkerd-unreadable-field",
  refused: "linkerd-object-refused",
  idle: "linkerd-without-effect",
};

function admitOne(manifest: ManifestInput, lists: Lists, diagnostics: Diagnostic[]): void {
  const { group, version, type } = typeOf(manifest);
  const meta = metaOf(manifest, group);
  const found: { readonly problem: Problem; readonly finding: Diagnostic }[] = [];
  const report: Node["report"] = (problem, path, text) => void found.push({ problem, finding: finding(manifest, codes[problem], path, text) });
  const spec: Node = { value: manifest.object.spec ?? {}, path: ["spec"], report };
  if (foreignKinds.includes(type)) lists.foreign.push(foreignOf(meta, type, spec));
  if (type === "policy.linkerd.io/ServerAuthorization") {
    checkServerAuthorization(spec);
    diagnostics.push(...found.map(({ finding: each }) => each));
  }
  const kind = kinds[type];
  if (kind === undefined) return;
  if (!kind.versions.includes(version)) {
    diagnostics.push(finding(manifest, "linkerd-version-not-served", ["apiVersion"], `\`${version}\` is not served for ${manifest.object.kind}`));
    return;
  }
  const read = kind.read(spec, { value: manifest.object.metadata, path: ["metadata"], report }, meta);
  diagnostics.push(...found.map(({ finding: each }) => each));
  if (found.every(({ problem }) => problem === "idle")) lists[kind.list].push(read);
}

function foreignOf(meta: Meta, type: string, spec: Node): Config["foreign"][number] {
  const service = type.endsWith("/TrafficSplit") ? [{ kind: "Service" as const, namespace: meta.namespace, name: String(at(spec, "service").value), port: null, sectionName: null }] : [];
  const parents = items(at(spec, "parentRefs")).flatMap((node) => readParent(node, meta));
  return { meta, parents: [...parents, ...service], selectsServers: type.endsWith("/ServerAuthorization") };
}

function finding(manifest: ManifestInput, name: keyof typeof readingDiagnostics, path: DocumentPath, problem: string): Diagnostic {
  const { namespace = "default", name: own } = manifest.object.metadata;
  const object = `${manifest.object.kind} ${namespace}/${own}`;
  const origin: Origin = manifest.origin?.(path) ?? { file: object, start: 0, end: 0 };
  return readingDiagnostics[name].report({ at: origin, with: { object, field: pathText(path), problem }, path: pathText(path) });
}

function metaOf(manifest: ManifestInput, group: string): Meta {
  const { metadata, kind } = manifest.object;
  const created = (metadata as { readonly creationTimestamp?: unknown }).creationTimestamp;
  return {
    kind,
    group,
    name: metadata.name,
    namespace: metadata.namespace ?? "default",
    created: typeof created === "string" ? created : "",
    annotations: metadata.annotations ?? {},
    at: (path) => manifest.origin?.(path) ?? null,
  };
}
