import { bareRoute } from "../../src/model/blank.ts";
import type { Fragments, FragmentArm, FragmentRoute, MeshFragment, ServiceFragment } from "../../src/dialects/fragment.ts";
import { noFragments } from "../../src/dialects/fragment.ts";
import { link } from "../../src/dialects/link/index.ts";
import type { Inventory, InventoryService } from "../../src/model/index.ts";
import type { Origin } from "../../src/source/origin.ts";
import { at, name, when } from "../support/build-model.ts";

/** A policy of `shop/order`, unless told otherwise. */
export function policy(given: Partial<ServiceFragment> = {}): ServiceFragment {
  return { service: name("order"), document: "ServicePolicy shop/order", origin: at(), ...given };
}

/** A port that a policy declares. */
export function portOf(port = 8080, origin: Origin = at()) {
  return { port, targetPort: null, protocol: null, origin };
}

/** A route that forwards to destinations with weight 1 each. */
export function to(...destinations: readonly string[]): FragmentArm {
  return armOf({ backends: destinations });
}

/** An arm that takes everything; destinations are `version`, `ns/service` or `ns/service:port`. */
export function armOf({ backends, mirrors = [], ...given }: Partial<Omit<FragmentRoute, "mirrors">> & { backends: readonly string[]; mirrors?: readonly string[] }): FragmentArm {
  const route: FragmentRoute = {
    ...bareRoute,
    name: "main",
    origin: at(),
    action: { kind: "forward", backends: backends.map((text, index) => ({ to: destination(text, at(100 + index)), weight: 1, origin: at(100 + index) })), origin: at() },
    mirrors: mirrors.map((text) => ({ to: destination(text, at(200)), share: { num: 1n, den: 10n }, origin: at(200) })),
    ...given,
  };
  return { when: when(), route, origin: at() };
}

/** `v1`, `shop/legacy` or `shop/legacy:80`. */
export function destination(text: string, origin: Origin) {
  const [service = "", port] = text.split(":");
  if (!service.includes("/")) return { kind: "version" as const, version: service, origin };
  return { kind: "service" as const, service: name(service), port: port === undefined ? null : Number(port), origin };
}

/** A MeshPolicy for the mesh. */
export function meshPolicy(given: Partial<MeshFragment> = {}): MeshFragment {
  return { document: "MeshPolicy mesh/mesh", namespace: null, origin: at(500), scope: { accessDefault: null, mtls: null, telemetry: null }, defaults: {}, ...given };
}

/** A Service with ports that selects `app: <name>`. */
export function listed(text: string, ...ports: readonly number[]): InventoryService {
  const id = name(text);
  return { id, ports: ports.map((port) => ({ name: null, port, targetPort: null, protocol: null })), selector: { app: id.name }, type: "ClusterIP", origin: at(900) };
}

/** An inventory of Services. */
export function inventory(completeness: Inventory["completeness"], ...services: readonly InventoryService[]): Inventory {
  return { completeness, services, workloads: [], accounts: [], namespaces: [] };
}

/** Links fragments; findings as `code@place`, with the place of the first related one behind `<`. */
export function linked(fragments: Partial<Fragments>, known: Inventory = inventory("partial")) {
  const { model, diagnostics } = link({ ...noFragments, ...fragments }, known);
  const findings = diagnostics.map(({ code, origin, related }) => `${code}@${origin.start}${related[0] === undefined ? "" : `<${related[0].origin.start}`}`);
  return { model, findings, service: model.services.find(({ id }) => id.name === "order") };
}
