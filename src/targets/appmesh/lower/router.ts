import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName } from "../../object-names.ts";
import { sameName } from "../../../model/name.ts";
import type { Route, Service } from "../../../model/index.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { aliasesOf, unknownName } from "../aliases.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import { listenerProtocol } from "./nodes.ts";
import { quota } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { retryDrafts, retryFindings } from "./retries.ts";
import { portRoutes, ranked, routerFindings } from "./routes.ts";
import { strangers } from "./strangers.ts";
import { targetFindings, weightDrafts } from "./targets.ts";

const apiVersion = "appmesh.k8s.aws/v1beta2";

/**
 * The router of a service with all of its routes, and the virtual services that callers dial. A virtual service never
 * leads to a node by itself: that would bring retries nobody wrote (`aws/aws-app-mesh-roadmap`, issue 194).
 */
export function lowerRouter(service: Service, context: Context): Piece {
  const ports = service.ports.map((port) => portRoutes(port, context));
  const routes = ports.flatMap((port) => port.routes);
  const spec = { listeners: service.ports.map(({ port, protocol }) => ({ portMapping: { port, protocol: listenerProtocol(protocol) } })), routes: ranked(routes) };
  const sources = [service.origin, ...service.ports.flatMap(({ arms }) => arms.map(({ origin }) => origin))];
  const names = servedNames(service, context);
  return {
    manifests: [
      { object: { apiVersion, kind: "VirtualRouter", metadata: named(service, labelName(service.id.name)), spec }, sources },
      ...names.map(([word, host]) => ({ object: virtualService(service, word, host), sources: [service.origin] })),
    ],
    drafts: [...routesOf(service).flatMap(({ route, protocol }) => [...weightDrafts(route), ...retryDrafts(route, listenerProtocol(protocol))]), ...nameDrafts(service, context), ...defaults(service)],
    diagnostics: [
      ...ports.flatMap((port) => port.diagnostics),
      ...service.ports.flatMap((port) => targetFindings(port, context)),
      ...routesOf(service).flatMap(({ route, protocol }) => retryFindings(route, listenerProtocol(protocol))),
      ...routerFindings(service, routes.length, quota(context, "routesPerRouter", 50)),
      ...nameFindings(service, context),
      ...externalFindings(service),
    ],
  };
}

function named(service: Service, name: string): { readonly name: string; readonly namespace: string } {
  return { name, namespace: service.id.namespace };
}

/** Each route of the service once, with the protocol of the first port that has it. */
function routesOf(service: Service): readonly { readonly route: Route; readonly protocol: Service["ports"][number]["protocol"] }[] {
  const all = service.ports.flatMap(({ arms, protocol }) => arms.map(({ route }) => ({ route, protocol })));
  return all.filter(({ route }, index) => all.findIndex((one) => one.route === route) === index);
}

/** Words of the setting `names` and the hosts they stand for; the full name where the setting names none. */
function servedNames(service: Service, { model, profile }: Context): readonly (readonly [string, string])[] {
  if (service.external !== null) return service.external.hosts.slice(0, 1).map(({ value }) => ["fqdn", value.toLowerCase()]);
  const words = (profile.settings["names"] ?? "").split(",").map((word) => word.trim());
  const all = aliasesOf(service.id.namespace, service.id.name, model.mesh.clusterDomain);
  const served = all.filter(([word]) => words.includes(word));
  return served.length > 0 ? served : all.slice(0, 1);
}

/** Names of the objects: the first one is the service's own. */
export function virtualServiceNames(service: Service, context: Context): readonly string[] {
  return servedNames(service, context).map(([word]) => virtualServiceName(service, word));
}

function virtualServiceName(service: Service, word: string): string {
  return word === "fqdn" ? labelName(service.id.name) : labelName(service.id.name, "as", word);
}

function virtualService(service: Service, word: string, host: string) {
  const provider: Json = { virtualRouter: { virtualRouterRef: { namespace: service.id.namespace, name: labelName(service.id.name) } } };
  return { apiVersion, kind: "VirtualService", metadata: named(service, virtualServiceName(service, word)), spec: { awsName: host, provider } };
}

/** Names that callers may use in a cluster but that no virtual service has. */
function nameDrafts(service: Service, context: Context): readonly Draft[] {
  const served = servedNames(service, context).map(([, host]) => host);
  const lost = aliasesOf(service.id.namespace, service.id.name, context.model.mesh.clusterDomain).map(([, host]) => host).filter((host) => !served.includes(host));
  const asked = service.ports.some(({ protocol }) => listenerProtocol(protocol) !== "tcp");
  if (lost.length === 0 || !asked || service.external !== null) return [];
  const note = `callers dial ${served.map((host) => `\`${host}\``).join(", ")}; calls to ${lost.map((host) => `\`${host}\``).join(", ")} go nowhere, or past every route where egress is allowed`;
  return [remark("assumed", { field: "service", ...strangers(context), note, origin: service.origin, reasons: lost.map(unknownName) })];
}

function nameFindings(service: Service, context: Context): readonly Diagnostic[] {
  const mine = servedNames(service, context).map(([, host]) => host);
  return context.included.flatMap((other) => {
    const shared = sameName(other.id, service.id) ? undefined : servedNames(other, context).find(([, host]) => mine.includes(host));
    const words = { host: shared?.[1] ?? "", other: `${other.id.namespace}/${other.id.name}` };
    return shared === undefined ? [] : [appmeshDiagnostics["name-taken"].report({ at: service.origin, with: words })];
  });
}

/** A host that DNS can answer, and no TLS that a proxy would have to start. */
function externalFindings({ external }: Service): readonly Diagnostic[] {
  if (external === null) return [];
  const [first, second] = external.hosts;
  const say = (at: Diagnostic["origin"], field: string, why: string): Diagnostic => appmeshDiagnostics["external-not-sayable"].report({ at, with: { field, why } });
  return [
    ...(second === undefined ? [] : [say(second.origin, "external.hosts", "a virtual node has one name")]),
    ...(first?.value.startsWith("*") === true ? [say(first.origin, "external.hosts", "DNS cannot be asked for a wildcard")] : []),
    ...(external.tls.value === "simple" ? [say(external.tls.origin, "external.tls", "how proxies start TLS to hosts outside is not documented")] : []),
    ...(external.addresses.length > 0 && first !== undefined ? [say(first.origin, "external.addresses", "a virtual node has no fixed addresses")] : []),
  ];
}

/** What is written out because App Mesh would fill it in otherwise. */
function defaults(service: Service): readonly Draft[] {
  const note = "where the policy says nothing, no retries and no time limits are written: App Mesh would repeat calls twice and cut them after 15s on both sides";
  return [remark("explicit-default", { field: "routes", note, origin: service.ports[0]?.origin ?? service.origin })];
}
