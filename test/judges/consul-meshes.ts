import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import type { KubernetesObject, MeshModel, Profile, Request } from "../../src/model/index.ts";
import { consul } from "../../src/targets/consul/index.ts";
import type { World } from "../../src/targets/target.ts";
import { casesOf, consulWorld, objectOf, requestOf, type Case } from "../consul/interpret/case.ts";
import { consulPolicies } from "../properties/consul-policies.ts";
import { exampleFor, generatedIn, type LoweredMesh } from "./lowered.ts";

/** An instance that is registered: its service and its metadata. */
export interface ConsulInstance {
  readonly service: string;
  readonly meta: Readonly<Record<string, string>>;
}

/** A mesh for Consul's own code. */
export interface ConsulMesh {
  readonly name: string;
  readonly objects: readonly KubernetesObject[];
  readonly world: World;
  readonly instances: readonly ConsulInstance[];
  /** Whose proxy sends: its service is called like its account. */
  readonly caller: { readonly namespace: string; readonly name: string };
  /** The request that a hand-written case asks. */
  readonly asked: Request | null;
  /** The same mesh for Consul outside Kubernetes: each entry in both spellings, and as the custom resource that it would be. */
  readonly native: readonly NativeEntry[];
  readonly entries: readonly KubernetesObject[];
}

/** A config entry as the files of a deployment without Kubernetes say it. */
export interface NativeEntry {
  readonly json: string;
  readonly hcl: string;
}

/** The release whose code judges, where calls that no intention is about are admitted. */
const settings = { ...consul.settings, acls: "off", defaultIntentionPolicy: "allow", transparentProxy: "off" };
const judgedProfile: Profile = { target: "consul", version: "1.21", name: "community", settings };

/** The same where they are refused, without which no demand for a token can be said. */
const guardedProfile: Profile = { ...judgedProfile, settings: { ...settings, defaultIntentionPolicy: "deny" } };

/** The example and so many generated policies, compiled for the release whose code judges, in both kinds of installation. */
export function compiledMeshes(count: number): readonly ConsulMesh[] {
  const front = { namespace: "web", name: "front" };
  const open = generatedIn(judgedProfile, consulPolicies, count).map((mesh) => meshOf(mesh, front));
  const guarded = generatedIn(guardedProfile, consulPolicies, count).map((mesh) => meshOf({ ...mesh, name: `${mesh.name}-deny` }, front));
  return [meshOf(exampleFor("consul", judgedProfile), { namespace: "shop", name: "web" }), ...open, ...guarded];
}

function meshOf({ name, model, profile, objects }: LoweredMesh, caller: ConsulMesh["caller"]): ConsulMesh {
  const instances = model.services.flatMap(({ id, versions }) => [{ service: id.name, meta: {} }, ...versions.map((version) => ({ service: version.service?.name ?? id.name, meta: version.labels ?? {} }))]);
  return { name, objects, world: { inventory: statedInventory(model), mesh: model.mesh, profile }, instances, caller, asked: null, ...nativeOf(model, profile) };
}

/** What is written outside Kubernetes, remarks and all. */
function nativeOf(model: MeshModel, on: Profile): Pick<ConsulMesh, "native" | "entries"> {
  const profile = { ...on, name: "community-entries" };
  const form = consul.form?.(profile) ?? null;
  const hcl = form?.spellings.find(({ ending }) => ending === "hcl");
  if (form === null || hcl === undefined) throw new Error("config entries have no native form");
  const { manifests } = consul.lower(model, profile);
  const native = form.write(manifests).map(({ value }) => {
    const remarked = form.remarked?.(value, { "generated-by": "meshwright" }) ?? value;
    return { json: JSON.stringify(remarked), hcl: hcl.text(remarked) };
  });
  return { native, entries: manifests.map(({ object }) => object) };
}

const folder = join(__dirname, "..", "consul", "interpret", "cases");

/** The hand-written cases that need no enterprise edition and no later release. */
export function handWrittenConsul(): readonly ConsulMesh[] {
  return handWrittenIn(judgedProfile, "");
}

/** The same in an installation that refuses calls that no intention is about. */
export function guardedConsul(): readonly ConsulMesh[] {
  return handWrittenIn(guardedProfile, "-deny");
}

function handWrittenIn(profile: Profile, suffix: string): readonly ConsulMesh[] {
  return readdirSync(folder).sort().flatMap((file) => {
    const cases = casesOf(readFileSync(join(folder, file), "utf8"));
    return cases.flatMap((one, index) => (isJudged(one) ? [meshOfCase(one, `${file.replace(".yaml", "")}-${String(index).padStart(3, "0")}${suffix}`, profile)] : []));
  });
}

function isJudged({ world }: Case): boolean {
  const settled = Object.keys(world?.settings ?? {}).filter((setting) => setting !== "defaultIntentionPolicy");
  return (world?.profile ?? "community") === "community" && (world?.version ?? "1.21") === "1.21" && settled.length === 0;
}

function meshOfCase(one: Case, name: string, profile: Profile): ConsulMesh {
  const objects = (one.manifests ?? []).map(objectOf);
  const world = { ...consulWorld(one), profile };
  const services = [...world.inventory.services.map(({ id }) => id.name), ...objects.map(({ metadata }) => metadata.name)];
  const instances = [...new Set(services)].map((service) => ({ service, meta: {} }));
  return { name, objects, world, instances: [...instances, ...objects.flatMap(selected)], caller: { namespace: "shop", name: "web" }, asked: requestOf(one), native: [], entries: [] };
}

/** An instance for each subset whose filter only compares metadata. */
function selected({ kind, metadata, spec }: KubernetesObject): readonly ConsulInstance[] {
  const subsets = kind === "ServiceResolver" ? ((spec?.["subsets"] ?? {}) as Readonly<Record<string, { readonly filter?: unknown }>>) : {};
  return Object.values(subsets).map(({ filter }) => {
    const pairs = [...String(filter ?? "").matchAll(/Service\.Meta(?:\.(\w+)|\["([^"]*)"\]) *== *"?([^"\s)]*)/g)].map(([, name, quoted, value = ""]) => [name ?? quoted ?? "", value] as const);
    return { service: metadata.name, meta: Object.fromEntries(pairs) };
  });
}
