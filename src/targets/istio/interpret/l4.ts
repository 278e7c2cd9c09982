import type { Decision } from "../../../model/decision.ts";
import { noHeaderEdits } from "../../../model/edits.ts";
import { holds } from "../../../model/evaluate.ts";
import type { TextPredicate } from "../../../model/predicate.ts";
import { unroutable } from "./answer.ts";
import type { L4Entry, L4Match, VirtualService } from "./config.ts";
import { forward } from "./forward.ts";
import type { Way } from "./forward.ts";
import type { Host } from "./registry.ts";

/** A connection: TLS blocks by server name, then TCP blocks; else the service itself (istio/istio:pilot/pkg/networking/core/tls.go). */
export function decideL4(way: Way, services: readonly VirtualService[], host: Host): Decision {
  const entry = findEntry(way, services, host.host);
  if (entry !== null) return send(way, entry);
  way.ask.step(`no tls or tcp entry matches: the default cluster of ${host.host}`);
  return forward(way, plainJourney([{ host: host.host, subset: null, port: way.port, weight: 0, request: noHeaderEdits, response: noHeaderEdits }]), {});
}

/** A connection at a gateway: closed when nothing matches. */
export function decideL4AtGateway(way: Way, services: readonly VirtualService[]): Decision {
  const entry = findEntry(way, services, null);
  return entry === null ? unroutable(way.ask, null, "no tls or tcp entry matches: the connection is closed") : send(way, entry);
}

function send(way: Way, [service, entry]: readonly [VirtualService, L4Entry]): Decision {
  way.ask.step(`VirtualService ${service.meta.namespace}/${service.meta.name} routes the connection`, service.meta, entry.path);
  return forward(way, plainJourney(entry.destinations), {});
}

function plainJourney(destinations: L4Entry["destinations"]): Parameters<typeof forward>[1] {
  return { destinations, mirrors: [], path: { kind: "keep" }, authority: null, request: noHeaderEdits, response: noHeaderEdits };
}

function findEntry(way: Way, services: readonly VirtualService[], host: string | null): readonly [VirtualService, L4Entry] | null {
  const tls = way.ask.question.protocol === "tls";
  for (const service of services) {
    const entries = tls ? [...service.tls, ...service.tcp] : service.tcp;
    const found = entries.find((entry) => entryHolds(way, entry, host));
    if (found !== undefined) return [service, found];
  }
  return null;
}

function entryHolds(way: Way, entry: L4Entry, host: string | null): boolean {
  return entry.matches.length === 0 || entry.matches.some((match) => matchHolds(way, match, host));
}

/** Every condition of a block counts here, gateways beside labels too. */
function matchHolds(way: Way, match: L4Match, host: string | null): boolean {
  const { ask, proxy, port } = way;
  if (match.port !== null && match.port !== port) return false;
  if (match.gateways.length > 0 && !match.gateways.some((gateway) => proxy.gateways.includes(gateway))) return false;
  if (proxy.kind === "sidecar" && match.sourceNamespace !== null && !proxy.inNamespace(match.sourceNamespace)) return false;
  if (proxy.kind === "sidecar" && match.sourceLabels !== null && !proxy.hasLabels(match.sourceLabels)) return false;
  if (match.sniHosts.length > 0 && !match.sniHosts.some((name) => sniIs(way, name, host))) return false;
  return match.subnets.length === 0 || ask.unsupported("`destinationSubnets` looks at the address of the service");
}

/** The server name that the client sends; inside the mesh, where a question has none, the full name of the service. */
function sniIs({ ask }: Way, name: string, host: string | null): boolean {
  const predicate: TextPredicate = name === "*" ? { kind: "present" } : name.startsWith("*") ? { kind: "suffix", value: name.slice(1) } : { kind: "exact", value: name };
  if (ask.view.test({ dimension: "sni", predicate })) return true;
  if (host === null || ask.view.test({ dimension: "sni", predicate: { kind: "present" } })) return false;
  ask.note("the client is taken to name the service in full when it starts TLS");
  return holds(predicate, host);
}
