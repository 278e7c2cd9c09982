import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { MeshModel, Route } from "../model/index.ts";
import type { ArmList, LintSettings, RoutePlace } from "./rule.ts";
import { rules } from "./rules.ts";
import { usualLint, worldOf } from "./world.ts";

/**
 * Everything the lints say about a sound model: mistakes that are legal and hurt in production. One walk; the order of
 * the findings is not that of reading.
 */
export function lintModel(model: MeshModel, settings: LintSettings = usualLint): readonly Diagnostic[] {
  const world = worldOf(model, settings);
  const lists = armLists(model);
  const places = lists.flatMap(routePlaces);
  return rules.flatMap((rule) => [
    ...(rule.model?.(world) ?? []),
    ...(rule.service === undefined ? [] : model.services.flatMap((service) => rule.service?.(service, world) ?? [])),
    ...(rule.arms === undefined ? [] : lists.flatMap((list) => rule.arms?.(list, world) ?? [])),
    ...(rule.route === undefined ? [] : places.flatMap((place) => rule.route?.(place, world) ?? [])),
  ]);
}

function armLists(model: MeshModel): readonly ArmList[] {
  const ports = model.services.flatMap((service) => service.ports.map((port): ArmList => ({ arms: port.arms, service, port, gateway: null })));
  const entries = model.gateways.flatMap((gateway) =>
    gateway.entries.flatMap((entry): readonly ArmList[] =>
      entry.leads.kind === "arms" ? [{ arms: entry.leads.arms, service: null, port: null, gateway: { gateway, entry } }] : [],
    ),
  );
  return [...ports, ...entries];
}

function routePlaces(list: ArmList): readonly RoutePlace[] {
  const distinct = new Set<Route>(list.arms.map(({ route }) => route));
  return [...distinct].map((route) => ({ ...list, route, own: list.arms.filter((arm) => arm.route === route) }));
}
