import type { Arm, BackendRef, Forward, Gateway, GatewayEntry, Listener, MeshModel, Name, Protocol, Service } from "../../model/index.ts";
import { sameName } from "../../model/name.ts";
import { findListed, findService } from "../../model/find-service.ts";
import type { Origin } from "../../source/origin.ts";
import type { GatewayEntryPoint, ServiceEntryPoint } from "../../model/request.ts";
import type { Question } from "../../model/decision.ts";
import { hostPredicate, serverNamePredicate, withoutTrailingSlash } from "../../model/condition-predicates.ts";
import type { Hop } from "./hop.ts";
import type { Test } from "./view.ts";

/** Where routing starts: the arms to try, what happens without arms, and the service whose policy they are. */
export interface Start {
  readonly kind: "start";
  readonly hop: Hop;
  readonly service: Service | null;
  readonly protocol: Protocol;
  readonly arms: readonly Arm[];
  /** null: no arm, no way on. */
  readonly fallback: Forward | null;
  /** The gateway entry that led here. */
  readonly entry: GatewayEntry | null;
}

/** There is no way in, or the question leaves open where it goes. */
export interface DeadEnd {
  readonly kind: "unroutable" | "unsupported";
  readonly reason: string;
  readonly status: number | null;
}

/** Finds the port of a service, or the entry of a gateway, that a question is put to. */
export function startOf(question: Question, test: Test, model: MeshModel): Start | DeadEnd {
  return "gateway" in question.entry
    ? gatewayStart(question.entry, question.protocol, test, model)
    : serviceStart(question.entry, question.protocol, { kind: "caller" }, null, model);
}

function serviceStart(entry: ServiceEntryPoint, protocol: Protocol, hop: Hop, from: GatewayEntry | null, model: MeshModel): Start | DeadEnd {
  const id: Name = { namespace: entry.namespace, name: entry.service };
  const service = findService(model, id);
  const ports = knownPorts(id, service, model);
  if (service === null && !exists(id, model)) return { kind: "unroutable", reason: `service ${text(id)} does not exist`, status: null };
  if (entry.port === undefined && ports.length > 1) return { kind: "unsupported", reason: `${text(id)} has several ports: ${ports.join(", ")}`, status: null };
  const number = entry.port ?? ports[0] ?? defaultPort(protocol);
  const port = service?.ports.find((one) => one.port === number);
  if (port !== undefined) return { kind: "start", hop, service, protocol: port.protocol, arms: port.arms, fallback: port.fallback, entry: from };
  if (model.inventory.completeness === "complete" && ports.length > 0 && !ports.includes(number)) {
    return { kind: "unroutable", reason: `${text(id)} has no port ${number}`, status: null };
  }
  return { kind: "start", hop, service, protocol, arms: [], fallback: untouched(id, number, service, model), entry: from };
}

function knownPorts(id: Name, service: Service | null, model: MeshModel): readonly number[] {
  const declared = service?.ports.map((port) => port.port) ?? [];
  const listed = findListed(model.inventory, id)?.ports.map((port) => port.port) ?? [];
  return declared.length > 0 ? declared : listed;
}

function exists(id: Name, model: MeshModel): boolean {
  return model.inventory.completeness === "partial" || findListed(model.inventory, id) !== null;
}

function defaultPort(protocol: Protocol): number {
  return protocol === "tls" ? 443 : 80;
}

/** A service without a policy forwards to its own endpoints, which may be a version of another policy. */
function untouched(id: Name, port: number, service: Service | null, model: MeshModel): Forward {
  const owner = service ?? model.services.find((one) => one.versions.some((version) => sameName(version.service, id))) ?? null;
  const origin = owner?.origin ?? { file: "-", start: 0, end: 0 };
  const backend: BackendRef = { service: id, version: null, labels: {}, port, owner: owner?.id ?? null, existence: "unknown", origin };
  return { kind: "forward", backends: [{ ...backend, weight: 1 }], origin };
}

