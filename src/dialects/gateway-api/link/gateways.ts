import { pathText } from "../../../source/path-text.ts";
import type { FragmentEntry, GatewayFragment } from "../../fragment.ts";
import type { GatewayObject } from "../read/object.ts";
import type { Place } from "../read/place.ts";
import { tell } from "../read/reading.ts";
import { attachments, namesGateway, ownerOf } from "./attach.ts";
import type { Attachment } from "./attach.ts";
import { expandRoute } from "./candidate.ts";
import type { Candidate } from "./candidate.ts";
import { bestCovering, covers, intersection } from "./hostnames.ts";
import { linkDiagnostics as say } from "./link.diagnostics.ts";
import type { Linking } from "./linking.ts";
import { readListeners } from "./listeners.ts";
import type { GatewayResource, OpenListener } from "./listeners.ts";
import { oldestRoute } from "./mesh.ts";
import { inPrecedence } from "./order.ts";
import { hostRank } from "./rank.ts";
import { parentKind } from "./service-parents.ts";

/** Objects whose spec has the shape of a Gateway, which was checked when they were opened. */
export function isGateway(object: GatewayObject<unknown>): object is GatewayResource & { readonly kind: "Gateway" } {
  return object.kind === "Gateway";
}

/** Each Gateway with its listeners, and for each host it serves the arms of the routes attached there, in order. */
export function linkGateways(linking: Linking, gateways: readonly GatewayResource[]): readonly GatewayFragment[] {
  reportUnknown(linking, gateways);
  return gateways.map((gateway) => {
    const listeners = readListeners(gateway, linking.around, { at: gateway.at, found: linking.found });
    const attached = attachments(linking, gateway, listeners);
    return {
      gateway: gateway.id,
      document: gateway.title,
      origin: gateway.at(["metadata", "name"]),
      declares: { serviceAccount: null, selector: null, listeners: listeners.map(({ listener }) => listener) },
      entries: listeners.flatMap((listener) => listenerEntries(linking, gateway, listener, listeners, attached)),
    };
  });
}

function reportUnknown(linking: Linking, gateways: readonly GatewayResource[]): void {
  for (const route of linking.routes) {
    const reading = { at: route.at, found: linking.found };
    if (route.spec.useDefaultGateways === "All") {
      const parameters = { field: "useDefaultGateways", why: "routes name their Gateways here" };
      tell(reading, say["gateway-api-field-unsupported"], ["spec", "useDefaultGateways"], parameters, { part: "key" });
    }
    route.spec.parentRefs?.forEach((ref, index) => {
      const refused = linking.gatewayNames.includes(ref.name) && !gateways.some(({ id }) => id.name === ref.name);
      if (parentKind(ref) !== "Gateway" || refused || gateways.some((gateway) => namesGateway(route, ref, gateway))) return;
      tell(reading, say["gateway-api-gateway-unknown"], ["spec", "parentRefs", index, "name"], { gateway: ref.name });
    });
  }
}

function listenerEntries(linking: Linking, gateway: GatewayResource, at: OpenListener, all: readonly OpenListener[], attached: readonly Attachment[]): readonly FragmentEntry[] {
  const here = attached.filter(({ listener }) => listener === at);
  const own = here.filter(({ route }, index) => here.findIndex((other) => other.route === route) === index);
  switch (at.listener.protocol) {
    case "tcp":
      return tcpEntries(linking, gateway, at, own);
    case "tls":
      return hostEntries(linking, at, own, own.flatMap(({ hosts }) => hosts), (candidates) => candidates.slice(0, 1));
    case "http":
    case "https":
      reportKinds(linking, own);
      return hostEntries(linking, at, own, [...own.flatMap(({ hosts }) => hosts), ...guardedHosts(at, all)], (candidates) => candidates);
  }
}

/** The listener's own name where a wider listener shares the port: calls that no route here takes must not go on to that one. */
function guardedHosts(at: OpenListener, all: readonly OpenListener[]): readonly string[] {
  const wider = all.some((other) => other !== at && other.listener.port === at.listener.port && other.listener.protocol === at.listener.protocol && covers(other.host, at.host));
  return wider && ownerOf(at.host, at, all) === at.host ? [at.host] : [];
}

function tcpEntries(linking: Linking, gateway: GatewayResource, at: OpenListener, own: readonly Attachment[]): readonly FragmentEntry[] {
  const [first] = own;
  if (first === undefined) return [];
  const winner = oldestRoute(linking, [...new Set(own.map(({ route }) => route))], `${gateway.id.name}/${at.listener.name}`);
  const arms = expandRoute(winner, expansionAt(linking, at)).map(({ arm }) => arm);
  return [{ port: at.listener.port, hosts: ["*"], path: null, leads: { kind: "arms", arms }, origin: winner.at(first.path) }];
}

