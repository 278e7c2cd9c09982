import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { remembered } from "../../support/remember.ts";
import type { Placed } from "../trap-world.ts";
import { at, listOf, placeOf, textOf } from "../traps.ts";
import { nameOf } from "./trap-world.ts";
import type { Mesh } from "./trap-world.ts";
import { consulTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What intentions say of callers from outside, and do not do. */
export function callerTraps(mesh: Mesh): readonly Diagnostic[] {
  return mesh.of("ServiceIntentions").flatMap((intention) => strangers(intention, mesh));
}

/** `*` is every service of the own partition, and none of a peer (`hashicorp/consul:agent/xds/rbac.go`). */
function strangers(intention: Placed, mesh: Mesh): readonly Diagnostic[] {
  const sources = listOf(at(intention.spec, "sources")).map((node) => ({ name: textOf(at(node, "name")), peer: textOf(at(node, "peer")) ?? "", node }));
  const everybody = sources.find(({ name, peer }) => name === "*" && peer === "");
  const covered = sources.flatMap(({ name, peer }) => (name === "*" ? [peer] : []));
  const named = sources.map(({ peer }) => peer).filter((peer) => peer !== "");
  const [open] = [...named, ...importers(nameOf(intention), mesh)].filter((peer) => !covered.includes(peer));
  return everybody === undefined || open === undefined ? [] : [say["peers-are-not-everybody"].report({ at: placeOf(at(everybody.node, "name")), with: { peer: open, name: nameOf(intention) } })];
}

/** The peers that a service is exported to. */
function importers(name: string, mesh: Mesh): readonly string[] {
  return ["*", name].flatMap((each) => exportsOf(mesh).get(each) ?? []);
}

const exportsOf = remembered((mesh: Mesh): ReadonlyMap<string, readonly string[]> => {
  const services = mesh.of("ExportedServices").flatMap(({ spec }) => listOf(at(spec, "services")));
  return new Map(services.map((service) => [textOf(at(service, "name")) ?? "", listOf(at(service, "consumers")).flatMap((consumer) => textOf(at(consumer, "peer")) ?? [])]));
});
