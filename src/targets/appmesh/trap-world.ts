import { podsSelected } from "../pod-templates.ts";
import type { Template } from "../pod-templates.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, numberOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";

/** The API group of App Mesh. */
export const group = "appmesh.k8s.aws";

/** The object that a reference `{ name, namespace }` means; null where it is not at hand. */
export function referred(world: TrapWorld, kind: string, ref: Written, from: string): Placed | null {
  const [name, namespace] = [textOf(at(ref, "name")), textOf(at(ref, "namespace")) ?? from];
  return name === null ? null : world.named(group, kind, namespace, name);
}

/** `{ unit: s, value: 5 }` in milliseconds. */
export function millis(node: Written): number | null {
  const value = numberOf(at(node, "value"));
  return value === null ? null : value * (textOf(at(node, "unit")) === "s" ? 1000 : 1);
}

/** What a call may last where no time is written (AWS App Mesh API, HttpTimeout). */
export const defaultRequestMs = 15_000;

/** The listeners of a node, router or gateway. */
export function listenersOf({ spec }: Placed): readonly Written[] {
  return listOf(at(spec, "listeners"));
}

/** The protocol of a listener. */
export function protocolOf(listener: Written): string {
  return textOf(at(listener, "portMapping", "protocol")) ?? "";
}

/** The time that a listener gives each call, null for no end, and whether it is written. */
export function limitOf(listener: Written): { readonly ms: number | null; readonly written: boolean } {
  const ms = millis(at(listener, "timeout", protocolOf(listener), "perRequest"));
  return { ms: ms === 0 ? null : (ms ?? defaultRequestMs), written: ms !== null };
}

/** Kinds of routes with the protocol that each is for. */
export const routeKinds = { httpRoute: "http", http2Route: "http2", grpcRoute: "grpc", tcpRoute: "tcp" } as const;

/** The body of a route with its protocol. */
export function bodyOf(route: Written): { readonly body: Written; readonly protocol: string } | null {
  const found = (Object.keys(routeKinds) as (keyof typeof routeKinds)[]).find((kind) => isSet(at(route, kind)));
  return found === undefined ? null : { body: at(route, found), protocol: routeKinds[found] };
}

/** The VirtualRouter or VirtualNode behind a VirtualService. */
export function providerOf(world: TrapWorld, service: Placed): Placed | null {
  const provider = at(service.spec, "provider");
  return referred(world, "VirtualRouter", at(provider, "virtualRouter", "virtualRouterRef"), service.namespace) ?? referred(world, "VirtualNode", at(provider, "virtualNode", "virtualNodeRef"), service.namespace);
}

/** The nodes that calls to a service end at. */
export function nodesBehind(world: TrapWorld, service: Placed): readonly Placed[] {
  const provider = providerOf(world, service);
  if (provider === null) return [];
  if (provider.manifest.object.kind === "VirtualNode") return [provider];
  return listOf(at(provider.spec, "routes")).flatMap((route) => targetsOf(route).flatMap((target) => referred(world, "VirtualNode", at(target, "virtualNodeRef"), provider.namespace) ?? []));
}

/** The weighted targets of a route. */
export function targetsOf(route: Written): readonly Written[] {
  const found = bodyOf(route);
  return found === null ? [] : listOf(at(found.body, "action", "weightedTargets"));
}

/** A service that a node declares to call. */
export interface Backend {
  /** The reference and the backend's own settings. */
  readonly ref: Written;
  readonly tls: Written;
  readonly service: Placed;
  readonly nodes: readonly Placed[];
}

/** The services among a node's backends that are at hand, with what its client policy says. */
export function backendsOf({ spec, namespace }: Placed, world: TrapWorld): readonly Backend[] {
  return listOf(at(spec, "backends")).flatMap((item) => {
    const ref = at(item, "virtualService", "virtualServiceRef");
    const service = referred(world, "VirtualService", ref, namespace);
    const own = at(item, "virtualService", "clientPolicy", "tls");
    return service === null ? [] : [{ ref, service, tls: isSet(own) ? own : at(spec, "backendDefaults", "clientPolicy", "tls"), nodes: nodesBehind(world, service) }];
  });
}

/** The services that a gateway's routes lead to, where there is one gateway: all routes are then its own. */
export function gatewayBackendsOf(world: TrapWorld): readonly Backend[] {
  const [gateway, second] = world.of(group, "VirtualGateway");
  if (gateway === undefined || second !== undefined) return [];
  const tls = at(gateway.spec, "backendDefaults", "clientPolicy", "tls");
  return world.of(group, "GatewayRoute").flatMap(({ spec, namespace }) => {
    const ref = at(spec, Object.keys(routeKinds).find((kind) => isSet(at(spec, kind))) ?? "httpRoute", "action", "target", "virtualService", "virtualServiceRef");
    const service = referred(world, "VirtualService", ref, namespace);
    return service === null ? [] : [{ ref, service, tls, nodes: nodesBehind(world, service) }];
  });
}

/** The name that callers of a service use, in lower case (`aws/aws-app-mesh-controller-for-k8s:apis/appmesh/v1beta2/virtualservice_types.go`). */
export function hostOf({ spec, manifest, namespace }: Placed): string {
  return (textOf(at(spec, "awsName")) ?? `${manifest.object.metadata.name}.${namespace}`).toLowerCase();
}

/** The pods that a node's selector selects, where their workloads are at hand. */
export function podsOf(node: Placed, world: TrapWorld): readonly Template[] {
  return podsSelected(at(node.spec, "podSelector"), node.namespace, world);
}
