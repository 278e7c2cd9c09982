import { bareRoute, everyCall } from "../../../model/blank.ts";
import { nameText } from "../../../model/name.ts";
import type { Arm, Gateway, GatewayEntry, Listener, MeshModel, Service } from "../../../model/index.ts";
import { meetingHost } from "./hosts.ts";
import type { WrittenListener } from "./listeners.ts";
import type { Json } from "./piece.ts";

/** A host of an entry; null: every host. */
export interface Claim {
  readonly host: string | null;
  readonly entry: GatewayEntry;
}

/** Exact hosts before wildcards, longer before shorter, then longer paths first; the parts of each that some listener hears. */
export function claimsOf(gateway: Gateway, port: number, listeners: readonly WrittenListener[]): readonly Claim[] {
  const entries = gateway.entries.filter((entry) => entry.port === port && admitted(entry, gateway.listeners.filter((each) => each.port === port)));
  const all = entries.flatMap((entry) => entry.hosts.map((host): Claim => ({ host: host === "*" ? null : host.toLowerCase(), entry })));
  const ranked = all.sort((a, b) => hostRank(b.host) - hostRank(a.host) || pathRank(b.entry) - pathRank(a.entry));
  return listeners.length === 0 ? ranked : ranked.flatMap((claim) => heard(claim, listeners));
}

function heard({ host, entry }: Claim, listeners: readonly WrittenListener[]): readonly Claim[] {
  const hosts = listeners.flatMap((listener) => {
    const meeting = meetingHost(host, listener.hostname);
    return meeting === undefined ? [] : [meeting];
  });
  return [...new Set(hosts)].sort((a, b) => hostRank(b) - hostRank(a)).map((each) => ({ host: each, entry }));
}

function admitted({ leads }: GatewayEntry, listeners: readonly Listener[]): boolean {
  if (leads.kind === "arms" || listeners.length === 0) return true;
  return listeners.some(({ namespaces }) => namespaces === null || namespaces.includes(leads.service.namespace));
}

function hostRank(host: string | null): number {
  return host === null ? 0 : host.startsWith("*.") ? host.length : 1000;
}

function pathRank({ path }: GatewayEntry): number {
  return path === null ? 1 : path.replace(/(.)\/$/, "$1").length;
}

/** The arms behind an entry for callers in the gateway's namespace; a service without routes forwards. */
export function armsOf({ leads, origin }: GatewayEntry, gateway: Gateway, model: MeshModel): readonly Arm[] {
  if (leads.kind === "arms") return leads.arms;
  const port = serviceOf(leads.service, model)?.ports.find((each) => each.port === leads.servicePort);
  const ours = (port?.arms ?? []).filter(({ when: { callers } }) => callers === null || callers.includes(gateway.id.namespace));
  if (port !== undefined && port.arms.length > 0) return ours;
  const backend = { service: leads.service, version: null, labels: {}, port: leads.servicePort, owner: null, existence: "unknown" as const, weight: 1, origin };
  const action = port?.fallback ?? { kind: "forward" as const, backends: [backend], origin };
  return [{ when: everyCall, origin, route: { ...bareRoute, name: "default", origin, action } }];
}

/** The policy of the service, if there is one. */
export function serviceOf(id: Service["id"], model: MeshModel): Service | null {
  return model.services.find((each) => nameText(each.id) === nameText(id)) ?? null;
}

/** The listener that calls to the host belong to, the most specific that hears all of it; without known ones the port. */
export function parentsOf(gateway: Gateway, port: number, host: string | null, listeners: readonly WrittenListener[]): readonly Json[] {
  const parent = { group: "gateway.networking.k8s.io", kind: "Gateway", name: gateway.id.name };
  if (listeners.length === 0) return [{ ...parent, port }];
  const hearing = listeners.filter(({ hostname }) => meetingHost(hostname, host) === host);
  const best = Math.max(...hearing.map(({ hostname }) => hostRank(hostname)));
  return hearing.filter(({ hostname }) => hostRank(hostname) === best).map(({ name }) => ({ ...parent, sectionName: name }));
}
