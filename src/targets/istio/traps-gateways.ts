import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { sameText } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { covers, destinationsOf, gatewaysOf, hostIn, hostsOf, nameOf, networking } from "./trap-world.ts";
import { istioTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What Gateways, and VirtualServices that are bound to them, say and do not do. */
export function gatewayTraps(world: TrapWorld): readonly Diagnostic[] {
  const bound = world.of(networking, "VirtualService").filter((routes) => !gatewaysOf(routes).includes("mesh"));
  return [...bound.flatMap((routes) => [...lostSubsets(routes, world), ...openPorts(routes, world), ...strangeHosts(routes, world)]), ...conflicts(world.of(networking, "Gateway")), ...sharedAddresses(world.of("gateway.networking.k8s.io", "Gateway"))];
}

/** A gateway routes once (`istio/istio:pkg/config/analysis/analyzers/virtualservice`, message IST0140). */
function lostSubsets(routes: Placed, world: TrapWorld): readonly Diagnostic[] {
  const inside = world.of(networking, "VirtualService").filter((each) => gatewaysOf(each).includes("mesh") && !gatewaysOf(each).some((gateway) => gatewaysOf(routes).includes(gateway)));
  return destinationsOf(routes).filter((to) => !isSet(at(to, "subset"))).flatMap((to) => {
    const host = hostIn(textOf(at(to, "host")) ?? "", routes.namespace);
    const other = inside.map((each) => ({ manifest: each.manifest, subset: hostsOf(each).includes(host) ? subsetOf(each, host) : null })).find(({ subset }) => subset !== null);
    return other === undefined ? [] : [say["subset-lost-at-gateway"].report({ at: placeOf(at(to, "host")), with: { host, subset: other.subset ?? "", other: titleOf(other.manifest) } })];
  });
}

function subsetOf(routes: Placed, host: string): string | null {
  const found = destinationsOf(routes).find((to) => isSet(at(to, "subset")) && hostIn(textOf(at(to, "host")) ?? "", routes.namespace) === host);
  return found === undefined ? null : textOf(at(found, "subset"));
}

/** The port of the listener stands in where a host has several (`istio/istio:pilot/pkg/networking/core/route/route.go`, GetDestinationCluster). */
function openPorts(routes: Placed, world: TrapWorld): readonly Diagnostic[] {
  return destinationsOf(routes).filter((to) => !isSet(at(to, "port"))).flatMap((to) => {
    const host = hostIn(textOf(at(to, "host")) ?? "", routes.namespace);
    const service = world.of("", "Service").find((each) => nameOf(each) === host);
    const ports = service === undefined ? [] : listOf(at(service.spec, "ports")).map((port) => String(numberOf(at(port, "port")) ?? ""));
    return ports.length < 2 ? [] : [say["port-of-gateway-taken"].report({ at: placeOf(at(to, "host")), with: { host: textOf(at(to, "host")) ?? "", ports: ports.join(", ") } })];
  });
}

/** A gateway takes routes for hosts of its servers only (`istio/istio:pilot/pkg/networking/core/gateway.go`). */
function strangeHosts(routes: Placed, world: TrapWorld): readonly Diagnostic[] {
  const gateways = world.of(networking, "Gateway").filter((gateway) => gatewaysOf(routes).includes(`${gateway.namespace}/${gateway.manifest.object.metadata.name}`));
  return gateways.flatMap((gateway) => {
    const served = serversOf(gateway).map(({ host }) => host);
    const strange = listOf(at(routes.spec, "hosts")).filter((node) => !served.some((host) => covers(host, textOf(node) ?? "") || covers(textOf(node) ?? "", host)));
    return strange.map((node) => say["host-not-at-gateway"].report({ at: placeOf(node), with: { host: textOf(node) ?? "", gateway: titleOf(gateway.manifest) } }));
  });
}

interface Served {
  readonly host: string;
  readonly node: Written;
  readonly port: number;
}

/** The hosts of each server, without the namespace that may stand before them. */
function serversOf({ spec }: Placed): readonly Served[] {
  return listOf(at(spec, "servers")).flatMap((server) => listOf(at(server, "hosts")).map((node) => ({ node, host: (textOf(node) ?? "").replace(/^[^/]*\//, ""), port: numberOf(at(server, "port", "number")) ?? 0 })));
}

/** `istio/istio:pkg/config/analysis/analyzers/gateway/conflictinggateway.go`. */
function conflicts(gateways: readonly Placed[]): readonly Diagnostic[] {
  return gateways.flatMap((gateway, index) =>
    gateways.slice(0, index).filter((other) => sameText(at(other.spec, "selector")) === sameText(at(gateway.spec, "selector"))).flatMap((other) => {
      const known = new Set(serversOf(other).map(({ host, port }) => `${port} ${host}`));
      return serversOf(gateway).filter(({ host, port }) => known.has(`${port} ${host}`)).map(({ node, host, port }) => say["gateways-in-conflict"].report({ at: placeOf(node), with: { host, port, other: titleOf(other.manifest) } }));
    }),
  );
}

/** A host name as the address is a Service whose proxies are there already, so that Gateways of Kubernetes can share them (`istio/istio:pilot/pkg/config/kube/gateway/conversion.go`). */
function sharedAddresses(gateways: readonly Placed[]): readonly Diagnostic[] {
  const first = new Map<string, Placed>();
  return gateways.flatMap((gateway) => {
    const addresses = listOf(at(gateway.spec, "addresses")).filter((address) => textOf(at(address, "type")) === "Hostname").map((address) => textOf(at(address, "value")) ?? "");
    return listOf(at(gateway.spec, "listeners")).flatMap((listener) => {
      const node = at(listener, "hostname");
      const [host, port] = [textOf(node) ?? "*", numberOf(at(listener, "port")) ?? 0];
      const keys = addresses.map((address) => `${address} ${port} ${host}`);
      const other = keys.map((key) => first.get(key)).find((each) => each !== undefined && each !== gateway);
      for (const key of keys) if (!first.has(key)) first.set(key, gateway);
      return other === undefined ? [] : [say["gateways-in-conflict"].report({ at: placeOf(isSet(node) ? node : at(listener, "port")), with: { host, port, other: titleOf(other.manifest) } })];
    });
  });
}
