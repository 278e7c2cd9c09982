import type { Gateway, GatewayEntry, LedgerEntry } from "../../../model/index.ts";
import { labelName, shortHash } from "../../object-names.ts";
import { hostWithPort } from "../aliases.ts";
import { serversOf } from "./backends.ts";
import { spiffeOf } from "./names.ts";
import { certificateOf, trust } from "./certificates.ts";
import { segmentPattern } from "./conditions.ts";
import { entryTo } from "./gateway-entries.ts";
import type { Led } from "./gateway-entries.ts";
import { gatewayFindings, gatewayQuotaFindings } from "./gateway-findings.ts";
import { gatewayListenerTls, mountNotes } from "./gateway-tls.ts";
import { compact } from "./piece.ts";
import type { Context, Json } from "./piece.ts";
import { virtualServiceNames } from "./router.ts";
import { priorityGap } from "./routes.ts";
import type { Lowered } from "../../target.ts";

const apiVersion = "appmesh.k8s.aws/v1beta2";
const label = "meshwright.dev/gateway";

/** A VirtualGateway with a GatewayRoute for each host of each entry; nothing of a gateway that cannot be said. */
export function lowerGateway(gateway: Gateway, context: Context): Lowered {
  const led = gateway.entries.flatMap((entry) => entryTo(entry, gateway, context));
  if (gateway.entries.every(({ leads }) => leads.kind === "service") && led.length === 0) return { manifests: [], ledger: [], diagnostics: [] };
  const claims = inOrder(led.flatMap((each) => each.entry.hosts.map((host) => ({ ...each, host }))));
  const diagnostics = [...gatewayFindings(gateway, led, context), ...gatewayQuotaFindings(gateway, claims.length, context)];
  if (diagnostics.length > 0) return { manifests: [], ledger: [], diagnostics };
  const sources = [gateway.origin, ...led.map(({ entry }) => entry.origin)];
  const routes = claims.map((claim, index) => ({ object: gatewayRoute(gateway, claim, index * priorityGap(claims.length), context), sources: [claim.entry.origin] }));
  return { manifests: [{ object: virtualGateway(gateway, led, context), sources }, ...routes], ledger: [assumption(gateway, context), ...mountNotes(gateway, context)], diagnostics };
}

interface Claim extends Led {
  readonly host: string;
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
    listeners: ports.map((port) => compact({ portMapping: { port, protocol: led.find(({ entry }) => entry.port === port)?.protocol ?? "http" }, tls: gatewayListenerTls(gateway, port, context) })),
    backendDefaults: clientPolicy(gateway, led, context),
  });
  return { apiVersion, kind: "VirtualGateway", metadata: { name, namespace }, spec };
}

function labelOf({ id }: Gateway): string {
  return labelName(id.namespace, id.name);
}

/** The gateway shows one certificate to all services behind it. */
function clientPolicy({ id, serviceAccount }: Gateway, led: readonly Led[], context: Context): Json | undefined {
  const servers = led.flatMap(({ service }) => serversOf(service, context));
  if (servers.every(({ tls }) => tls === null)) return undefined;
  const { trustDomain } = context.model.mesh;
  const names = servers.flatMap(({ account, tls }) => (tls === null ? [] : [spiffeOf(account, trustDomain)]));
  const certificate = certificateOf({ namespace: id.namespace, serviceAccount: serviceAccount ?? id.name }, context);
  const validation = { trust: trust(context), subjectAlternativeNames: { match: { exact: [...new Set(names)].sort() } } };
  return { clientPolicy: { tls: { enforce: servers.every(({ tls }) => tls !== null), certificate, validation } } };
}

/** Path and host stay as they are: App Mesh would cut the prefix and replace the host (`awsdocs/aws-app-mesh-user-guide:doc_source/gateway-routes.md`). */
function gatewayRoute(gateway: Gateway, { entry, host, service, servicePort, protocol }: Claim, priority: number, context: Context) {
  const hostname = host === "*" ? undefined : host.startsWith("*.") ? { suffix: host.slice(1) } : { exact: host };
  const { conditions, keeps } = protocol === "grpc" ? grpcWay(entry) : httpWay(entry);
  const match = compact({ ...conditions, hostname, port: entry.port });
  const [name = ""] = virtualServiceNames(service, context);
  const rewrite = { ...keeps, hostname: { defaultTargetHostname: "DISABLED" } };
  const target = { virtualService: { virtualServiceRef: { namespace: service.id.namespace, name } }, port: servicePort };
  const own = labelName(service.id.name, gateway.id.name, shortHash(JSON.stringify(match)));
  const metadata = { name: own, namespace: service.id.namespace, labels: { [label]: labelOf(gateway) } };
  return { apiVersion, kind: "GatewayRoute", metadata, spec: { priority, [`${protocol}Route`]: { match, action: { target, rewrite } } } };
}

interface Way {
  readonly conditions: Json;
  /** What keeps the path as it is. */
  readonly keeps: Json;
}

function httpWay({ path }: GatewayEntry): Way {
  const pattern = segmentPattern(path ?? "");
  return pattern === null ? { conditions: { prefix: "/" }, keeps: { prefix: { defaultPrefix: "DISABLED" } } } : { conditions: { path: { regex: pattern } }, keeps: {} };
}

/** Below `/shop.Orders` are the methods of that service; no path is every service. */
function grpcWay({ path }: GatewayEntry): Way {
  const [, serviceName = ""] = (path ?? "").split("/");
  return { conditions: serviceName === "" ? {} : { serviceName }, keeps: {} };
}

/** Host names compare with the port that a client may send along. */
function assumption({ id, origin }: Gateway, { profile }: Context): LedgerEntry {
  const note = "callers send the host without a port: with one, no route of the gateway holds";
  return { target: profile.target, kind: "assumed", service: id, field: `expose.${id.name}`, route: null, direction: "stricter", effects: ["access", "outcome"], bound: null, note, origin, consent: null, reasons: [hostWithPort] };
}
