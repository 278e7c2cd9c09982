import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { KubernetesObject, ManifestInput, Profile } from "../../../model/index.ts";
import { pathText } from "../../../source/path-text.ts";
import { atLeast } from "../versions.ts";
import type { Config, RouteKind } from "./config.ts";
import { at, written } from "./node.ts";
import type { Node, Problem } from "./node.ts";
import { readBudgets, readGateway, readGrant, readListenerSet, readService, readTargets } from "./read-others.ts";
import { identityOf, readRoute } from "./read-route.ts";
import { readingDiagnostics } from "./reading.diagnostics.ts";

/** What the cluster would hold of the manifests, and findings about what it would refuse or what has no effect. */
export interface Admitted {
  readonly config: Config;
  readonly diagnostics: readonly Diagnostic[];
}

const nothing: Config = { routes: [], budgets: [], gateways: [], grants: [], services: [], sets: [], persistent: [], secured: [] };
const stable = "gateway.networking.k8s.io";
const trial = "gateway.networking.x-k8s.io";

/** Reads the objects as the API server of the profile's channel and release would take them. */
export function admit(manifests: readonly ManifestInput[], profile: Profile): Admitted {
  const read = manifests.map((input) => admitOne(input, profile));
  const all = <K extends keyof Config>(key: K): Config[K] => read.flatMap(({ config }) => config[key] as readonly unknown[]) as unknown as Config[K];
  return {
    config: { routes: all("routes"), budgets: all("budgets"), gateways: all("gateways"), grants: all("grants"), services: all("services"), sets: all("sets"), persistent: all("persistent"), secured: all("secured") },
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

function admitOne(input: ManifestInput, profile: Profile): Admitted {
  const problems: Problem[] = [];
  const spec: Node = { value: input.object.spec ?? {}, path: ["spec"], problems };
  const config = readObject(input, spec, profile);
  if (config === null) return { config: nothing, diagnostics: [] };
  if (problems.length > 0) return { config: nothing, diagnostics: problems.map((problem) => refused(input, problem)) };
  return { config, diagnostics: effectless(input, config) };
}

function readObject(input: ManifestInput, spec: Node, profile: Profile): Config | null {
  const { object } = input;
  const [group = "", version = ""] = object.apiVersion.includes("/") ? object.apiVersion.split("/") : ["", object.apiVersion];
  const experimental = profile.name === "experimental";
  if (group === "" && object.kind === "Service") return { ...nothing, services: [readService(object, spec)] };
  if (group === trial && object.kind === "XBackendTrafficPolicy") return experimental ? readPolicy(object, spec) : nothing;
  if (group !== stable) return null;
  switch (object.kind) {
    case "HTTPRoute":
    case "GRPCRoute":
    case "TLSRoute":
    case "TCPRoute":
      if (!served(object.kind, version, profile)) return nothing;
      return { ...nothing, routes: [readRoute(object.kind, object, spec, experimental, input.origin?.([]) ?? null)] };
    case "Gateway":
      return { ...nothing, gateways: [readGateway(object, spec, experimental)] };
    case "ListenerSet":
      return atLeast(profile.version, "1.5") ? { ...nothing, sets: [readListenerSet(object, spec)] } : nothing;
    case "BackendTLSPolicy":
      return { ...nothing, secured: readTargets(object, spec) };
    case "ReferenceGrant":
      return { ...nothing, grants: [readGrant(object, spec)] };
    default:
      return null;
  }
}

function readPolicy(object: KubernetesObject, spec: Node): Config {
  const persistent = written(at(spec, "sessionPersistence")) ? readTargets(object, spec) : [];
  return { ...nothing, budgets: readBudgets(object, spec), persistent };
}

/** Versions that the CRDs of a channel serve (`kubernetes-sigs/gateway-api:config/crd`). */
function served(kind: RouteKind, version: string, { name, version: release }: Profile): boolean {
  switch (kind) {
    case "HTTPRoute":
      return version === "v1" || version === "v1beta1";
    case "GRPCRoute":
      return version === "v1";
    case "TLSRoute":
      return version === "v1" ? atLeast(release, "1.5") : name === "experimental";
    case "TCPRoute":
      return version === "v1" ? atLeast(release, "1.6") : name === "experimental";
  }
}

function refused(input: ManifestInput, { path, problem }: Problem): Diagnostic {
  const { kind } = input.object;
  return readingDiagnostics["gateway-api-object-refused"].report({ at: placeOf(input, path), with: { kind, name: nameOf(input.object), field: pathText(path), problem } });
}

/** Kinds and versions that the channel does not hold, and routes that name no parent. */
function effectless(input: ManifestInput, config: Config): readonly Diagnostic[] {
  const { kind, apiVersion } = input.object;
  const route = config.routes[0];
  const absent = config === nothing;
  const adrift = route !== undefined && !route.parents.some((parent) => (parent.group === "" && parent.kind === "Service") || (parent.group === stable && (parent.kind === "Gateway" || parent.kind === "ListenerSet"))) && !route.byDefault;
  if (!absent && !adrift) return [];
  const why = absent ? `${apiVersion} is not served in this channel and release` : "no parent is a Service (with `group: \"\"`), a Gateway or a ListenerSet";
  return [readingDiagnostics["gateway-api-object-without-effect"].report({ at: placeOf(input, absent ? ["apiVersion"] : ["spec", "parentRefs"]), with: { kind, name: nameOf(input.object), why } })];
}

function placeOf(input: ManifestInput, path: Problem["path"]) {
  return input.origin?.(path) ?? { file: `${input.object.kind}/${nameOf(input.object)}`, start: 0, end: 0 };
}

function nameOf(object: KubernetesObject): string {
  const { id } = identityOf(object);
  return `${id.namespace}/${id.name}`;
}
