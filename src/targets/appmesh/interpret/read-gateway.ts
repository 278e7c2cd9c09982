import type { GatewayRoute, Labels, ListenerProtocol, Meta, VirtualGateway } from "./config.ts";
import { at, isSet, items, keys, member, refuse, text, whole, word } from "./node.ts";
import type { Node } from "./node.ts";
import { readClientTls, readListenerTls, readPortMapping, readRef, readSelector } from "./read-common.ts";
import { readMatch } from "./read-virtual-router.ts";

/** `spec` of a VirtualGateway. */
export function readVirtualGateway(spec: Node, meta: Meta): VirtualGateway {
  keys(spec, ["awsName", "podSelector", "namespaceSelector", "gatewayRouteSelector", "listeners", "backendDefaults", "logging", "meshRef"]);
  if (isSet(at(spec, "meshRef"))) refuse(at(spec, "meshRef"), "appmesh-refused-field", "is filled in by the webhook and refused when written");
  const listeners = items(at(spec, "listeners")).map(readListener);
  if (listeners.length === 0) refuse(spec, "appmesh-refused-field", "has no listeners");
  const routes = at(spec, "gatewayRouteSelector");
  const [namespaces, pods] = [readSelector(at(spec, "namespaceSelector")), readSelector(at(spec, "podSelector"))];
  return { meta, listeners, namespaces, routes: readSelector(routes), defaults: readClientTls(at(spec, "backendDefaults", "clientPolicy")), pods };
}

/** Names in a listener's validation crash the controller, and its ACM trust is dropped (`…:pkg/conversions/virtualgateway_types_conversion.go`). */
function readListener(node: Node): VirtualGateway["listeners"][number] {
  keys(node, ["portMapping", "tls", "connectionPool", "healthCheck"]);
  const names = at(node, "tls", "validation", "subjectAlternativeNames");
  if (isSet(names)) refuse(names, "appmesh-refused-field", "crashes the controller at a gateway");
  readListenerTls(at(node, "tls"));
  return readPortMapping(at(node, "portMapping"));
}

const kinds = { httpRoute: "http", http2Route: "http2", grpcRoute: "grpc" } as const;

/** `spec` of a GatewayRoute. */
export function readGatewayRoute(spec: Node, meta: Meta, labels: Labels): GatewayRoute {
  const names = Object.keys(kinds) as (keyof typeof kinds)[];
  const written = keys(spec, ["awsName", "priority", "meshRef", "virtualGatewayRef", ...names]);
  for (const key of ["meshRef", "virtualGatewayRef"].filter((one) => written.includes(one))) refuse(at(spec, key), "appmesh-refused-field", "is filled in by the webhook and refused when written");
  const found = names.filter((name) => written.includes(name));
  if (found.length !== 1) refuse(spec, "appmesh-refused-route", `has ${found.length} of ${names.join(", ")}`);
  const kind = found[0] ?? "httpRoute";
  const [match, action] = [at(spec, kind, "match"), at(spec, kind, "action")];
  const protocol: ListenerProtocol = kinds[kind];
  if (protocol === "grpc" && !isSet(at(match, "serviceName")) && !isSet(at(match, "hostname"))) refuse(match, "appmesh-refused-route", "needs `serviceName` or `hostname`");
  return {
    meta,
    labels,
    priority: whole(at(spec, "priority"), 0, 1000),
    protocol,
    match: readMatch(match, protocol, ["hostname"]),
    hostname: readHostname(at(match, "hostname")),
    target: { ref: readRef(at(action, "target", "virtualService"), "virtualService", meta.namespace) ?? { kind: "arn", awsName: "" }, port: whole(at(action, "target", "port"), 1, 65_535) },
    rewrite: readRewrite(at(action, "rewrite"), match),
  };
}

function readHostname(node: Node): GatewayRoute["hostname"] {
  if (!isSet(node)) return null;
  const kind = member(node, ["exact", "suffix"]);
  return kind === null ? null : { kind, value: text(at(node, kind), 253, 1) ?? "" };
}

/** Without a word the matched prefix becomes `/` and the host the virtual service's name (`awsdocs/aws-app-mesh-user-guide:doc_source/gateway-routes.md`). */
function readRewrite(node: Node, match: Node): GatewayRoute["rewrite"] {
  const written = keys(node, ["prefix", "path", "hostname"]);
  if (isSet(node) && written.length === 0) refuse(node, "appmesh-refused-route", "rewrites nothing");
  if (written.includes("prefix") && written.includes("path")) refuse(node, "appmesh-refused-route", "rewrites prefix and path");
  if (written.includes("prefix") && !isSet(at(match, "prefix"))) refuse(at(node, "prefix"), "appmesh-refused-route", "stands without a prefix to match");
  const host = word(at(node, "hostname", "defaultTargetHostname"), ["ENABLED", "DISABLED"]) !== "DISABLED";
  const path = text(at(node, "path", "exact"), 255, 1);
  const prefix = isSet(at(match, "prefix")) && path === null ? readPrefix(at(node, "prefix")) : null;
  return { prefix, path, host };
}

function readPrefix(node: Node): string | null {
  const kind = isSet(node) ? member(node, ["defaultPrefix", "value"]) : null;
  if (kind === "value") {
    const value = text(at(node, kind), 255, 1) ?? "/";
    if (!value.startsWith("/") || !value.endsWith("/")) refuse(at(node, kind), "appmesh-refused-route", "must start and end with `/`");
    return value;
  }
  return word(at(node, "defaultPrefix"), ["ENABLED", "DISABLED"]) === "DISABLED" ? null : "/";
}
