import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Gateway, GatewayEntry } from "../../../model/index.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import { segmentPattern } from "./conditions.ts";
import type { Led } from "./gateway-entries.ts";
import { listenerTlsFindings } from "./gateway-tls.ts";
import { quota } from "./piece.ts";
import type { Context } from "./piece.ts";

const lastReserved = 1024;
const longestPattern = 255;
const highestPriority = 1000;

/** What App Mesh keeps for itself (`awsdocs/aws-app-mesh-user-guide:doc_source/gateway-routes.md`). */
const reserved = /^\/(?:aws-app-?mesh|aws\.app-?mesh)/;

/** Everything that a virtual gateway cannot do for its listeners and for the entries that lead somewhere. */
export function gatewayFindings(gateway: Gateway, led: readonly Led[], context: Context): readonly Diagnostic[] {
  const say = (at: Diagnostic["origin"], why: string): Diagnostic => appmeshDiagnostics["gateway-not-sayable"].report({ at, with: { gateway: gateway.id.name, why } });
  const open = (entry: GatewayEntry): Gateway["listeners"] => gateway.listeners.filter(({ port }) => port === entry.port);
  const unheard = ({ entry }: Led): boolean => open(entry).some(({ hosts }) => hosts.length > 0 && !hosts.includes("*") && entry.hosts.some((host) => !hosts.includes(host)));
  const mixed = led.find(({ entry, protocol }) => led.some((other) => other.entry.port === entry.port && other.protocol !== protocol));
  const hostsAt = (port: number): readonly string[] => led.filter(({ entry }) => entry.port === port).flatMap(({ entry }) => entry.hosts);
  const caught = led.find(({ entry }) => entry.hosts.includes("*") && hostsAt(entry.port).some((host) => host !== "*"));
  const ports = [...led.map(({ entry }) => entry), ...gateway.listeners.filter(({ port }) => !led.some(({ entry }) => entry.port === port))];
  return [
    ...(caught === undefined ? [] : [say(caught.entry.origin, "calls to a named host that carry a port would be taken by `*`")]),
    ...(gateway.selector === null ? [say(gateway.origin, "the labels of its pods are not known")] : []),
    ...gateway.entries.flatMap(({ leads, origin }) => (leads.kind === "arms" ? [say(origin, "a gateway route leads to one virtual service and carries no routes")] : [])),
    ...listenerTlsFindings(gateway, context).map(({ at, why }) => say(at, why)),
    ...ports.flatMap(({ port, origin }) => (port <= lastReserved ? [say(origin, `proxies cannot listen on port ${port}, since they are not root: put a load balancer before a port above ${lastReserved}`)] : [])),
    ...led.flatMap(({ entry, protocol }) => (protocol === "tcp" ? [say(entry.origin, "its listeners speak http, http2 and grpc, and nothing else")] : [])),
    ...led.flatMap((each) => (each.protocol === "grpc" ? grpcProblems(each.entry).map((why) => say(each.entry.origin, why)) : patternFindings(each.entry))),
    ...led.flatMap((each) => (reserved.test(each.entry.path ?? "") ? [say(each.entry.origin, "paths below `/aws-appmesh` and gRPC services in `aws.appmesh` are App Mesh's own")] : [])),
    ...led.flatMap((each) => (unheard(each) ? [say(each.entry.origin, "its listeners do not take all of the hosts")] : [])),
    ...(mixed === undefined ? [] : [say(mixed.entry.origin, `services behind port ${mixed.entry.port} speak different protocols`)]),
  ];
}

/** A route for gRPC names a host, a service, or both (`aws/aws-app-mesh-controller-for-k8s:webhooks/appmesh/gatewayroute_validator.go`). */
function grpcProblems({ path, hosts }: GatewayEntry): readonly string[] {
  const [, service = "", ...more] = (path ?? "").split("/");
  if (more.some((step) => step !== "")) return ["a gateway route for gRPC takes whole services, and no single methods"];
  return service === "" && hosts.includes("*") ? ["a gateway route for gRPC needs a host or a service"] : [];
}

function patternFindings({ path, origin }: GatewayEntry): readonly Diagnostic[] {
  const length = segmentPattern(path ?? "")?.length ?? 0;
  if (length <= longestPattern) return [];
  return [appmeshDiagnostics["value-length"].report({ at: origin, with: { field: "expose.path", length, range: `1 to ${longestPattern}` } })];
}

/** More routes than a gateway may have. */
export function gatewayQuotaFindings(gateway: Gateway, count: number, context: Context): readonly Diagnostic[] {
  const limit = Math.min(quota(context, "routesPerGateway", 10), highestPriority + 1);
  const words = { what: `routes at gateway \`${gateway.id.name}\``, count, limit, setting: "routesPerGateway" };
  return count <= limit ? [] : [appmeshDiagnostics["over-quota"].report({ at: gateway.entries[0]?.origin ?? gateway.origin, with: words })];
}
