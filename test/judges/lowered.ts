import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { analyse } from "../../src/analyse.ts";
import type { KubernetesObject, MeshModel, Profile } from "../../src/model/index.ts";
import { targets } from "../../src/targets/index.ts";
import { profileOf } from "../../src/targets/profile.ts";
import type { Target } from "../../src/targets/target.ts";
import { connectionPolicies } from "../gateway-api-target/connection-policies.ts";
import { policies as gatewayApiPolicies } from "../gateway-api-target/policies.ts";
import { policies as appmeshPolicies } from "../properties/appmesh-policies.ts";
import { consulPolicies } from "../properties/consul-policies.ts";
import { linkerdPolicies } from "../properties/linkerd-policies.ts";
import { policies as istioPolicies } from "../properties/policies.ts";

/** Objects that one policy becomes on one target, with what they were made for. */
export interface LoweredMesh {
  readonly name: string;
  readonly target: string;
  readonly profile: Profile;
  readonly model: MeshModel;
  readonly objects: readonly KubernetesObject[];
}

const root = join(__dirname, "..", "..");

/** What writes custom resources, by target, with the policies that it is tried on. */
const deployments: Readonly<Record<string, readonly (readonly [profile: string, policies: fc.Arbitrary<MeshModel>])[]>> = {
  istio: [["sidecar", istioPolicies]],
  linkerd: [["sidecar", linkerdPolicies]],
  consul: [["community", consulPolicies], ["enterprise", consulPolicies]],
  appmesh: [["kubernetes", appmeshPolicies]],
  "gateway-api": [["standard", fc.oneof({ weight: 3, arbitrary: gatewayApiPolicies(false) }, { weight: 1, arbitrary: connectionPolicies })], ["experimental", gatewayApiPolicies(true)]],
};

/** Install settings without which a target writes less. */
const chosen: Readonly<Record<string, Readonly<Record<string, string>>>> = { "gateway-api": { gatewayClassName: "any" } };

/** The target of that name. */
export function targetNamed(name: string): Target {
  const found = targets.find((target) => target.name === name);
  if (found === undefined) throw new Error(`no target \`${name}\``);
  return found;
}

/** So many meshes of generated policies that the target accepts, the same in every run, split over its profiles. */
export function generatedFor(name: string, count: number): readonly LoweredMesh[] {
  const profiles = deployments[name] ?? [];
  return profiles.flatMap(([profile, policies]) => generatedIn(profileFor(targetNamed(name), profile), policies, Math.ceil(count / profiles.length)));
}

function profileFor(target: Target, name: string): Profile {
  return { target: target.name, version: target.defaultVersion, name, settings: { ...target.settings, ...chosen[target.name] } };
}

/** So many meshes for one deployment. */
export function generatedIn(profile: Profile, policies: fc.Arbitrary<MeshModel>, count: number): readonly LoweredMesh[] {
  const [target, name] = [targetNamed(profile.target), profile.name];
  const found: LoweredMesh[] = [];
  for (const model of fc.sample(policies, { numRuns: count * 3, seed: 20_261 })) {
    const { manifests, diagnostics } = target.lower(model, profile);
    const sound = manifests.length > 0 && diagnostics.every(({ severity }) => severity !== "error");
    if (sound) found.push({ name: `${target.name}-${name}-${String(found.length).padStart(4, "0")}`, target: target.name, profile, model, objects: manifests.map(({ object }) => object) });
    if (found.length === count) return found;
  }
  return found;
}

/** The example of this repository as the target writes it, in the deployment that the example names or the one given. */
export function exampleFor(name: string, given: Partial<Profile> = {}): LoweredMesh {
  const folder = join(root, "policies");
  const { model } = analyse(readdirSync(folder).sort().map((file) => ({ path: `policies/${file}`, text: readFileSync(join(folder, file), "utf8") })));
  const target = targetNamed(name);
  const named = profileOf(target, model, { target: name, version: null, profile: null }).profile;
  const profile = { ...named, ...given, settings: { ...named.settings, ...chosen[name], ...given.settings } };
  const { manifests } = target.lower(model, profile);
  return { name: `${name}-example`, target: name, profile, model, objects: manifests.map(({ object }) => object) };
}

/** The custom resources that are committed for the target, as their files say them; null where nothing is. */
export function committedFor(name: string): readonly KubernetesObject[] | null {
  const folder = join(root, "out", name);
  if (!existsSync(folder)) return null;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml") && !file.endsWith("kustomization.yaml")).sort();
  return files.flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), "utf8")).map((document) => document.toJS() as KubernetesObject));
}