function expansionAt(linking: Linking, { listener }: OpenListener): Parameters<typeof expandRoute>[1] {
  const place: Place = { kind: "gateway", port: listener.port, scheme: listener.protocol === "https" ? "https" : "http" };
  return { place, around: linking.around, regexRank: linking.regexRank ?? "last", found: linking.found };
}

interface Hosted {
  readonly attachment: Attachment;
  readonly candidates: readonly Candidate[];
}

/** One entry for each host; hosts with the same arms share one. */
function hostEntries(
  linking: Linking,
  at: OpenListener,
  own: readonly Attachment[],
  hosts: readonly string[],
  keep: (candidates: readonly Candidate[]) => readonly Candidate[],
): readonly FragmentEntry[] {
  const hosted = own.map((attachment) => ({ attachment, candidates: expandRoute(attachment.route, expansionAt(linking, at)) }));
  const entries = new Map<string, { hosts: string[]; candidates: readonly Candidate[] }>();
  const known = hosted.flatMap(({ candidates }) => candidates.map(({ arm }) => arm));
  for (const host of [...new Set(hosts)].sort()) {
    const candidates = keep(inPrecedence(hosted.flatMap((one) => atHost(one, host, at)), { regexRankStated: linking.regexRank !== null, found: linking.found }));
    const key = candidates.map(({ arm }) => known.indexOf(arm)).join();
    const same = entries.get(key);
    if (same === undefined || key === "") entries.set(key === "" ? host : key, { hosts: [host], candidates });
    else same.hosts.push(host);
  }
  reportOpenRanks(linking, hosted, [...new Set(hosts)]);
  return [...entries.values()].map((entry) => toEntry(entry.hosts, entry.candidates, at, own));
}

function toEntry(hosts: readonly string[], candidates: readonly Candidate[], at: OpenListener, own: readonly Attachment[]): FragmentEntry {
  const first = own.find(({ route }) => route === candidates[0]?.route);
  const origin = first === undefined ? at.listener.origin : first.route.at(first.path);
  const arms = candidates.map(({ arm, route }) => (route.kind === "TLSRoute" ? { ...arm, when: { ...arm.when, sni: hosts } } : arm));
  return { port: at.listener.port, hosts, path: null, leads: { kind: "arms", arms }, origin };
}

/** A route's matches for one host: gRPC before HTTP, the more specific name before the match itself. */
function atHost({ attachment, candidates }: Hosted, host: string, { host: listening }: OpenListener): readonly Candidate[] {
  const { route } = attachment;
  const named = bestCovering(attachment.hosts, host);
  if (named === null) return [];
  if (route.kind === "TLSRoute") {
    const fitting = candidates.find(({ arm }) => arm.when.sni?.some((own) => intersection(own, listening) === named));
    return fitting === undefined ? [] : [{ ...fitting, rank: hostRank(named) }];
  }
  const kind = route.kind === "GRPCRoute" ? 1 : 0;
  return candidates.map((candidate) => ({ ...candidate, rank: [kind, ...hostRank(named), ...candidate.rank] }));
}

/** Of an HTTPRoute and a GRPCRoute with a common host one is refused (`kubernetes-sigs/gateway-api:apis/v1/grpcroute_types.go`). */
function reportKinds(linking: Linking, own: readonly Attachment[]): void {
  for (const grpc of own.filter(({ route }) => route.kind === "GRPCRoute")) {
    const http = own.find(({ route, hosts }) => route.kind === "HTTPRoute" && hosts.some((host) => grpc.hosts.some((other) => intersection(host, other) !== null)));
    if (http === undefined) continue;
    const parameters = { route: grpc.route.title, other: http.route.title, host: grpc.hosts.join(", ") };
    const related = [{ origin: http.route.at(http.path), note: "the other route" }];
    tell({ at: grpc.route.at, found: linking.found }, say["gateway-api-grpc-beside-http"], [...grpc.path, "name"], parameters, { related });
  }
}

/** Two routes meet at one name of the listener that they wrote differently: which of the two is longer is not settled. */
function reportOpenRanks(linking: Linking, hosted: readonly Hosted[], hosts: readonly string[]): void {
  for (const host of hosts) {
    const meeting = hosted.filter(({ attachment }) => attachment.hosts.includes(host));
    const written = meeting.filter(({ attachment }) => writes(attachment, host));
    const wider = meeting.find(({ attachment }) => !writes(attachment, host) && attachment.route.kind !== "TCPRoute" && (attachment.route.spec.hostnames ?? []).length > 0);
    const [first] = written;
    if (first === undefined || wider === undefined || first.attachment.route.kind !== wider.attachment.route.kind) continue;
    const { route, path } = wider.attachment;
    const parameters = { host, route: route.title, other: first.attachment.route.title };
    linking.found.push(say["gateway-api-host-rank-open"].report({ at: route.at(["spec", "hostnames"]), path: pathText(path), with: parameters }));
  }
}

function writes({ route }: Attachment, host: string): boolean {
  return route.kind !== "TCPRoute" && (route.spec.hostnames ?? []).includes(host);
}
