import type { Decision } from "../../../model/decision.ts";
import { noHeaderEdits } from "../../../model/edits.ts";
import { holds } from "../../../model/evaluate.ts";
import type { TextPredicate } from "../../../model/predicate.ts";
import { unroutable } from "./answer.ts";
import type { L4Entry, L4Match, VirtualService } from "./config.ts";
import { forward } from "./forward.ts";
import type { Way } from "./forward.ts";
import { specificity } from "./names.ts";
import type { Host } from "./registry.ts";

/**
 * A connection at a sidecar. On a TLS port the blocks for server names decide, and once there is one for this proxy, other
 * names fall through to what `beyond` says; without one, and on other ports where no block matches, the service itself
 * answers (istio/istio:pilot/pkg/networking/core/tls.go).
 */
export function decideL4(way: Way, services: readonly VirtualService[], host: Host, beyond: () => Decision): Decision {
  if (!speaksTls(way, host)) return sendOrDefault(way, findTcp(way, services), host);
  const blocks = tlsBlocks(way, services);
  if (blocks.length === 0) return sendOrDefault(way, null, host);
  const found = byServerName(way, blocks, host.host);
  if (found !== null) return send(way, found);
  way.ask.step("no tls entry names the server name: the connection falls through the listener");
  return beyond();
}

/**
 * A connection at a waypoint: the first TLS entry for exactly the service's own host, whatever server name the client sends,
 * then TCP entries, then the service itself (istio/istio:pilot/pkg/networking/core/listener_waypoint.go, `getWaypointTCPRoutes`).
 */
export function decideL4AtWaypoint(way: Way, services: readonly VirtualService[], host: Host): Decision {
  const tls = tlsBlocks(way, services).find(({ match }) => match.sniHosts.length === 1 && match.sniHosts[0] === host.host);
  return sendOrDefault(way, tls ?? findTcp(way, services), host);
}

/** A connection at a gateway: closed when nothing matches. */
export function decideL4AtGateway(way: Way, services: readonly VirtualService[]): Decision {
  const tls = way.ask.question.protocol === "tls" ? byServerName(way, tlsBlocks(way, services), null) : null;
  const found = tls ?? findTcp(way, services);
  return found === null ? unroutable(way.ask, null, "no tls or tcp entry matches: the connection is closed") : send(way, found);
}

function speaksTls({ ask, port }: Way, host: Host): boolean {
  const declared = host.ports?.find((one) => one.port === port)?.protocol;
  return declared === undefined ? ask.question.protocol === "tls" : declared === "tls";
}

interface Taken {
  readonly service: VirtualService;
  readonly entry: L4Entry;
}

function sendOrDefault(way: Way, found: Taken | null, host: Host): Decision {
  if (found !== null) return send(way, found);
  way.ask.step(`no tls or tcp entry matches: the default cluster of ${host.host}`);
  return forward(way, plainJourney([{ host: host.host, subset: null, port: way.port, weight: 0, request: noHeaderEdits, response: noHeaderEdits }]), {});
}

function send(way: Way, { service, entry }: Taken): Decision {
  way.ask.step(`VirtualService ${service.meta.namespace}/${service.meta.name} routes the connection`, service.meta, entry.path);
  return forward(way, plainJourney(entry.destinations), {});
}

function plainJourney(destinations: L4Entry["destinations"]): Parameters<typeof forward>[1] {
  return { destinations, mirrors: [], path: { kind: "keep" }, authority: null, request: noHeaderEdits, response: noHeaderEdits };
}

function findTcp(way: Way, services: readonly VirtualService[]): Taken | null {
  const all = services.flatMap((service) => service.tcp.map((entry) => ({ service, entry })));
  return all.find(({ entry }) => entry.matches.length === 0 || entry.matches.some((match) => matchHolds(way, match))) ?? null;
}

type TlsBlock = Taken & { readonly match: L4Match };

/** The blocks that are meant for the proxy and port; of several with the same server names the first counts. */
function tlsBlocks(way: Way, services: readonly VirtualService[]): readonly TlsBlock[] {
  const all = services.flatMap((service) => service.tls.flatMap((entry) => entry.matches.map((match) => ({ service, entry, match }))));
  const meant = all.filter(({ match }) => matchHolds(way, match));
  const names = meant.map(({ match }) => match.sniHosts.join());
  return meant.filter((_, index) => names.indexOf(names[index] ?? "") === index);
}

/**
 * The block with the most specific name for the server name, as Envoy chooses filter chains; two blocks that share a name
 * make a listener that Envoy refuses (envoyproxy/data-plane-api:envoy/config/listener/v3/listener_components.proto).
 */
function byServerName(way: Way, blocks: readonly TlsBlock[], host: string | null): Taken | null {
  const names = blocks.flatMap((block) => block.match.sniHosts.map((name) => ({ name, block })));
  const shared = names.find(({ name }, index) => names.findIndex((other) => other.name === name) < index);
  if (shared !== undefined) way.ask.unsupported(`two tls blocks share the server name \`${shared.name}\`, and Envoy refuses such listeners`);
  const ranked = [...names].sort((a, b) => specificity(b.name) - specificity(a.name));
  return ranked.find(({ name }) => sniIs(way, name, host))?.block ?? null;
}

/** Every condition of a block that is not on the server name; gateways count beside labels too. */
function matchHolds(way: Way, match: L4Match): boolean {
  const { ask, proxy, port } = way;
  if (match.port !== null && match.port !== port) return false;
  if (match.gateways.length > 0 && !match.gateways.some((gateway) => proxy.gateways.includes(gateway))) return false;
  if (proxy.kind === "waypoint" && (match.sourceNamespace !== null || match.sourceLabels !== null)) return false;
  if (proxy.kind === "sidecar" && match.sourceNamespace !== null && !proxy.inNamespace(match.sourceNamespace)) return false;
  if (proxy.kind === "sidecar" && match.sourceLabels !== null && !proxy.hasLabels(match.sourceLabels)) return false;
  return match.subnets.length === 0 || ask.unsupported("`destinationSubnets` looks at the address of the service");
}

/** The server name that the client sends, in any case; inside the mesh, where a question has none, the full name of the service. */
function sniIs({ ask }: Way, name: string, host: string | null): boolean {
  const predicate: TextPredicate = name === "*" ? { kind: "present" } : name.startsWith("*") ? { kind: "suffix", value: name.slice(1), ignoreCase: true } : { kind: "exact", value: name, ignoreCase: true };
  if (ask.view.test({ dimension: "sni", predicate })) return true;
  if (host === null || ask.view.test({ dimension: "sni", predicate: { kind: "present" } })) return false;
  ask.note("the client is taken to name the service in full when it starts TLS");
  return holds(predicate, host);
}
