import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText } from "../../../model/name.ts";
import type { Backend, Route, ServicePort } from "../../../model/index.ts";
import { approximation } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import { endpointsKey, listenerProtocol } from "./nodes.ts";
import type { Context, Json } from "./piece.ts";
import { fittingWeights } from "./weights.ts";

const most = 10;

interface Merged {
  readonly backend: Backend;
  readonly weight: number;
}

/** Backends with equal endpoints are one target; without weight they stay while there is room. */
function merged(backends: readonly Backend[]): readonly Merged[] {
  const targets = new Map<string, Merged>();
  for (const backend of backends) {
    const key = `${endpointsKey(backend)} ${backend.port}`;
    const known = targets.get(key);
    targets.set(key, { backend: known?.backend ?? backend, weight: (known?.weight ?? 0) + backend.weight });
  }
  const all = [...targets.values()];
  return all.length <= most ? all : all.filter(({ weight }) => weight > 0);
}

/** The targets of a forward, with the port of the node's own listener. */
export function weightedTargets(backends: readonly Backend[], context: Context): readonly Json[] {
  const targets = merged(backends);
  const { weights } = fittingWeights(targets.map(({ weight }) => weight));
  return targets.flatMap(({ backend }, index) => {
    const node = context.nodes.get(endpointsKey(backend));
    const port = node?.ports.find((one) => one.service === backend.port);
    if (node === undefined || port === undefined) return [];
    return [{ virtualNodeRef: { namespace: node.id.namespace, name: node.id.name }, weight: weights[index] ?? 0, port: port.container }];
  });
}

/** Too many targets, and targets that speak another protocol. */
export function targetFindings(port: ServicePort, context: Context): readonly Diagnostic[] {
  const protocol = listenerProtocol(port.protocol);
  const forwards = port.arms.flatMap(({ route }) => (route.action.kind === "forward" ? [{ route: route.name, backends: route.action.backends, origin: route.action.origin }] : []));
  const crowded = forwards.filter(({ backends }) => merged(backends).length > most);
  const foreign = [...forwards.flatMap(({ backends }) => backends), ...(port.arms.length === 0 ? port.fallback.backends : [])].flatMap((backend) => {
    const other = context.nodes.get(endpointsKey(backend))?.ports.find((one) => one.service === backend.port)?.protocol ?? protocol;
    const words = { backend: `${nameText(backend.service)}:${backend.port}`, protocol, other };
    return other === protocol ? [] : [appmeshDiagnostics["protocols-differ"].report({ at: backend.origin, with: words })];
  });
  return [...crowded.map(({ route, backends, origin }) => appmeshDiagnostics["too-many-targets"].report({ at: origin, with: { route, count: merged(backends).length } })), ...foreign];
}

/** Shares that are off because weights sum to at most 100. */
export function weightDrafts(route: Route): readonly Draft[] {
  if (route.action.kind !== "forward") return [];
  const { error } = fittingWeights(merged(route.action.backends).map(({ weight }) => weight));
  if (error === null) return [];
  const note = `weights are whole hundredths, so a share is up to ${error.amount} points off`;
  const place = { feature: "split" as const, field: `route.${route.name}.split`, consent: "split", route: route.name, origin: route.action.origin };
  return [approximation({ ...place, direction: "different", effects: ["shares"], size: error, note })];
}
