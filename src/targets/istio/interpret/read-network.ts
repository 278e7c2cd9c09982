import type { GatewayServer, IstioGateway, Meta, ServiceEntry, Sidecar } from "./config.ts";
import { at, flag, isSet, items, labels, refuse, text, texts, whole, word } from "./node.ts";
import type { Node } from "./node.ts";
import { readExportTo, readHost } from "./read-common.ts";
import type { Reading } from "./read-common.ts";

const protocols = ["HTTP", "HTTPS", "GRPC", "GRPC-WEB", "HTTP2", "MONGO", "TCP", "TLS"];
const httpProtocols = ["HTTP", "GRPC", "GRPC-WEB", "HTTP2"];

/** Reads a Gateway of Istio (istio/istio:pkg/config/validation/validation.go). */
export function readGateway(spec: Node, meta: Meta, reading: Reading): IstioGateway {
  const servers = items(at(spec, "servers"));
  if (servers.length === 0) refuse(spec, "istio-invalid-gateway", "has no servers");
  return { meta, selector: labels(at(spec, "selector")) ?? {}, servers: servers.map((server) => readServer(server, reading)) };
}

function readServer(node: Node, reading: Reading): GatewayServer {
  const port = whole(at(node, "port", "number"), 1, 65_535);
  if (port === null) refuse(node, "istio-invalid-gateway", "has no port number");
  const protocol = (text(at(node, "port", "protocol")) ?? "").toUpperCase();
  if (!protocols.includes(protocol)) refuse(at(node, "port", "protocol"), "istio-invalid-gateway", `\`${protocol}\` is no protocol`);
  const tls = at(node, "tls");
  const needs = protocol === "HTTPS" || protocol === "TLS";
  if (needs && !isSet(tls)) refuse(node, "istio-invalid-gateway", `needs \`tls\` for ${protocol}`);
  const mode = word(at(tls, "mode"), ["PASSTHROUGH", "SIMPLE", "MUTUAL", "AUTO_PASSTHROUGH", "ISTIO_MUTUAL", "OPTIONAL_MUTUAL"]);
  if (httpProtocols.includes(protocol) && mode !== null && mode !== "PASSTHROUGH") refuse(at(tls, "mode"), "istio-invalid-gateway", `cannot stand on a server of ${protocol}`);
  const hosts = items(at(node, "hosts"));
  if (hosts.length === 0) refuse(node, "istio-invalid-gateway", "has no hosts");
  return {
    port: port ?? 0,
    protocol: httpProtocols.includes(protocol) ? "HTTP" : protocol === "HTTPS" || protocol === "TLS" ? protocol : "TCP",
    hosts: hosts.map((host) => readServerHost(host, reading)),
    redirect: flag(at(tls, "httpsRedirect")),
    mode: mode ?? "PASSTHROUGH",
    path: node.path,
  };
}

function readServerHost(node: Node, reading: Reading): GatewayServer["hosts"][number] {
  const written = text(node) ?? "";
  const slash = written.indexOf("/");
  const namespace = slash < 0 ? "*" : written.slice(0, slash);
  const host = readHost({ ...node, value: written.slice(slash + 1) });
  return { namespace: namespace === "*" ? null : namespace === "." ? reading.namespace : namespace, host: host.toLowerCase() };
}

