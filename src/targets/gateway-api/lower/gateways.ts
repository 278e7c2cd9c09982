import { bareRoute, everyCall } from "../../../model/blank.ts";
import type { Arm, Gateway, GatewayEntry, Listener, MeshModel, Service } from "../../../model/index.ts";
import { readsPatterns } from "../capabilities.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import { hostnameOf, notSayable } from "./authorities.ts";
import { grantsFor } from "./grants.ts";
import { byMethods, listOf } from "./items.ts";
import type { Item } from "./items.ts";
import { listenersAt, writtenGateway } from "./listeners.ts";
import type { WrittenListener } from "./listeners.ts";
import { meetingHost } from "./hosts.ts";
import { routeObjects } from "./objects.ts";
import { emptyPiece, joinPieces, nameText, refusedPiece } from "./piece.ts";
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
  const claims = claimsOf(gateway, port, listeners);
  const budgets = claims.flatMap(({ entry }) => budgetProblem(gateway, entry, context.model));
  const arms = [...new Set(claims.flatMap(({ entry }) => armsOf(entry, gateway, context.model)))];
  const findings = [...routesOf(arms).flatMap((route) => routeFindings(route, context.profile.version)), ...authorityProblems(arms)];
  if (findings.length + budgets.length > 0) return refusedPiece(...findings, ...budgets);
  const patterns = readsPatterns(context.profile);
  const list = listOf(claims.flatMap((claim) => itemsAt(claim, gateway, context.model)), "http", patterns);
  if (!list.ok) return refusedPiece(...list.diagnostics);
  const spot = { namespace: gateway.id.namespace, port, kind: "HTTPRoute" as const };
  const parentRefs = (host: string | null): readonly Json[] => parentsOf(gateway, port, host, listeners);
  return routeObjects(list.arms, { name: `${gateway.id.name}.gateway-${port}`, parentRefs, spot, service: gateway.id, origin: gateway.origin, patterns });
}

interface Claim {
  readonly host: string | null;
  readonly entry: GatewayEntry;
}

/** Exact hosts before wildcards, longer before shorter, then longer paths first; the parts of each that some listener hears. */
function claimsOf(gateway: Gateway, port: number, listeners: readonly WrittenListener[]): readonly Claim[] {
  const entries = gateway.entries.filter((entry) => entry.port === port && admitted(entry, gateway.listeners.filter((each) => each.port === port)));
  const all = entries.flatMap((entry) => entry.hosts.map((host): Claim => ({ host: host === "*" ? null : host.toLowerCase(), entry })));
  const ranked = all.sort((a, b) => hostRank(b.host) - hostRank(a.host) || pathRank(b.entry) - pathRank(a.entry));
  return listeners.length === 0 ? ranked : ranked.flatMap((claim) => heard(claim, listeners));
}

function heard({ host, entry }: Claim, listeners: readonly WrittenListener[]): readonly Claim[] {
  const hosts = listeners.flatMap((listener) => {
    const meeting = meetingHost(host, listener.hostname);
    return meeting === undefined ? [] : [meeting];
  });
  return [...new Set(hosts)].sort((a, b) => hostRank(b) - hostRank(a)).map((each) => ({ host: each, entry }));
}

function admitted({ leads }: GatewayEntry, listeners: readonly Listener[]): boolean {
  if (leads.kind === "arms" || listeners.length === 0) return true;
  return listeners.some(({ namespaces }) => namespaces === null || namespaces.includes(leads.service.namespace));
}

function hostRank(host: string | null): number {
  return host === null ? 0 : host.startsWith("*.") ? host.length : 1000;
}

function pathRank({ path }: GatewayEntry): number {
  return path === null ? 1 : path.replace(/(.)\/$/, "$1").length;
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

/** The arms behind an entry for callers in the gateway's namespace; a service without routes forwards. */
function armsOf({ leads, origin }: GatewayEntry, gateway: Gateway, model: MeshModel): readonly Arm[] {
  if (leads.kind === "arms") return leads.arms;
  const port = serviceOf(leads.service, model)?.ports.find((each) => each.port === leads.servicePort);
  const ours = (port?.arms ?? []).filter(({ when: { callers } }) => callers === null || callers.includes(gateway.id.namespace));
  if (port !== undefined && port.arms.length > 0) return ours;
  const backend = { service: leads.service, version: null, labels: {}, port: leads.servicePort, owner: null, existence: "unknown" as const, weight: 1, origin };
  const action = port?.fallback ?? { kind: "forward" as const, backends: [backend], origin };
  return [{ when: everyCall, origin, route: { ...bareRoute, name: "default", origin, action } }];
}

/** A budget bounds the calls to one Service, and routes of a gateway lead to those of the versions. */
function budgetProblem(gateway: Gateway, { leads }: GatewayEntry, model: MeshModel) {
  const service = leads.kind === "service" ? serviceOf(leads.service, model) : null;
  if (service?.retryBudget == null || !service.ports.some(({ arms }) => arms.some(({ route }) => route.retry !== null))) return [];
  const problem = `the retry budget of \`${nameText(service.id)}\` does not bind routes of gateways`;
  return [gatewayApiDiagnostics["gateway-not-sayable"].report({ at: service.retryBudget.origin, with: { gateway: nameText(gateway.id), problem } })];
}

function serviceOf(id: Service["id"], model: MeshModel): Service | null {
  return model.services.find((each) => nameText(each.id) === nameText(id)) ?? null;
}

/** The listener that calls to the host belong to, the most specific that hears all of it; without known ones the port. */
function parentsOf(gateway: Gateway, port: number, host: string | null, listeners: readonly WrittenListener[]): readonly Json[] {
  const parent = { group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway.id.name };
  if (listeners.length === 0) return [{ ...parent, port }];
  const hearing = listeners.filter(({ hostname }) => meetingHost(hostname, host) === host);
  const best = Math.max(...hearing.map(({ hostname }) => hostRank(hostname)));
  return hearing.filter(({ hostname }) => hostRank(hostname) === best).map(({ name }) => ({ ...parent, sectionName: name }));
}

