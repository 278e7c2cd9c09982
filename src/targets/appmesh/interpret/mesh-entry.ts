import type { Decision } from "../../../model/decision.ts";
import type { ServiceEntryPoint } from "../../../model/request.ts";
import { aliasesOf, unknownName } from "../aliases.ts";
import { undeclaredCall } from "../undeclared.ts";
import { notModelled, shutOut } from "./ask.ts";
import type { Ask } from "./ask.ts";
import { callerOf } from "./callers.ts";
import type { Caller } from "./callers.ts";
import { chooseRoute } from "./choose.ts";
import type { ClientTls, ListenerProtocol, VirtualNode, VirtualService } from "./config.ts";
import { forwardByRoute, forwardToNode } from "./forward.ts";
import { names, nodeOf, routerOf } from "./mesh.ts";
import type { Mesh } from "./mesh.ts";
import { passThrough } from "./pass-through.ts";

/** A call from a workload: the virtual service by its name, or by its port for connections; then its routes. */
export function decideInMesh(ask: Ask, mesh: Mesh, entry: ServiceEntryPoint): Decision {
  const caller = callerOf(ask, mesh);
  const raw = ask.question.protocol === "tcp" || ask.question.protocol === "tls";
  const found = raw ? byPort(ask, mesh, entry, caller) : byAuthority(ask, mesh, entry);
  if (typeof found === "string") return unknown(ask, mesh, entry, caller, found);
  if (found === null) return notModelled(ask, "the call leads to no single virtual service");
  const listed = backendFor(ask, caller, found);
  if (listed === null) return unknown(ask, mesh, entry, caller, undeclaredCall);
  return provided(ask, mesh, found, entry, { caller, policy: listed.policy });
}

/** What proxies do with calls that they know nothing of (`boto/botocore:botocore/data/appmesh/2019-01-25/service-2.json`, EgressFilter). */
function unknown(ask: Ask, mesh: Mesh, entry: ServiceEntryPoint, caller: Caller, reason: string): Decision {
  if (mesh.passesUnknown) return passThrough(ask, mesh, entry, caller, reason);
  return shutOut(ask, reason, ask.question.protocol === "tcp" || ask.question.protocol === "tls" ? null : 404);
}

/** The virtual service whose name is the host, in any case and with any port; else the host that is none. */
function byAuthority(ask: Ask, mesh: Mesh, { namespace, service }: ServiceEntryPoint): VirtualService | string {
  const usual = aliasesOf(namespace, service, mesh.world.mesh.clusterDomain).map(([, host]) => host);
  const other = [...mesh.services.keys()].filter((host) => !usual.includes(host));
  const host = [...usual, ...other].find((name) => authorityIs(ask, name));
  return (host === undefined ? undefined : mesh.services.get(host.toLowerCase())) ?? unknownName(host ?? "?");
}

function authorityIs({ view }: Ask, host: string): boolean {
  const quoted = host.replace(/[\\.+*?()|[\]{}^$]/g, (special) => `\\${special}`);
  return view.test({ dimension: "authority", predicate: { kind: "regex", value: `(?i:${quoted})(?::[0-9]+)?` } });
}

/** Connections are told apart by their port alone: among the caller's backends, or the services named like the dialled one. */
function byPort(ask: Ask, mesh: Mesh, entry: ServiceEntryPoint, caller: Caller): VirtualService | string | null {
  const usual = aliasesOf(entry.namespace, entry.service, mesh.world.mesh.clusterDomain).map(([, host]) => host);
  const dialled = usual.flatMap((host) => mesh.services.get(host) ?? []);
  const named = mesh.config.services.find(({ meta }) => meta.namespace === entry.namespace && meta.name === entry.service);
  if (caller.kind !== "nodes") return dialled[0] ?? named ?? unknownName(usual[0] ?? "");
  const backends = mesh.config.services.filter((service) => caller.nodes.some((node) => lists(node, service)));
  const open = backends.filter((service) => listenersOf(service, mesh).some(({ port, protocol }) => protocol === "tcp" && port === entry.port));
  if (open.length > 1) return (ask.unsupported(`several TCP backends of the caller are on port ${entry.port ?? "?"}`), null);
  return open[0] ?? undeclaredCall;
}

function lists(node: VirtualNode, service: VirtualService): boolean {
  return node.backends.some(({ ref }) => names(ref, service.meta));
}

/** The caller's way to the service: null without one. Nodes that differ cannot be told apart. */
function backendFor(ask: Ask, caller: Caller, service: VirtualService): { readonly policy: ClientTls | null } | null {
  if (caller.kind !== "nodes") return { policy: null };
  const found = caller.nodes.map((node) => {
    const backend = node.backends.find(({ ref }) => names(ref, service.meta));
    return backend === undefined ? null : { policy: backend.tls ?? node.defaults };
  });
  const [first = null] = found;
  if (found.some((one) => JSON.stringify(one) !== JSON.stringify(first))) ask.unsupported("the caller may be one of several virtual nodes that are set up differently");
  return first;
}

function listenersOf({ provider }: VirtualService, { config }: Mesh): readonly { readonly port: number; readonly protocol: ListenerProtocol }[] {
  if (provider === null) return [];
  return (provider.kind === "router" ? routerOf(provider.ref, config)?.listeners : nodeOf(provider.ref, config)?.listeners) ?? [];
}

/** Who sends a call, and the TLS policy that it has for the virtual service. */
export interface Sender {
  readonly caller: Caller;
  readonly policy: ClientTls | null;
}

/** What the provider of a virtual service makes of a call: a node takes it, a router has routes. */
export function provided(ask: Ask, mesh: Mesh, service: VirtualService, entry: { readonly port?: number }, sender: Sender): Decision {
  const { provider } = service;
  if (provider === null) return notModelled(ask, `virtual service \`${service.meta.awsName}\` has no provider`);
  const listeners = listenersOf(service, mesh);
  const port = entry.port ?? (listeners.length === 1 ? listeners[0]?.port : undefined);
  if (port === undefined) return notModelled(ask, `\`${service.meta.awsName}\` has several ports`);
  const listener = listeners.find((each) => each.port === port);
  if (listener === undefined) return (ask.step(`no listener on port ${port}`), ask.finish("unroutable", { status: null, reason: "no matching filter chain" }));
  const onward = { ...sender, port };
  if (provider.kind === "node") {
    const node = nodeOf(provider.ref, mesh.config);
    const own = node?.listeners.find((each) => each.port === port);
    return node === null || own === undefined ? notModelled(ask, "the virtual node is not programmed") : forwardToNode(ask, node, own, onward, mesh);
  }
  const router = routerOf(provider.ref, mesh.config);
  if (router === null) return notModelled(ask, "the virtual router is not programmed");
  const route = chooseRoute(ask, router, port, listener.protocol);
  if (route !== null) return forwardByRoute(ask, route, onward, mesh);
  ask.step("no route matched");
  return ask.finish("unroutable", { status: listener.protocol === "tcp" ? null : 404, reason: "no route" });
}
