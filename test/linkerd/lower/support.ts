import type { MeshModel, Profile, Service } from "../../../src/model/index.ts";
import { statedInventory } from "../../../src/model/stated-inventory.ts";
import { decide } from "../../../src/simulate/decide/index.ts";
import { linkerd } from "../../../src/targets/linkerd/index.ts";
import type { Lowered } from "../../../src/targets/target.ts";
import { verify } from "../../../src/verify/index.ts";
import { model } from "../../support/build-model.ts";

/** A profile of Linkerd 2.20 with its own defaults, with the given settings changed. */
export function profile(settings: Readonly<Record<string, string>> = {}, version = "2.20"): Profile {
  return { target: "linkerd", version, name: "sidecar", settings: { ...linkerd.settings, ...settings } };
}

/** The result for the services. */
export function lowered(services: readonly Service[], given: Partial<MeshModel> = {}, on: Profile = profile()): Lowered {
  return linkerd.lower(model(services, given), on);
}

/** Codes of the findings, in order. */
export function codes(result: Lowered): readonly string[] {
  return result.diagnostics.map(({ code }) => code);
}

/** Any object read by key. */
export type Spec = Readonly<Record<string, unknown>>;

/** The object of the kind and name; fails when there is none. */
export function objectNamed(result: Lowered, kind: string, name: string): Lowered["manifests"][number]["object"] {
  const found = result.manifests.find(({ object }) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}: ${result.diagnostics.map(({ code, message }) => `${code} ${message}`).join("; ")}`);
  return found.object;
}

/** Rules of a route object. */
export function rulesOf(result: Lowered, name = "order-8080"): readonly Spec[] {
  return objectNamed(result, "HTTPRoute", name).spec?.["rules"] as readonly Spec[];
}

/** What the proof of the services says of each entry: `proved`, or what is wrong; findings of lowering first. */
export function proofs(services: readonly Service[], given: Partial<MeshModel> = {}, on: Profile = profile()): readonly string[] {
  const mesh = model(services, given);
  const result = linkerd.lower(mesh, on);
  if (result.diagnostics.length > 0) return codes(result);
  const world = { inventory: statedInventory(mesh), mesh: mesh.mesh, profile: on };
  const { read } = linkerd.interpret(result.manifests.map(({ object }) => ({ object })), world);
  return verify(mesh, decide(mesh), read, result.ledger, { target: "linkerd" }).proofs.map(({ proof }) => {
    if (proof.kind === "refuted") return proof.differences.map(({ effect, wanted, got }) => `${effect}: ${wanted} | ${got}`).join("; ");
    return proof.kind === "proved" ? "proved" : proof.reasons.join("; ");
  });
}
