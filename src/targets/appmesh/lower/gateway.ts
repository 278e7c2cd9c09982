import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Gateway, GatewayEntry, LedgerEntry, Service } from "../../../model/index.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import { hostWithPort } from "../aliases.ts";
import { serversOf } from "./backends.ts";
import { objectName, serviceOf, spiffeOf, textHash } from "./names.ts";
import { segmentPattern } from "./conditions.ts";
import { listenerProtocol } from "./nodes.ts";
import type { ListenerProtocol } from "./nodes.ts";
import { compact, quota } from "./piece.ts";
import type { Context, Json } from "./piece.ts";
import { virtualServiceNames } from "./router.ts";
import type { Lowered } from "../../target.ts";

const apiVersion = "appmesh.k8s.aws/v1beta2";
const label = "meshwright.dev/gateway";
const lastReserved = 1024;

/** A VirtualGateway with a GatewayRoute for each host of each entry; nothing of a gateway that cannot be said. */
export function lowerGateway(gateway: Gateway, context: Context): Lowered {
  const led = gateway.entries.flatMap((entry) => entryTo(entry, gateway, context));
  if (gateway.entries.every(({ leads }) => leads.kind === "service") && led.length === 0) return { manifests: [], ledger: [], diagnostics: [] };
  const claims = inOrder(led.flatMap((each) => each.entry.hosts.map((host) => ({ ...each, host }))));
  const diagnostics = [...gatewayFindings(gateway, led), ...quotaFindings(gateway, claims.length, context)];
  if (diagnostics.length > 0) return { manifests: [], ledger: [], diagnostics };
  const sources = [gateway.origin, ...led.map(({ entry }) => entry.origin)];
  const routes = claims.map((claim, index) => ({ object: gatewayRoute(gateway, claim, index * 10, context), sources: [claim.entry.origin] }));
  return { manifests: [{ object: virtualGateway(gateway, led, context), sources }, ...routes], ledger: [assumption(gateway, context)], diagnostics };
}

interface Led {
  readonly entry: GatewayEntry;
  readonly service: Service;
  readonly servicePort: number;
  readonly protocol: ListenerProtocol;
}

interface Claim extends Led {
  readonly host: string;
}

/** Entries that lead to services that are written, and that the listeners admit. */
function entryTo(entry: GatewayEntry, gateway: Gateway, { model, included }: Context): readonly Led[] {
  const { leads } = entry;
  const service = leads.kind === "service" ? serviceOf(model, leads.service) : null;
  if (leads.kind !== "service" || service === null || !included.includes(service)) return [];
  const open = gateway.listeners.filter(({ port }) => port === entry.port);
  const admitted = open.length === 0 || open.some(({ namespaces }) => namespaces === null || namespaces.includes(service.id.namespace));
  const protocol = listenerProtocol(service.ports.find(({ port }) => port === leads.servicePort)?.protocol ?? "http");
  return admitted ? [{ entry, service, servicePort: leads.servicePort, protocol }] : [];
}

/** Exact hosts before wildcards, longer wildcards before shorter, then longer paths. */
function inOrder(claims: readonly Claim[]): readonly Claim[] {
  const hostRank = ({ host }: Claim): number => (host === "*" ? 0 : host.startsWith("*.") ? host.length : 1000);
  return [...claims].sort((a, b) => hostRank(b) - hostRank(a) || (b.entry.path ?? "").length - (a.entry.path ?? "").length);
}

function virtualGateway(gateway: Gateway, led: readonly Led[], context: Context) {
  const { namespace, name } = gateway.id;
  const namespaces = [...new Set(led.map(({ service }) => service.id.namespace))].sort();
  const ports = [...new Set([...led.map(({ entry }) => entry.port), ...gateway.listeners.map(({ port }) => port)])].sort((a, b) => a - b);
  const spec = compact({
    podSelector: { matchLabels: gateway.selector ?? {} },
    namespaceSelector: { matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: namespaces }] },
    gatewayRouteSelector: { matchLabels: { [label]: labelOf(gateway) } },
    listeners: ports.map((port) => ({ portMapping: { port, protocol: led.find(({ entry }) => entry.port === port)?.protocol ?? "http" } })),
    backendDefaults: clientPolicy(gateway, led, context),
  });
  return { apiVersion, kind: "VirtualGateway", metadata: { name, namespace }, spec };
}

function labelOf({ id }: Gateway): string {
  return objectName(id.namespace, id.name);
}

/** The gateway shows one certificate to all services behind it. */
function clientPolicy({ id, serviceAccount }: Gateway, led: readonly Led[], context: Context): Json | undefined {
  const servers = led.flatMap(({ service }) => serversOf(service, context));
  if (servers.every(({ tls }) => tls === null)) return undefined;
  const { trustDomain } = context.model.mesh;
  const names = servers.flatMap(({ account, tls }) => (tls === null ? [] : [spiffeOf(account, trustDomain)]));
  const own = spiffeOf({ namespace: id.namespace, serviceAccount: serviceAccount ?? id.name }, trustDomain);
  const validation = { trust: { sds: { secretName: `spiffe://${trustDomain}` } }, subjectAlternativeNames: { match: { exact: [...new Set(names)].sort() } } };
  return { clientPolicy: { tls: { enforce: servers.every(({ tls }) => tls !== null), certificate: { sds: { secretName: own } }, validation } } };
}

