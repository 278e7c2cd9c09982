import type { KubernetesObject, MeshModel, Profile, Service } from "../../src/model/index.ts";
import { statedInventory } from "../../src/model/stated-inventory.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { gatewayApi } from "../../src/targets/gateway-api/index.ts";
import type { Lowered } from "../../src/targets/target.ts";
import { requestText, verify } from "../../src/verify/index.ts";
import { model } from "../support/build-model.ts";

/** The standard channel of the newest release, unless said. */
export function profile(name = "standard", given: Partial<Profile> = {}): Profile {
  return { target: "gateway-api", version: gatewayApi.defaultVersion, name, settings: { ...gatewayApi.settings, gatewayClassName: "any" }, ...given };
}

export function lowered(services: readonly Service[], given: Partial<MeshModel> = {}, on: Profile = profile()): Lowered {
  return gatewayApi.lower(model(services, given), on);
}

/** Codes of the findings, in order. */
export function codes(result: Pick<Lowered, "diagnostics">): readonly string[] {
  return result.diagnostics.map(({ code }) => code);
}

type Json = Readonly<Record<string, unknown>>;

/** The spec of an object; fails when there is none. */
export function specOf(result: Lowered, kind: string, name: string): Json {
  const found = result.manifests.find(({ object }) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}: ${result.diagnostics.map((each) => `${each.code} ${each.message}`).join("; ")}`);
  return found.object.spec as Json;
}

/** The rules of the HTTPRoute `order`. */
export function rulesOf(result: Lowered, name = "order", kind = "HTTPRoute"): readonly Json[] {
  return specOf(result, kind, name)["rules"] as readonly Json[];
}

/** What the proof finds wrong with manifests; nothing when every entry is proved. */
export function faults(mesh: MeshModel, objects: readonly KubernetesObject[], ledger: Lowered["ledger"], on: Profile): readonly string[] {
  const world = { inventory: statedInventory(mesh), mesh: mesh.mesh, profile: on };
  const { read, diagnostics } = gatewayApi.interpret(objects.map((object) => ({ object })), world);
  const proofs = verify(mesh, decide(mesh), read, ledger, { target: "gateway-api" }).proofs.flatMap(({ entry, proof }) => {
    if (proof.kind === "proved") return [];
    return [proof.kind === "not-proved" ? `${entry}: ${proof.reasons.join("; ")}` : `${entry}: ${requestText(proof.request)}: ${proof.differences.map(({ effect }) => effect).join()}`];
  });
  return [...diagnostics.map(({ message }) => message), ...proofs];
}

/** Lowers, and proves the result; findings and what is wrong. */
export function proved(services: readonly Service[], given: Partial<MeshModel> = {}, on: Profile = profile()): readonly string[] {
  const mesh = model(services, given);
  const result = gatewayApi.lower(mesh, on);
  if (result.diagnostics.length > 0) return result.diagnostics.map(({ code, message }) => `${code} ${message}`);
  return faults(mesh, result.manifests.map(({ object }) => object), result.ledger, on);
}