/** Reads a ServiceEntry (istio/istio:pkg/config/validation/validation.go). */
export function readServiceEntry(spec: Node, meta: Meta, reading: Reading): ServiceEntry {
  const hosts = items(at(spec, "hosts"));
  if (hosts.length === 0) refuse(spec, "istio-invalid-service-entry", "has no hosts");
  const names = hosts.map((host) => readHost(host).toLowerCase());
  if (names.includes("*")) refuse(at(spec, "hosts"), "istio-invalid-service-entry", "has a bare `*`");
  const resolution = word(at(spec, "resolution"), ["NONE", "STATIC", "DNS", "DNS_ROUND_ROBIN", "DYNAMIC_DNS"]) ?? "NONE";
  const endpoints = items(at(spec, "endpoints"));
  if (endpoints.length > 0 && isSet(at(spec, "workloadSelector"))) refuse(at(spec, "workloadSelector"), "istio-invalid-service-entry", "cannot stand beside endpoints");
  if (endpoints.length > 0 && resolution === "NONE") refuse(at(spec, "endpoints"), "istio-invalid-service-entry", "cannot stand with resolution NONE");
  const lookedUp = resolution === "DNS" || resolution === "DNS_ROUND_ROBIN";
  if (lookedUp && endpoints.length === 0 && names.some((name) => name.startsWith("*"))) refuse(at(spec, "hosts"), "istio-invalid-service-entry", "has a wildcard, which nobody can look up without endpoints");
  const block = texts(at(spec, "addresses")).findIndex((address) => /\/(?!32$|128$)/.test(address));
  if (block >= 0 && resolution !== "NONE" && resolution !== "STATIC") refuse(at(spec, "addresses", block), "istio-invalid-service-entry", `is a block, which cannot stand with resolution ${resolution}`);
  return {
    meta,
    hosts: names,
    ports: readEntryPorts(at(spec, "ports")),
    external: word(at(spec, "location"), ["MESH_EXTERNAL", "MESH_INTERNAL"]) !== "MESH_INTERNAL",
    exportTo: texts(at(spec, "exportTo")).includes("~") ? [] : readExportTo(at(spec, "exportTo"), reading.namespace),
    selector: labels(at(spec, "workloadSelector", "labels")),
  };
}

function readEntryPorts(node: Node): ServiceEntry["ports"] {
  const ports = items(node).map((port) => ({
    number: whole(at(port, "number"), 1, 65_535) ?? 0,
    name: text(at(port, "name")) ?? "",
    protocol: (text(at(port, "protocol")) ?? "TCP").toUpperCase(),
    targetPort: whole(at(port, "targetPort"), 1, 65_535),
  }));
  ports.forEach((port, index) => {
    const twin = ports.findIndex((other) => other.number === port.number || other.name === port.name);
    if (twin < index) refuse(at(node, index), "istio-invalid-service-entry", "repeats the number or name of another port");
    if (port.number === 0) refuse(at(node, index), "istio-invalid-service-entry", "has no number");
    if (!protocols.includes(port.protocol)) refuse(at(node, index, "protocol"), "istio-invalid-service-entry", `\`${port.protocol}\` is no protocol`);
  });
  return ports;
}

/** Reads a Sidecar: what its workloads can reach. */
export function readSidecar(spec: Node, meta: Meta, reading: Reading): Sidecar {
  const egress = items(at(spec, "egress"));
  const narrow = egress.some((listener) => isSet(at(listener, "port")) || isSet(at(listener, "bind")));
  const written = word(at(spec, "outboundTrafficPolicy", "mode"), ["ALLOW_ANY", "REGISTRY_ONLY", "ALLOW_ANY_DYNAMIC_DNS"]);
  const mode = written === null && isSet(at(spec, "outboundTrafficPolicy")) ? "REGISTRY_ONLY" : written;
  return {
    meta,
    selector: labels(at(spec, "workloadSelector", "labels")),
    egress: isSet(at(spec, "egress")) ? egress.flatMap((listener) => texts(at(listener, "hosts")).map((host) => readEgressHost(host, reading))) : null,
    outbound: mode === "REGISTRY_ONLY" ? "REGISTRY_ONLY" : mode === null ? null : "ALLOW_ANY",
    beyond: narrow ? "an egress listener of a port of its own" : null,
  };
}

function readEgressHost(host: string, reading: Reading): { readonly namespace: string; readonly host: string } {
  const [namespace = "*", name = "*"] = host.split("/");
  return { namespace: namespace === "." ? reading.namespace : namespace, host: name.toLowerCase() };
}
