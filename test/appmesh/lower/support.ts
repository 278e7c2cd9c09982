import type { MeshModel, Profile, Service } from "../../../src/model/index.ts";
import { lower } from "../../../src/targets/appmesh/lower/index.ts";
import { appmeshSettings } from "../../../src/targets/appmesh/versions.ts";
import type { Lowered } from "../../../src/targets/target.ts";
import { backend, forward, model, name, port, service, version } from "../../support/build-model.ts";

/** The profile, with settings changed. */
export function profile(settings: Readonly<Record<string, string>> = {}): Profile {
  return { target: "appmesh", version: "1.13", name: "kubernetes", settings: { ...appmeshSettings, ...settings } };
}

/** The result for the services. */
export function lowered(services: readonly Service[], given: Partial<MeshModel> = {}, on: Profile = profile()): Lowered {
  return lower(model(services, given), on);
}

/** A spec, read by exact comparison only. */
export type Spec = Readonly<Record<string, unknown>>;

/** The spec of the object of that kind and name; fails when there is none. */
export function specOf(result: Lowered, kind: string, own: string): Spec {
  const found = result.manifests.find(({ object }) => object.kind === kind && object.metadata.name === own);
  if (found === undefined) throw new Error(`no ${kind} ${own}: ${result.diagnostics.map((each) => `${each.code} ${each.message}`).join("; ")}`);
  return found.object.spec as Spec;
}

/** The routes of router `order`. */
export function routesOf(result: Lowered, own = "order"): readonly Spec[] {
  return specOf(result, "VirtualRouter", own)["routes"] as readonly Spec[];
}

/** Codes of the findings but the end of support, in order. */
export function codes(result: Lowered): readonly string[] {
  return result.diagnostics.map(({ code }) => code).filter((code) => code !== "MW4500");
}

/** A call that a service declares. */
export function call(to: string): Service["calls"][number] {
  const nothing = { perRequest: null, probability: null, group: null, request: null, client: null };
  return { ...nothing, to: { kind: "service", service: name(to), port: null }, mode: "sequential", optional: false, routes: [], origin: { file: "policy.yaml", start: 7, end: 8 } };
}

/** A service of its own name with one version, changed as given. */
export function plain(own: string, given: Partial<Service> = {}): Service {
  const to = { service: name(own), owner: name(own) };
  return service({
    id: name(own),
    versions: [version({ name: own, service: name(own), podLabels: { app: own }, serviceAccount: own })],
    ports: [port({ fallback: forward(backend(to)) })],
    ...given,
  });
}