function gatewayStart(point: GatewayEntryPoint, protocol: Protocol, test: Test, model: MeshModel): Start | DeadEnd {
  const gateway = model.gateways.find((one) => sameName(one.id, point.gateway));
  if (gateway === undefined) return { kind: "unroutable", reason: `gateway ${text(point.gateway)} is not known`, status: null };
  const listeners = gateway.listeners.filter((listener) => listener.port === point.port);
  const entries = gateway.entries.filter((entry) => entry.port === point.port);
  const closed = gateway.listeners.length > 0 ? listeners.length === 0 : entries.length === 0;
  if (closed) return { kind: "unroutable", reason: `gateway ${text(gateway.id)} does not listen on port ${point.port}`, status: null };
  const heard = gateway.listeners.length === 0 || listeners.some((listener) => listenerHears(listener, protocol, test));
  const claim = heard ? claimsOf(entries, listeners).find(({ host, entry }) => claimHolds(host, entry, protocol, test)) : undefined;
  if (claim === undefined) return { kind: "unroutable", reason: `no entry of gateway ${text(gateway.id)} takes the request`, status: isRaw(protocol) ? null : 404 };
  return behind(gateway, claim.entry, protocol, model);
}

function listenerHears(listener: Listener, protocol: Protocol, test: Test): boolean {
  return listener.hosts.length === 0 || listener.hosts.some((host) => hostHolds(host, protocol, test));
}

interface HostClaim {
  readonly host: string;
  readonly entry: GatewayEntry;
}

/** Exact hosts before wildcards, longer wildcards before shorter, then longer paths first; entries the port admits. */
function claimsOf(entries: readonly GatewayEntry[], listeners: readonly Listener[]): readonly HostClaim[] {
  const claims = entries.filter((entry) => admitted(entry, listeners)).flatMap((entry) => entry.hosts.map((host) => ({ host, entry })));
  return claims.sort((a, b) => hostRank(b.host) - hostRank(a.host) || pathRank(b.entry) - pathRank(a.entry));
}

function admitted({ leads }: GatewayEntry, listeners: readonly Listener[]): boolean {
  if (leads.kind === "arms" || listeners.length === 0) return true;
  return listeners.some((listener) => listener.namespaces === null || listener.namespaces.includes(leads.service.namespace));
}

function hostRank(host: string): number {
  return host === "*" ? 0 : host.startsWith("*.") ? host.length : Number.MAX_SAFE_INTEGER;
}

function pathRank(entry: GatewayEntry): number {
  return entry.path === null ? 1 : withoutTrailingSlash(entry.path).length;
}

function claimHolds(host: string, entry: GatewayEntry, protocol: Protocol, test: Test): boolean {
  return hostHolds(host, protocol, test) && (entry.path === null || test.text("path", { kind: "segments", value: withoutTrailingSlash(entry.path) }));
}

/** TLS that passes through shows its server name only, plain TCP nothing at all. */
function hostHolds(host: string, protocol: Protocol, test: Test): boolean {
  if (host === "*" || protocol === "tcp") return true;
  return protocol === "tls" ? test.text("sni", serverNamePredicate(host)) : test.text("authority", hostPredicate(host));
}

function behind(gateway: Gateway, entry: GatewayEntry, protocol: Protocol, model: MeshModel): Start | DeadEnd {
  const hop: Hop = { kind: "gateway", gateway: gateway.id, serviceAccount: gateway.serviceAccount };
  if (entry.leads.kind === "arms") return { kind: "start", hop, service: null, protocol, arms: entry.leads.arms, fallback: null, entry };
  const { service, servicePort } = entry.leads;
  return serviceStart({ namespace: service.namespace, service: service.name, port: servicePort }, protocol, hop, entry, model);
}

/** Whether a protocol has no requests that routes could look into. */
export function isRaw(protocol: Protocol): boolean {
  return protocol === "tcp" || protocol === "tls";
}

/** Where an entry stands, for traces. */
export function entryPlace(entry: GatewayEntry): { readonly text: string; readonly at: Origin } {
  return { text: `gateway entry ${entry.hosts.join(", ")}:${entry.port}${entry.path ?? ""} taken`, at: entry.origin };
}

function text(name: Name): string {
  return `${name.namespace}/${name.name}`;
}
