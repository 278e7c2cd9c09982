import { bareRoute, everyCall } from "../../../model/blank.ts";
import { nameText } from "../../../model/name.ts";
import type { Arm, Gateway, GatewayEntry, MeshModel } from "../../../model/index.ts";
import { readsPatterns } from "../capabilities.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import { httpOrder } from "../order.ts";
import { hostnameOf, notSayable } from "./authorities.ts";
import { outsideFindings } from "./backends.ts";
import { armsOf, claimsOf, parentsOf, serviceOf } from "./claims.ts";
import type { Claim } from "./claims.ts";
import { connectionsAtPort, isRaw } from "./gateway-connections.ts";
import { grantsFor } from "./grants.ts";
import { byMethods, listOf } from "./items.ts";
import type { Item } from "./items.ts";
import { listenersAt, writtenGateway } from "./listeners.ts";
import type { WrittenListener } from "./listeners.ts";
import { meetingHost } from "./hosts.ts";
import { routeObjects } from "./objects.ts";
import { emptyPiece, joinPieces, refusedPiece } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { routeFindings } from "./route-checks.ts";
import { routesOf } from "./service-routes.ts";

/** A gateway with the routes of everything that is exposed through it, since a Gateway does not look at routes of Services. */
export function lowerGateway(gateway: Gateway, context: Context): Piece {
  const written = writtenGateway(gateway, context);
  if (written.diagnostics.length > 0) return refusedPiece(...written.diagnostics);
  const ports = [...new Set(gateway.entries.map(({ port }) => port))].sort((a, b) => a - b);
  const routes = joinPieces(ports.map((port) => portRoutes(gateway, port, listenersAt(gateway, port), context)));
  const grants = grantsFor(gateway, routes.manifests);
  return joinPieces([{ ...emptyPiece, manifests: written.manifests }, routes, { ...emptyPiece, manifests: grants }]);
}

function portRoutes(gateway: Gateway, port: number, listeners: readonly WrittenListener[], context: Context): Piece {
  if (listeners.some(({ from }) => isRaw(from))) return connectionsAtPort(gateway, port, listeners, context);
  const claims = claimsOf(gateway, port, listeners);
  const budgets = claims.flatMap(({ entry }) => budgetProblem(gateway, entry, context.model));
  const arms = [...new Set(claims.flatMap(({ entry }) => armsOf(entry, gateway, context.model)))];
  const findings = [...routesOf(arms).flatMap((route) => [...routeFindings(route, context.profile.version), ...outsideFindings(route, context.model)]), ...authorityProblems(arms)];
  if (findings.length + budgets.length > 0) return refusedPiece(...findings, ...budgets);
  const patterns = readsPatterns(context.profile);
  const list = listOf(claims.flatMap((claim) => itemsAt(claim, gateway, context.model)), "http", patterns);
  if (!list.ok) return refusedPiece(...list.diagnostics);
  const spot = { namespace: gateway.id.namespace, port, kind: "HTTPRoute" as const };
  const parentRefs = (host: string | null): readonly Json[] => parentsOf(gateway, port, host, listeners);
  return routeObjects(list.arms, { name: `${gateway.id.name}.gateway-${port}`, parentRefs, spot, service: gateway.id, origin: gateway.origin, patterns, order: httpOrder(context.profile) });
}

/** The arms of an entry inside its host and path, and then nothing: an entry that takes a call does not pass it on. */
function itemsAt({ host, entry }: Claim, gateway: Gateway, model: MeshModel): readonly Item[] {
  const { origin } = entry;
  const within = entry.path === null ? null : { kind: "prefix" as const, value: entry.path, origin };
  const end: Arm = { when: everyCall, origin, route: { ...bareRoute, name: `the end of ${host ?? "*"}${entry.path ?? ""}`, origin, action: { kind: "unroutable", origin } } };
  const items = [...armsOf(entry, gateway, model), end].flatMap((arm) => hostsWithin(arm, host).map((own): Item => ({ arm, when: arm.when, retried: true, written: arm.when.path ?? within, host: own, within })));
  return items.flatMap(byMethods);
}

/** The part of the host that the arm is for; none when it is for others. */
function hostsWithin({ when: { authority } }: Arm, host: string | null): readonly (string | null)[] {
  const own = authority === null ? null : hostnameOf(authority);
  const meeting = own === undefined ? undefined : meetingHost(host, own);
  return meeting === undefined ? [] : [meeting];
}

function authorityProblems(arms: readonly Arm[]) {
  const odd = arms.filter(({ when: { authority } }) => authority !== null && hostnameOf(authority) === undefined);
  return odd.map((arm) => notSayable(arm, "it is neither a host name nor a suffix of whole labels"));
}

/** A budget bounds the calls to one Service, and routes of a gateway lead to those of the versions. */
function budgetProblem(gateway: Gateway, { leads }: GatewayEntry, model: MeshModel) {
  const service = leads.kind === "service" ? serviceOf(leads.service, model) : null;
  if (service?.retryBudget == null || !service.ports.some(({ arms }) => arms.some(({ route }) => route.retry !== null))) return [];
  const problem = `the retry budget of \`${nameText(service.id)}\` does not bind routes of gateways`;
  return [gatewayApiDiagnostics["gateway-not-sayable"].report({ at: service.retryBudget.origin, with: { gateway: nameText(gateway.id), problem } })];
}
