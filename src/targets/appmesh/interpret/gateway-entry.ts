import type { PathEdit } from "../../../model/edits.ts";
import type { Decision, GatewayEntryPoint } from "../../../model/index.ts";
import { hostWithPort } from "../aliases.ts";
import { shutOut, notModelled } from "./ask.ts";
import type { Ask } from "./ask.ts";
import type { GatewayRoute, VirtualGateway } from "./config.ts";
import { routeHolds } from "./matching.ts";
import { provided } from "./mesh-entry.ts";
import { belongs, names, selects } from "./mesh.ts";
import type { Mesh } from "./mesh.ts";

/** Ports that Envoy, not being root, cannot listen on (`awsdocs/aws-app-mesh-user-guide:doc_source/troubleshooting-setup.md`). */
const lastReserved = 1024;

/** Behind every route that has a priority. */
const unranked = 1001;

/** A call from outside: the gateway's routes, then the virtual service that the taken one leads to. */
export function decideAtGateway(ask: Ask, mesh: Mesh, { gateway: id, port }: GatewayEntryPoint): Decision {
  const gateway = mesh.config.gateways.find(({ meta }) => meta.namespace === id.namespace && meta.name === id.name);
  if (gateway === undefined) return notModelled(ask, `virtual gateway \`${id.namespace}/${id.name}\` is not among the manifests`);
  const listener = gateway.listeners.find((one) => one.port === port);
  if (listener === undefined || port <= lastReserved) return shutOut(ask, listener === undefined ? `the gateway does not listen on port ${port}` : `no proxy can listen on port ${port}: it is not root`, null);
  if (isUnmanned(gateway, mesh)) return shutOut(ask, "no pods of the gateway take its configuration", null);
  const route = choose(ask, gateway, port, listener.protocol, mesh);
  if (route === null && carriesPort(ask, gateway, port, mesh)) return shutOut(ask, hostWithPort, 404);
  if (route === null) return ask.finish("unroutable", { status: 404, reason: "no gateway route" });
  ask.step(`gateway route ${route.meta.name} matched`, route.meta.at(["spec"]));
  return beyond(ask, mesh, gateway, route);
}

/** Whether the pods that are known to be the gateway's have other labels than it selects; without selector it selects none. */
function isUnmanned({ pods, meta }: VirtualGateway, { world }: Mesh): boolean {
  const own = world.inventory.workloads.filter(({ id }) => id.namespace === meta.namespace && id.name === meta.name);
  return own.length > 0 && !own.some(({ labels }) => pods !== null && selects(pods, labels));
}

/** The order of a gateway's routes; two of one rank that both hold have none (`…:doc_source/gateway-routes.md`). */
function choose(ask: Ask, gateway: VirtualGateway, port: number, protocol: string, mesh: Mesh): GatewayRoute | null {
  const competing = mesh.config.gatewayRoutes.filter((route) => belongs(route, gateway, mesh.world.inventory) && route.protocol === protocol && (route.match.port === null || route.match.port === port));
  const sorted = [...competing].sort((a, b) => (a.priority ?? unranked) - (b.priority ?? unranked) || prefixLength(b) - prefixLength(a));
  const taken = sorted.find((route) => holds(ask, route)) ?? null;
  const rival = sorted.find((route) => taken !== null && route !== taken && (route.priority ?? unranked) === (taken.priority ?? unranked) && prefixLength(route) === prefixLength(taken) && holds(ask, route));
  if (taken !== null && rival !== undefined) ask.unsupported(`gateway routes \`${taken.meta.name}\` and \`${rival.meta.name}\` have one priority and both hold: their order is not specified`);
  return taken;
}

function prefixLength({ match }: GatewayRoute): number {
  return match.path?.kind === "prefix" ? match.path.value.length : 0;
}

/** A host with a port matches no host name (`aws/aws-app-mesh-roadmap`, issue 365). */
function holds(ask: Ask, { match, hostname, meta, protocol }: GatewayRoute): boolean {
  const host = hostname === null || ask.view.test({ dimension: "authority", predicate: { kind: hostname.kind, value: hostname.value, ignoreCase: true } });
  return host && routeHolds(ask, { name: meta.name, priority: null, protocol, match, targets: [], retry: null, times: { perRequestMs: null, idleMs: null }, path: [] });
}

/** Whether the host is that of a route, but for its port. */
function carriesPort(ask: Ask, gateway: VirtualGateway, port: number, mesh: Mesh): boolean {
  const hosts = mesh.config.gatewayRoutes.flatMap((route) => (belongs(route, gateway, mesh.world.inventory) ? (route.hostname ?? []) : []));
  return hosts.some(({ kind, value }) => ask.view.test({ dimension: "authority", predicate: { kind, value: `${value}:${port}`, ignoreCase: true } }));
}

/** Routes of the virtual service see the rewritten path; the gateway is the client of its nodes. */
function beyond(ask: Ask, mesh: Mesh, { defaults, pods, meta }: VirtualGateway, { target, rewrite, match }: GatewayRoute): Decision {
  const service = mesh.config.services.find(({ meta }) => names(target.ref, meta));
  if (service === undefined) return notModelled(ask, "the gateway route leads to a virtual service that is not there");
  const edit = editOf(ask, rewrite, match.path?.kind === "prefix" ? match.path.value : "/");
  const edited: Ask = {
    ...ask,
    view: { test: (atom) => ask.view.test(atom.dimension === "path" && edit.kind !== "keep" ? { dimension: "path", predicate: { kind: "edited", edit, of: atom.predicate } } : atom) },
  };
  const entry = target.port === null ? {} : { port: target.port };
  const decision = provided(edited, mesh, service, entry, { caller: { kind: "gateway", names: podNames(pods, meta.namespace, mesh) }, policy: defaults });
  return { ...decision, upstream: { ...decision.upstream, path: edit, authority: rewrite.host ? service.meta.awsName : null } };
}

/** The SPIFFE names of the accounts that known pods of the gateway run as. */
function podNames(pods: VirtualGateway["pods"], namespace: string, { world }: Mesh): readonly string[] {
  const known = world.inventory.workloads.filter(({ id, labels }) => pods !== null && id.namespace === namespace && selects(pods, labels));
  return known.map(({ serviceAccount }) => `spiffe://${world.mesh.trustDomain}/ns/${namespace}/sa/${serviceAccount}`);
}

/** What is left of the path after its prefix, below the new one; where the prefix ends inside a segment is inferred. */
function editOf(ask: Ask, { prefix, path }: GatewayRoute["rewrite"], matched: string): PathEdit {
  if (path !== null) return { kind: "constant", value: path };
  if (prefix === null || matched === prefix) return { kind: "keep" };
  if (prefix !== "/") ask.note("what a prefix alone becomes under `rewrite.prefix.value` is inferred");
  const whole = matched.endsWith("/");
  const below = !whole && ask.view.test({ dimension: "path", predicate: { kind: "prefix", value: `${matched}/` } });
  return { kind: "splice", drop: matched.length + (below ? 1 : 0), prepend: prefix };
}
