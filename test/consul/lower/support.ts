import type { MeshModel, Profile, Service } from "../../../src/model/index.ts";
import { lower } from "../../../src/targets/consul/lower/index.ts";
import { consulDefaultVersion, consulSettings } from "../../../src/targets/consul/versions.ts";
import type { Lowered } from "../../../src/targets/target.ts";
import { model } from "../../support/build-model.ts";

/** The newest community edition unless said. */
export function profile(name = "community", version = consulDefaultVersion, settings: Readonly<Record<string, string>> = {}): Profile {
  return { target: "consul", version, name, settings: { ...consulSettings, ...settings } };
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

/** Match and destination of each route of the router `order`. */
export function routes(result: Lowered, name = "order"): readonly { readonly match?: { readonly http: Spec }; readonly destination: Spec }[] {
  return specOf(result, "ServiceRouter", name)["routes"] as ReturnType<typeof routes>;
}