/** Path and host stay as they are: App Mesh would cut the prefix and replace the host (`awsdocs/aws-app-mesh-user-guide:doc_source/gateway-routes.md`). */
function gatewayRoute(gateway: Gateway, { entry, host, service, servicePort, protocol }: Claim, priority: number, context: Context) {
  const path = entry.path === null ? null : segmentPattern(entry.path);
  const hostname = host === "*" ? undefined : host.startsWith("*.") ? { suffix: host.slice(1) } : { exact: host };
  const match = compact({ ...(path === null ? { prefix: "/" } : { path: { regex: path } }), hostname, port: entry.port });
  const [name = ""] = virtualServiceNames(service, context);
  const rewrite = compact({ prefix: path === null ? { defaultPrefix: "DISABLED" } : undefined, hostname: { defaultTargetHostname: "DISABLED" } });
  const target = { virtualService: { virtualServiceRef: { namespace: service.id.namespace, name } }, port: servicePort };
  const own = objectName(service.id.name, gateway.id.name, textHash(JSON.stringify(match)));
  const metadata = { name: own, namespace: service.id.namespace, labels: { [label]: labelOf(gateway) } };
  return { apiVersion, kind: "GatewayRoute", metadata, spec: { priority, [protocol === "http2" ? "http2Route" : "httpRoute"]: { match, action: { target, rewrite } } } };
}

/** What a virtual gateway cannot do. */
function gatewayFindings(gateway: Gateway, led: readonly Led[]): readonly Diagnostic[] {
  const say = (at: Diagnostic["origin"], why: string): Diagnostic => appmeshDiagnostics["gateway-not-sayable"].report({ at, with: { gateway: gateway.id.name, why } });
  const open = (entry: GatewayEntry): Gateway["listeners"] => gateway.listeners.filter(({ port }) => port === entry.port);
  const unheard = ({ entry }: Led): boolean => open(entry).some(({ hosts }) => hosts.length > 0 && !hosts.includes("*") && entry.hosts.some((host) => !hosts.includes(host)));
  const mixed = led.find(({ entry, protocol }) => led.some((other) => other.entry.port === entry.port && other.protocol !== protocol));
  const hostsAt = (port: number): readonly string[] => led.filter(({ entry }) => entry.port === port).flatMap(({ entry }) => entry.hosts);
  const caught = led.find(({ entry }) => entry.hosts.includes("*") && hostsAt(entry.port).some((host) => host !== "*"));
  return [
    ...(caught === undefined ? [] : [say(caught.entry.origin, "calls to a named host that carry a port would be taken by `*`")]),
    ...(gateway.selector === null ? [say(gateway.origin, "the labels of its pods are not known")] : []),
    ...gateway.entries.flatMap(({ leads, origin }) => (leads.kind === "arms" ? [say(origin, "a gateway route leads to one virtual service and carries no routes")] : [])),
    ...gateway.listeners.flatMap(({ protocol, origin }) => (protocol === "http" ? [] : [say(origin, `a listener for ${protocol} needs certificates that are not written by meshwright yet`)])),
    ...led.flatMap(({ entry }) => (entry.port <= lastReserved ? [say(entry.origin, `proxies cannot listen on port ${entry.port}, since they are not root: put a load balancer before a port above ${lastReserved}`)] : [])),
    ...led.flatMap(({ entry, protocol }) => (protocol === "http" || protocol === "http2" ? [] : [say(entry.origin, `${protocol} through a gateway is not written by meshwright yet`)])),
    ...led.flatMap((each) => (unheard(each) ? [say(each.entry.origin, "its listeners do not take all of the hosts")] : [])),
    ...(mixed === undefined ? [] : [say(mixed.entry.origin, `services behind port ${mixed.entry.port} speak different protocols`)]),
  ];
}

function quotaFindings(gateway: Gateway, count: number, context: Context): readonly Diagnostic[] {
  const limit = quota(context, "routesPerGateway", 10);
  const words = { what: `routes at gateway \`${gateway.id.name}\``, count, limit, setting: "routesPerGateway" };
  return count <= limit ? [] : [appmeshDiagnostics["over-quota"].report({ at: gateway.entries[0]?.origin ?? gateway.origin, with: words })];
}

/** Host names compare with the port that a client may send along. */
function assumption({ id, origin }: Gateway, { profile }: Context): LedgerEntry {
  const note = "callers send the host without a port: with one, no route of the gateway holds";
  return { target: profile.target, kind: "assumed", service: id, field: `expose.${id.name}`, route: null, direction: "stricter", effects: ["access", "outcome"], bound: null, note, origin, consent: null, reasons: [hostWithPort] };
}
