import type { Inventory, InventoryService, Protocol } from "../../../model/index.ts";
import type { Labels, ServiceEntry } from "./config.ts";
import { bestHost, fqdn } from "./names.ts";

/** A port of a host; the protocol is null where it is sniffed. */
export interface HostPort {
  readonly port: number;
  readonly protocol: Protocol | "udp" | null;
  readonly targetPort: number | string | null;
}

/** A host that proxies know, as decisions name it: a Service, or a ServiceEntry, by namespace and name. */
export interface Host {
  readonly host: string;
  readonly namespace: string;
  readonly service: string;
  /** Outside the mesh: nobody enforces anything there. */
  readonly external: boolean;
  readonly kind: "kubernetes" | "entry";
  /** null: the ports are not known. */
  readonly ports: readonly HostPort[] | null;
  readonly selector: Labels | null;
  readonly exportTo: readonly string[];
}

/** The hosts of the mesh: Kubernetes Services of the inventory and the hosts of ServiceEntries. */
export interface Registry {
  /** The host by its full name; a Service that a partial inventory does not list counts as existing, ports unknown. */
  find(host: string): Host | null;
  /** The same, and hosts under the wildcard of a ServiceEntry. */
  covering(host: string): Host | null;
  /** The first host of the ServiceEntry of that name. */
  entry(namespace: string, name: string): Host | null;
  readonly all: readonly Host[];
  readonly complete: boolean;
  readonly domain: string;
}

/** Builds the registry. */
export function newRegistry(inventory: Inventory, entries: readonly ServiceEntry[], domain: string): Registry {
  const services = inventory.services.map((service) => hostOfService(service, domain));
  const all = [...services, ...entries.flatMap(hostsOfEntry)];
  const byName = new Map(all.map((host) => [host.host, host]).reverse() as [string, Host][]);
  const complete = inventory.completeness === "complete";
  const find = (host: string): Host | null => byName.get(host) ?? (complete ? null : unlisted(host, domain));
  const wildcards = all.map(({ host }) => host).filter((host) => host.startsWith("*"));
  const covering = (host: string): Host | null => find(host) ?? underWildcard(bestHost(wildcards, host), byName);
  const entry = (namespace: string, name: string): Host | null => all.find((host) => host.kind === "entry" && host.namespace === namespace && host.service === name) ?? null;
  return { find, covering, entry, all, complete, domain };
}

function hostOfService(service: InventoryService, domain: string): Host {
  const { namespace, name } = service.id;
  const ports = service.ports.filter(({ protocol }) => protocol !== "udp");
  return { host: fqdn(name, namespace, domain), namespace, service: name, external: false, kind: "kubernetes", ports, selector: service.selector, exportTo: ["*"] };
}

function hostsOfEntry(entry: ServiceEntry): readonly Host[] {
  const ports = entry.ports.map(({ number, protocol, targetPort }) => ({ port: number, protocol: protocolOf(protocol), targetPort }));
  return entry.hosts.map((host) => ({
    host,
    namespace: entry.meta.namespace,
    service: entry.meta.name,
    external: entry.external,
    kind: "entry",
    ports,
    selector: entry.selector,
    exportTo: entry.exportTo,
  }));
}

const protocols: Readonly<Record<string, Protocol>> = { HTTP: "http", HTTP2: "http2", GRPC: "grpc", "GRPC-WEB": "http", HTTPS: "tls", TLS: "tls" };

function protocolOf(written: string): Protocol {
  return protocols[written] ?? "tcp";
}

/** Nothing says that a Service missing from a partial inventory does not exist. */
function unlisted(host: string, domain: string): Host | null {
  const suffix = `.svc.${domain}`;
  const parts = host.endsWith(suffix) ? host.slice(0, -suffix.length).split(".") : [];
  const [service = "", namespace = ""] = parts;
  if (parts.length !== 2 || host.includes("*")) return null;
  return { host, namespace, service, external: false, kind: "kubernetes", ports: null, selector: null, exportTo: ["*"] };
}

function underWildcard(pattern: string | null, byName: ReadonlyMap<string, Host>): Host | null {
  return pattern === null ? null : (byName.get(pattern) ?? null);
}
