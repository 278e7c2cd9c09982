import type { Listener } from "../../../model/index.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import type { GatewayListener, GatewaySpec, NamespaceSelector } from "../kinds/gateway.ts";
import { gatewayGroup } from "../kinds/versions.ts";
import type { GatewayObject } from "../read/object.ts";
import type { Surroundings } from "../read/place.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { linkDiagnostics as say } from "./link.diagnostics.ts";

/** A Gateway whose shape was checked, or a ListenerSet as if it were one. */
export type GatewayResource = GatewayObject<GatewaySpec> & { readonly kind: "Gateway" | "ListenerSet" };

/** A listener with what decides which routes may attach to it. */
export interface OpenListener {
  readonly listener: Listener & { readonly name: string };
  readonly host: string;
  /** Kinds of routes that it admits. */
  readonly kinds: readonly string[];
}

const protocols = {
  HTTP: { protocol: "http", kinds: ["HTTPRoute", "GRPCRoute"] },
  HTTPS: { protocol: "https", kinds: ["HTTPRoute", "GRPCRoute"] },
  TLS: { protocol: "tls", kinds: ["TLSRoute"] },
  TCP: { protocol: "tcp", kinds: ["TCPRoute"] },
} as const satisfies Readonly<Record<string, { protocol: Listener["protocol"]; kinds: readonly string[] }>>;

/** The listeners of a Gateway; those that cannot be read are reported and left out. */
export function readListeners(gateway: GatewayResource, around: Surroundings, reading: Reading): readonly OpenListener[] {
  const { listeners } = gateway.spec;
  reportConflicts(listeners, reading);
  reportUnread(gateway, reading);
  return listeners.flatMap((listener, index) => readListener(gateway, listener, ["spec", "listeners", index], around, reading));
}

function readListener(gateway: GatewayResource, spec: GatewayListener, path: DocumentPath, around: Surroundings, reading: Reading): readonly OpenListener[] {
  const known = Object.hasOwn(protocols, spec.protocol) ? protocols[spec.protocol as keyof typeof protocols] : undefined;
  if (known === undefined) {
    tell(reading, say["gateway-api-field-unsupported"], [...path, "protocol"], { field: `protocol: ${spec.protocol}`, why: "a policy speaks of HTTP, HTTPS, TLS and TCP" });
    return [];
  }
  const wanted = spec.allowedRoutes?.kinds ?? [];
  const admitted = wanted.filter(({ group }) => (group ?? gatewayGroup) === gatewayGroup).map(({ kind }) => kind);
  const listener = {
    name: spec.name,
    port: spec.port,
    protocol: known.protocol,
    hosts: [spec.hostname ?? "*"],
    tls: listenerTls(gateway, spec, path, around, reading),
    namespaces: admittedNamespaces(gateway, spec, path, reading),
    origin: reading.at(path),
  };
  return [{ listener, host: spec.hostname ?? "*", kinds: wanted.length === 0 ? known.kinds : known.kinds.filter((kind) => admitted.includes(kind)) }];
}

function listenerTls(gateway: GatewayResource, spec: GatewayListener, path: DocumentPath, around: Surroundings, reading: Reading): Listener["tls"] {
  const { tls } = spec;
  if (tls === undefined) return null;
  const list = [...path, "tls", "certificateRefs"];
  const [first, second] = tls.certificateRefs ?? [];
  if (second !== undefined) tell(reading, say["gateway-api-field-unsupported"], [...list, 1], { field: "certificateRefs", why: "a listener has one certificate in a policy" });
  if (tls.options !== undefined) tell(reading, say["gateway-api-field-unsupported"], [...path, "tls", "options"], { field: "tls.options", why: "each product has its own" }, { part: "key" });
  const mode = tls.mode === "Passthrough" ? "passthrough" : "terminate";
  if (first === undefined) return { mode, secret: null };
  if ((first.group ?? "") !== "" || (first.kind ?? "Secret") !== "Secret") {
    tell(reading, say["gateway-api-field-unsupported"], [...list, 0], { field: "certificateRefs", why: "only Secrets are known to hold certificates" });
  }
  const secret = { namespace: first.namespace ?? gateway.id.namespace, name: first.name };
  const crossing = { kind: gateway.kind, namespace: gateway.id.namespace, to: { kind: "Secret", name: secret } };
  if (secret.namespace !== gateway.id.namespace && !around.granted(crossing)) {
    const parameters = { gateway: gateway.title, secret: secret.name, namespace: secret.namespace };
    tell(reading, say["gateway-api-certificate-not-granted"], [...list, 0, "namespace"], parameters);
  }
  return { mode, secret };
}

function admittedNamespaces(gateway: GatewayResource, spec: GatewayListener, path: DocumentPath, reading: Reading): readonly string[] | null {
  const { from = "Same", selector } = spec.allowedRoutes?.namespaces ?? {};
  if (from === "All") return null;
  if (from === "Same") return [gateway.id.namespace];
  const selected = selectedNamespaces(selector ?? {});
  if (selected === "unknown") {
    tell(reading, say["gateway-api-selector-unknown"], [...path, "allowedRoutes", "namespaces", "selector"], { listener: spec.name }, { part: "key" });
    return null;
  }
  return selected;
}

/** The label that every namespace carries with its own name. */
const nameLabel = "kubernetes.io/metadata.name";

/** The namespaces that a selector by their own names means; null: all, `unknown` where other labels decide. */
export function selectedNamespaces(selector: NamespaceSelector): readonly string[] | null | "unknown" {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, operator: "In", values: [value] }));
  const terms = [...labels, ...(selector.matchExpressions ?? [])];
  if (terms.length === 0) return null;
  if (terms.some(({ key, operator }) => key !== nameLabel || operator !== "In")) return "unknown";
  const [first, ...rest] = terms.map(({ values }) => values ?? []);
  return [...new Set(first)].filter((name) => rest.every((values) => values.includes(name))).sort();
}

/** TCP shares a port with nothing, plain HTTP not with TLS; inside one Gateway both lose (`kubernetes-sigs/gateway-api:apis/v1/gateway_types.go`). */
function reportConflicts(listeners: readonly GatewayListener[], reading: Reading): void {
  listeners.forEach((listener, index) => {
    const rival = listeners.slice(0, index).find((other) => other.port === listener.port && conflicting(other, listener));
    if (rival === undefined) return;
    const related = [{ origin: reading.at(["spec", "listeners", listeners.indexOf(rival)]), note: "the other listener" }];
    const parameters = { listener: listener.name, other: rival.name, port: listener.port };
    tell(reading, say["gateway-api-listener-conflict"], ["spec", "listeners", index, "port"], parameters, { related });
  });
}

function conflicting(a: GatewayListener, b: GatewayListener): boolean {
  const families = [a, b].map(({ protocol }) => (protocol === "TLS" ? "HTTPS" : protocol));
  if (families.includes("UDP")) return false;
  if (families[0] !== families[1]) return true;
  return families[0] === "TCP" || (a.protocol !== b.protocol && a.hostname === b.hostname);
}

const unreadFields = {
  tls: "certificates of clients and of the gateway itself are not part of a policy",
  defaultScope: "routes name their Gateways here",
} as const;

function reportUnread(gateway: GatewayResource, reading: Reading): void {
  for (const [field, why] of Object.entries(unreadFields)) {
    const value = gateway.spec[field as keyof typeof unreadFields];
    if (value === undefined || value === "None") continue;
    tell(reading, say["gateway-api-field-unsupported"], ["spec", field], { field: `spec.${field}`, why }, { part: "key" });
  }
}
