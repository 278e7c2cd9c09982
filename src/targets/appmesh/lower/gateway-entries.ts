import type { Gateway, GatewayEntry, Service } from "../../../model/index.ts";
import { serviceOf } from "./names.ts";
import { listenerProtocol } from "./nodes.ts";
import type { ListenerProtocol } from "./nodes.ts";
import type { Context } from "./piece.ts";

/** An entry that leads to a service that is written. */
export interface Led {
  readonly entry: GatewayEntry;
  readonly service: Service;
  readonly servicePort: number;
  readonly protocol: ListenerProtocol;
}

/** Entries that lead to services that are written, and that the listeners admit. */
export function entryTo(entry: GatewayEntry, gateway: Gateway, { model, included }: Context): readonly Led[] {
  const { leads } = entry;
  const service = leads.kind === "service" ? serviceOf(model, leads.service) : null;
  if (leads.kind !== "service" || service === null || !included.includes(service)) return [];
  const open = gateway.listeners.filter(({ port }) => port === entry.port);
  const admitted = open.length === 0 || open.some(({ namespaces }) => namespaces === null || namespaces.includes(service.id.namespace));
  const protocol = listenerProtocol(service.ports.find(({ port }) => port === leads.servicePort)?.protocol ?? "http");
  return admitted ? [{ entry, service, servicePort: leads.servicePort, protocol }] : [];
}
