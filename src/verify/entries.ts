import type { Gateway, LedgerEntry, MeshModel, Name, Protocol, Service } from "../model/index.ts";
import { nameText as nameKey, sameName } from "../model/name.ts";
import type { Origin } from "../source/origin.ts";
import type { Universe } from "./dimension-cells.ts";

/** One place where calls arrive, with the universe of its requests. */
export interface ProofEntry {
  /** `shop/order:8080`, or `gateway infra/public:443`. */
  readonly label: string;
  readonly universe: Universe;
  readonly service: Name;
  readonly origin: Origin;
}

/** The entries to prove on a target, and those that are left out, with the reason. */
export interface Entries {
  readonly entries: readonly ProofEntry[];
  readonly leftOut: readonly { readonly entry: string; readonly reason: string }[];
}

/** Every service port and gateway port of the model; not those of services that the target does not get. */
export function entriesOf(model: MeshModel, target: string, ledger: readonly LedgerEntry[]): Entries {
  const absent = (service: Service): string | null => reasonLeftOut(service, target, ledger);
  const missing = new Map(model.services.flatMap((service) => (absent(service) === null ? [] : [[nameKey(service.id), absent(service) ?? ""]])));
  const all = [
    ...model.services.flatMap((service) => serviceEntries(model, service).map((entry) => ({ entry, why: missing.get(nameKey(service.id)) ?? null }))),
    ...model.gateways.flatMap((gateway) => gatewayEntries(model, gateway).map((entry) => ({ entry, why: gatewayReason(gateway, missing) }))),
  ];
  return {
    entries: all.flatMap(({ entry, why }) => (why === null ? [entry] : [])),
    leftOut: all.flatMap(({ entry, why }) => (why === null ? [] : [{ entry: entry.label, reason: why }])),
  };
}

function reasonLeftOut(service: Service, target: string, ledger: readonly LedgerEntry[]): string | null {
  if (service.consents.some((consent) => consent.kind === "excluded" && consent.target === target)) return "excluded from this target";
  const refused = ledger.find((entry) => entry.kind === "refused" && entry.target === target && entry.service !== null && nameKey(entry.service) === nameKey(service.id));
  return refused === undefined ? null : `${refused.field} cannot be said on this target`;
}

function gatewayReason(gateway: Gateway, missing: ReadonlyMap<string, string>): string | null {
  const led = gateway.entries.flatMap(({ leads }) => (leads.kind === "service" ? [leads.service] : []));
  const lost = led.find((service) => missing.has(nameKey(service)));
  return lost === undefined ? null : `${nameKey(lost)}: ${missing.get(nameKey(lost)) ?? ""}`;
}

function serviceEntries(model: MeshModel, service: Service): readonly ProofEntry[] {
  return service.ports.map((port) => {
    const { namespace, name } = service.id;
    const authorities = authoritiesOf(service, port.port, model.mesh.clusterDomain);
    const entry = { point: { namespace, service: name, port: port.port }, protocol: port.protocol, authority: authorities[port.protocol === "tls" ? 1 : 0] ?? name };
    const universe = { entry, trustDomain: model.mesh.trustDomain, authorities, hosts: [] };
    return { label: `${nameKey(service.id)}:${port.port}`, universe, service: service.id, origin: service.origin };
  });
}

/** The names by which a service is dialled, each with and without port; wildcards are shown by two names below them. */
export function authoritiesOf(service: Service, port: number, clusterDomain: string): readonly string[] {
  const { namespace, name } = service.id;
  const inside = [`${name}.${namespace}`, name, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.${clusterDomain}`];
  const outside = (service.external?.hosts ?? []).flatMap(({ value }) => examplesOf(value));
  const names = outside.length > 0 ? outside : inside;
  return [...new Set(names)].flatMap((one) => [`${one}:${port}`, one]);
}

/**
 * Where the Services behind the versions of a service are called by their own names: not by the routes of the policy, but
 * still its instances.
 */
export function versionEntries(model: MeshModel, service: Service): readonly ProofEntry[] {
  const names = new Map(service.versions.map((version) => [nameKey(version.service), version.service]));
  const own = [...names.values()].filter((name) => !model.services.some(({ id }) => sameName(id, name)));
  return own.flatMap((id) => serviceEntries(model, { ...service, id, external: null }));
}

function examplesOf(host: string): readonly string[] {
  if (host === "*") return ["www.example.com"];
  return host.startsWith("*.") ? [`a${host.slice(1)}`, `b.a${host.slice(1)}`] : [host.toLowerCase()];
}

function gatewayEntries(model: MeshModel, gateway: Gateway): readonly ProofEntry[] {
  const ports = [...new Set([...gateway.entries.map(({ port }) => port), ...gateway.listeners.map(({ port }) => port)])].sort((a, b) => a - b);
  return ports.map((port) => {
    const hosts = hostsOf(gateway, port);
    const point = { gateway: gateway.id, port };
    const entry = { point, protocol: gatewayProtocol(gateway, port), authority: hosts[0] ?? "www.example.com" };
    const universe = { entry, trustDomain: model.mesh.trustDomain, authorities: null, hosts };
    return { label: `gateway ${nameKey(gateway.id)}:${port}`, universe, service: gateway.id, origin: gateway.origin };
  });
}

function hostsOf(gateway: Gateway, port: number): readonly string[] {
  const here = [...gateway.entries, ...gateway.listeners].filter((each) => each.port === port).flatMap(({ hosts }) => hosts);
  return [...new Set(here.flatMap(examplesOf))].filter((host) => /^[a-z0-9.-]+$/.test(host)).sort();
}

function gatewayProtocol(gateway: Gateway, port: number): Protocol {
  const listener = gateway.listeners.find((each) => each.port === port);
  if (listener?.protocol === "tcp") return "tcp";
  return listener?.protocol === "tls" || listener?.tls?.mode === "passthrough" ? "tls" : "http";
}
