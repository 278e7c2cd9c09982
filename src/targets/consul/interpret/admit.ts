import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { ManifestInput, Profile } from "../../../model/index.ts";
import type { DocumentPath, Origin } from "../../../source/origin.ts";
import { pathText } from "../../../source/path-text.ts";
import { hasNamespaces, onKubernetes } from "../versions.ts";
import { chainProblems } from "./chain-problems.ts";
import { keyText, metaText } from "./config.ts";
import type { Config, Intentions, Meta, ServiceKey } from "./config.ts";
import type { Node } from "./node.ts";
import { readDefaults, readMesh, readProxyDefaults, readTerminatingGateway } from "./read-defaults.ts";
import { readIntentions } from "./read-intentions.ts";
import { readProvider } from "./read-provider.ts";
import { readResolver } from "./read-resolver.ts";
import { readRouter, readSplitter } from "./read-routing.ts";
import { readingDiagnostics } from "./reading.diagnostics.ts";
import type { Fault } from "./reading.diagnostics.ts";

/** What Consul admitted, and why it refused the rest. */
export interface Admitted {
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
}

type List = "defaults" | "routers" | "splitters" | "resolvers" | "intentions" | "providers" | "proxyDefaults" | "mesh" | "gateways";
type Read = (spec: Node, meta: Meta, key: ServiceKey) => { readonly meta: Meta };

const readers: Readonly<Record<string, { readonly list: List; readonly read: Read }>> = {
  ServiceDefaults: { list: "defaults", read: readDefaults },
  ServiceRouter: { list: "routers", read: readRouter },
  ServiceSplitter: { list: "splitters", read: readSplitter },
  ServiceResolver: { list: "resolvers", read: readResolver },
  ServiceIntentions: { list: "intentions", read: readIntentions },
  JWTProvider: { list: "providers", read: readProvider },
  ProxyDefaults: { list: "proxyDefaults", read: readProxyDefaults },
  Mesh: { list: "mesh", read: readMesh },
  TerminatingGateway: { list: "gateways", read: readTerminatingGateway },
};

/** Findings about an object that is admitted all the same. */
const mild: readonly Fault[] = ["consul-refused-by-proxies", "consul-without-effect"];

interface Read1 {
  readonly list: List;
  readonly entry: { readonly meta: Meta };
  readonly broken: boolean;
}

/**
 * Reads manifests as the admission webhook and the servers admit them: an object with a fault is dropped whole, and a
 * name stands for one object of a kind. Routers, splitters and intentions that the rest does not carry are dropped too.
 */
export function admit(manifests: readonly ManifestInput[], profile: Pick<Profile, "name">): Admitted {
  const diagnostics: Diagnostic[] = [];
  const read = manifests.flatMap((manifest) => readOne(manifest, profile, diagnostics) ?? []);
  const unique = onlyFirst(read, diagnostics);
  const whole = configOf(unique);
  const { config, problems } = chainProblems(whole);
  return { config, diagnostics: [...diagnostics, ...problems.map(({ meta, path, problem }) => finding(meta, "consul-broken-chain", path, problem))] };
}

function readOne(manifest: ManifestInput, profile: Pick<Profile, "name">, diagnostics: Diagnostic[]): Read1 | null {
  const { object } = manifest;
  const reader = `${object.apiVersion}`.startsWith("consul.hashicorp.com/") && Object.hasOwn(readers, object.kind) ? readers[object.kind] : undefined;
  if (reader === undefined) return null;
  const [enterprise, kubernetes] = [hasNamespaces(profile), onKubernetes(profile)];
  const meta = metaOf(manifest, kubernetes);
  const found: { readonly fault: Fault; readonly path: DocumentPath; readonly problem: string }[] = [];
  const refuse: Node["refuse"] = (fault, path, problem) => void found.push({ fault, path, problem });
  const spec: Node = { value: object.spec ?? {}, path: ["spec"], enterprise, kubernetes, refuse };
  const entry = reader.read(spec, meta, { name: meta.name, namespace: enterprise ? meta.namespace : "" });
  diagnostics.push(...found.map(({ fault, path, problem }) => finding(meta, fault, path, problem)));
  const refused = found.some(({ fault }) => !mild.includes(fault));
  return refused ? null : { list: reader.list, entry, broken: found.some(({ fault }) => fault === "consul-refused-by-proxies") };
}

/** Of two objects for one name the second is refused (hashicorp/consul-k8s:control-plane/api/common/configentry_webhook.go). */
function onlyFirst(read: readonly Read1[], diagnostics: Diagnostic[]): readonly Read1[] {
  const seen = new Set<string>();
  return read.filter(({ list, entry }) => {
    const key = `${list} ${nameOf(entry)}`;
    const first = !seen.has(key);
    seen.add(key);
    if (!first) diagnostics.push(finding(entry.meta, "consul-invalid-name", ["metadata", "name"], "is taken: resources of a kind must have unique names across namespaces, and one object is about one service"));
    return first;
  });
}

function nameOf(entry: { readonly meta: Meta }): string {
  if ("destination" in entry) return keyText((entry as Intentions).destination);
  return "key" in entry ? keyText((entry as { readonly key: ServiceKey }).key) : entry.meta.name;
}

function configOf(read: readonly Read1[]): Config {
  const sorted = [...read].sort((a, b) => (nameOf(a.entry) < nameOf(b.entry) ? -1 : nameOf(a.entry) > nameOf(b.entry) ? 1 : 0));
  const all = <K extends List>(list: K): unknown[] => sorted.filter((one) => one.list === list).map(({ entry }) => entry);
  return {
    defaults: all("defaults") as Config["defaults"],
    routers: all("routers") as Config["routers"],
    splitters: all("splitters") as Config["splitters"],
    resolvers: all("resolvers") as Config["resolvers"],
    intentions: all("intentions") as Config["intentions"],
    providers: all("providers") as Config["providers"],
    proxyDefaults: (all("proxyDefaults")[0] ?? null) as Config["proxyDefaults"],
    mesh: (all("mesh")[0] ?? null) as Config["mesh"],
    gateways: all("gateways") as Config["gateways"],
    broken: sorted.filter(({ broken }) => broken).map(({ entry }) => entry.meta),
  };
}

/** Config entries of the community edition have no namespace at all. */
function metaOf({ object, origin }: ManifestInput, kubernetes: boolean): Meta {
  const { metadata, kind } = object;
  return { kind, name: metadata.name, namespace: metadata.namespace ?? (kubernetes ? "default" : ""), at: (path) => origin?.(path) ?? null };
}

/** A finding about a manifest; its place is the first character of nowhere when the manifest came from no file. */
function finding(meta: Meta, fault: Fault, path: DocumentPath, problem: string): Diagnostic {
  const object = `${meta.kind} ${metaText(meta)}`;
  const at: Origin = meta.at(path) ?? { file: object, start: 0, end: 0 };
  return readingDiagnostics[fault].report({ at, with: { object, field: pathText(path), problem }, path: pathText(path) });
}
