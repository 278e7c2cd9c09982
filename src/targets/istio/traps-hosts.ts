import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { groupBy } from "../../support/group-by.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { gatewaysOf, hostIn, hostsOf, nameOf, networking, rulesByHost } from "./trap-world.ts";
import { nearOf } from "./traps-names.ts";
import { istioTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What Services, ServiceEntries and routes of one host say and do not do together. */
export function hostTraps(world: TrapWorld): readonly Diagnostic[] {
  return [...world.of("", "Service").flatMap((service) => [...ports(service), ...versions(service, world)]), ...byTwoKinds(world), ...external(world)];
}

const wellKnown = ["http", "http2", "https", "grpc", "grpc-web", "mongo", "mysql", "redis"];
const protocols = /^(?:http|http2|https|grpc|grpc-web|tcp|tls|udp|mongo|mysql|redis|h2c|ws|wss)(?:-|$)/;

/** `istio/istio:pkg/config/analysis/analyzers/service/portname.go`; what Kubernetes names itself is known as well. */
function ports({ spec }: Placed): readonly Diagnostic[] {
  return listOf(at(spec, "ports")).flatMap((port) => {
    const [name, said] = [at(port, "name"), at(port, "appProtocol")];
    if (nearOf(textOf(said) ?? "", wellKnown) !== null) return [say["protocol-guessed"].report({ at: placeOf(said), with: { port: textOf(name) ?? String(numberOf(at(port, "port")) ?? "") } })];
    if (isSet(said) || textOf(at(port, "protocol")) === "UDP" || protocols.test(textOf(name) ?? "")) return [];
    return [say["protocol-guessed"].report({ at: placeOf(isSet(name) ? name : at(port, "port")), with: { port: textOf(name) ?? String(numberOf(at(port, "port")) ?? "") } })];
  });
}

/** A subset narrows the endpoints that the Service selects (`istio/istio:pilot/pkg/xds/endpoints/endpoint_builder.go`). */
function versions(service: Placed, world: TrapWorld): readonly Diagnostic[] {
  const selector = (at(service.spec, "selector").value ?? {}) as Readonly<Record<string, unknown>>;
  const rules = rulesByHost(world).get(nameOf(service)) ?? [];
  return Object.entries(selector).flatMap(([label, value]) => {
    const missed = rules.flatMap(({ spec, manifest }) => listOf(at(spec, "subsets")).filter((subset) => ![undefined, value].includes(at(subset, "labels", label).value)).map((subset) => ({ subset, manifest })));
    const [first] = missed;
    return first === undefined ? [] : [say["version-in-selector"].report({ at: placeOf(at(service.spec, "selector", label)), with: { label, subset: textOf(at(first.subset, "name")) ?? "", other: titleOf(first.manifest) } })];
  });
}

/** Routes of both kinds for one service are candidates, and one of them is used (`istio/istio:pilot/pkg/model/virtualservice.go`). */
function byTwoKinds(world: TrapWorld): readonly Diagnostic[] {
  const routes = ["HTTPRoute", "GRPCRoute"].flatMap((kind) => world.of("gateway.networking.k8s.io", kind));
  const parents = routes.flatMap((route) => listOf(at(route.spec, "parentRefs")).filter((ref) => textOf(at(ref, "kind")) === "Service").map((ref) => ({ host: hostIn(textOf(at(ref, "name")) ?? "", textOf(at(ref, "namespace")) ?? route.namespace), route })));
  const byHost = groupBy(parents, ({ host }) => host);
  return world.of(networking, "VirtualService").filter((each) => gatewaysOf(each).includes("mesh")).flatMap(({ spec, namespace }) =>
    listOf(at(spec, "hosts")).flatMap((node) => {
      const other = byHost.get(hostIn(textOf(node) ?? "", namespace))?.[0];
      return other === undefined ? [] : [say["routed-by-two-kinds"].report({ at: placeOf(node), with: { host: textOf(node) ?? "", other: titleOf(other.route.manifest) } })];
    }),
  );
}

interface ExternalPort {
  readonly entry: Placed;
  readonly port: Written;
  readonly number: number | null;
  readonly protocol: string;
}

function external(world: TrapWorld): readonly Diagnostic[] {
  const all = world.of(networking, "ServiceEntry").flatMap((entry) => listOf(at(entry.spec, "ports")).map((port) => ({ entry, port, number: numberOf(at(port, "number")), protocol: (textOf(at(port, "protocol")) ?? "").toUpperCase() })));
  return [...all.filter(isOpen).map(({ port, number }) => say["entry-takes-port-of-all"].report({ at: placeOf(at(port, "protocol")), with: { port: number ?? 0 } })), ...inConflict(all)];
}

/** `istio/istio:pkg/config/analysis/analyzers/serviceentry/protocoladdresses.go`. */
function isOpen({ entry, protocol }: ExternalPort): boolean {
  return protocol === "TCP" && listOf(at(entry.spec, "addresses")).length === 0;
}

/** Of the entries for one host and port the first says how it is spoken to. */
function inConflict(all: readonly ExternalPort[]): readonly Diagnostic[] {
  const first = new Map<string, ExternalPort>();
  return all.flatMap((one) => {
    const places = hostsOf(one.entry).map((host) => ({ host, key: `${one.number ?? ""} ${host}` }));
    const clash = places.map((place) => ({ ...place, other: first.get(place.key) })).find(({ other }) => other !== undefined && other.entry !== one.entry && other.protocol !== one.protocol);
    for (const { key } of places) if (!first.has(key)) first.set(key, one);
    return clash?.other === undefined ? [] : [say["entries-in-conflict"].report({ at: placeOf(at(one.port, "protocol")), with: { host: clash.host, port: one.number ?? 0, protocol: clash.other.protocol, other: titleOf(clash.other.entry.manifest) } })];
  });
}
