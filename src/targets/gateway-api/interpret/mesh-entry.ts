import type { Decision, Name } from "../../../model/index.ts";
import { sameName } from "../../../model/name.ts";
import type { ServiceEntryPoint } from "../../../model/request.ts";
import { one } from "../../../support/fraction.ts";
import { answer, unroutable, unsupported } from "./answer.ts";
import type { Ask } from "./ask.ts";
import { backendShare, exists } from "./backends.ts";
import type { ParentRef, RouteKind, RouteObject } from "./config.ts";
import { connected, takenBy } from "./connections.ts";
import type { Named } from "./connections.ts";
import { effectOf } from "./effects.ts";
import { candidatesOf, winnerOf } from "./rank.ts";

/** Kinds that stand on one port beside each other: the first that has routes takes all calls (`kubernetes-sigs/gateway-api:geps/gep-1294/index.md`). */
const precedence: readonly RouteKind[] = ["GRPCRoute", "HTTPRoute", "TLSRoute", "TCPRoute"];

/** A call to a Service: the routes that name it as parent replace what its address would do. */
export function decideInMesh(entry: ServiceEntryPoint, ask: Ask): Decision {
  const service = { namespace: entry.namespace, name: entry.service };
  if (!exists(service, ask.cluster)) return unroutable(ask, null, `service ${entry.namespace}/${entry.service} does not exist`);
  const port = portOf(entry, ask);
  if (port === null) return unsupported(ask, `${entry.namespace}/${entry.service} has several ports, and none was named`);
  const attached = ask.cluster.config.routes.filter((route) => route.parents.some((parent) => names(parent, service, port, ask)));
  const set = callersSet(ofOneKind(attached), service, ask);
  const from = { kind: "mesh" as const, service, port };
  if (set.length === 0) {
    ask.step("no route for the Service and port: passed through");
    return answer(ask, "forward", { backends: [backendShare(service, port, one, ask.cluster)] });
  }
  if (set[0]?.kind === "TLSRoute" || set[0]?.kind === "TCPRoute") return connected(takenBy(set.flatMap(namesOf), ask), () => from, ask);
  const winner = winnerOf(candidatesOf(set.map((route) => ({ route, host: null }))), ask);
  switch (winner.kind) {
    case "winner":
      return effectOf(winner.candidate, from, ask);
    case "none":
      return unroutable(ask, 404, "no rule matches");
    case "open":
      return unsupported(ask, winner.reason);
  }
}

/** The only port of the Service where the question names none. */
function portOf(entry: ServiceEntryPoint, ask: Ask): number | null {
  const known = ask.cluster.inventory.services.find(({ id }) => id.namespace === entry.namespace && id.name === entry.service)?.ports ?? [];
  if (entry.port !== undefined) return entry.port;
  return known.length > 1 ? null : (known[0]?.port ?? (ask.question.protocol === "tls" ? 443 : 80));
}

/** A parent without port is every port; a section is a port by name. */
function names(parent: ParentRef, service: Name, port: number, ask: Ask): boolean {
  if (parent.group !== "" || parent.kind !== "Service" || !sameName(parent, service)) return false;
  const section = ask.cluster.inventory.services.find(({ id }) => sameName(id, service))?.ports.find((each) => each.name === parent.section)?.port ?? null;
  return (parent.port === null || parent.port === port) && (parent.section === null || section === port);
}

function ofOneKind(routes: readonly RouteObject[]): readonly RouteObject[] {
  const kind = precedence.find((each) => routes.some((route) => route.kind === each));
  return routes.filter((route) => route.kind === kind);
}

/** Routes of the caller's own namespace hide those of the Service's; routes of other namespaces are never his. */
function callersSet(routes: readonly RouteObject[], service: Name, ask: Ask): readonly RouteObject[] {
  const consumers = [...new Set(routes.map(({ id }) => id.namespace))].filter((namespace) => namespace !== service.namespace).sort();
  const own = consumers.find((namespace) => ask.caller({ kind: "scope", namespace }));
  const namespace = own ?? service.namespace;
  if (own !== undefined) ask.step(`the routes of namespace ${own} are for its callers`);
  return routes.filter(({ id }) => id.namespace === namespace);
}

function namesOf(route: RouteObject): readonly Named[] {
  return route.kind === "TCPRoute" ? [{ route, host: null }] : route.hostnames.map((host) => ({ route, host }));
}
