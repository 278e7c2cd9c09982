import type { MeshModel, Profile, Service } from "../../../src/model/index.ts";
import { lower } from "../../../src/targets/istio/lower/index.ts";
import { istioSettings } from "../../../src/targets/istio/versions.ts";
import type { Lowered } from "../../../src/targets/target.ts";
import { model } from "../../support/build-model.ts";

/** A profile of Istio, sidecars of 1.30 unless said. */
export function profile(name = "sidecar", version = "1.30"): Profile {
  return { target: "istio", version, name, settings: istioSettings };
}

/** The result for the services. */
export function lowered(services: readonly Service[], given: Partial<MeshModel> = {}, on: Profile = profile()): Lowered {
  return lower(model(services, given), on);
}

/** A spec, read by exact comparison only. */
export type Spec = Readonly<Record<string, unknown>>;

/** The spec of the object of that kind and name; fails when there is none. */
export function specOf(result: Lowered, kind: string, name: string): Spec {
  const found = result.manifests.find(({ object }) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`no ${kind} ${name}: ${result.diagnostics.map((each) => `${each.code} ${each.message}`).join("; ")}`);
  return found.object.spec as Spec;
}

/** Codes of the findings, in order. */
export function codes(result: Lowered): readonly string[] {
  return result.diagnostics.map((diagnostic) => diagnostic.code);
}

/** The HTTP entries of the VirtualService `order`. */
export function entries(result: Lowered, name = "order"): readonly Spec[] {
  return specOf(result, "VirtualService", name)["http"] as readonly Spec[];
}

/** The match blocks of each entry. */
export function blocks(result: Lowered, name = "order"): readonly (readonly Spec[])[] {
  return entries(result, name).map((entry) => entry["match"] as readonly Spec[]);
}
