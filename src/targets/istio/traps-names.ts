import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { groupBy } from "../../support/group-by.ts";
import { nearestWord } from "../../support/nearest-word.ts";
import { remembered } from "../../support/remember.ts";
import { podsOfService, portsOf } from "../pod-templates.ts";
import { routesOf } from "../route-traps.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, listOf, nameNodeOf, numberOf, placeOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { hostIn, networking, security } from "./trap-world.ts";
import { istioTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** Names of things that are not there, while one of nearly the same name is: others may lie in other files. */
export function nameTraps(world: TrapWorld): readonly Diagnostic[] {
  return [...hosts(world), ...gateways(world), ...namespaces(world), ...accounts(world), ...secrets(world), ...ports(world)];
}

function nowhere(node: Written, thing: string, near: string | null): Diagnostic {
  return say["name-leads-nowhere"].report({ at: placeOf(node), with: { said: `there is no ${thing}`, help: near === null ? "correct the name" : `did you mean \`${near}\`?` } });
}

/** The known name that was meant, with which it shares its first or its last letter; names that differ in numbers only are two versions. */
export function nearOf(name: string, known: readonly string[]): string | null {
  if (name.length < 4 || name.includes("*") || known.includes(name)) return null;
  const near = nearestWord(name, known.filter((other) => other[0] === name[0] || other.at(-1) === name.at(-1)));
  const bare = (text: string): string => text.replace(/\d+/g, "0");
  return near === null || bare(near) === bare(name) ? null : near;
}

/** The names of a kind in a namespace. */
function namesOf(placed: readonly Placed[], namespace: string): readonly string[] {
  return namesBySpace(placed).get(namespace) ?? [];
}

const namesBySpace = remembered((placed: readonly Placed[]): ReadonlyMap<string, readonly string[]> => new Map([...groupBy(placed, ({ namespace }) => namespace)].map(([namespace, own]) => [namespace, own.map(({ manifest }) => manifest.object.metadata.name)])));

/** Hosts of the mesh's own names, beside Services of their namespace. */
function hosts(world: TrapWorld): readonly Diagnostic[] {
  const known = new Set(world.of("", "Service").map(({ manifest, namespace }) => `${namespace}/${manifest.object.metadata.name}`));
  return hostPlaces(world).flatMap(({ node, namespace: own }) => {
    const [name = "", namespace = "", ...rest] = hostIn((textOf(node) ?? "").split("/").at(-1) ?? "", own).split(".");
    if (!rest.join(".").startsWith("svc.") || known.has(`${namespace}/${name}`)) return [];
    const near = nearOf(name, namesOf(world.of("", "Service"), namespace));
    return near === null ? [] : [nowhere(node, `Service \`${name}\` in \`${namespace}\``, near)];
  });
}

interface HostPlace {
  readonly node: Written;
  readonly namespace: string;
}

function hostPlaces(world: TrapWorld): readonly HostPlace[] {
  const routes = world.of(networking, "VirtualService").flatMap(({ spec, namespace }) => {
    const entries = ["http", "tcp", "tls"].flatMap((kind) => listOf(at(spec, kind)));
    const led = entries.flatMap((entry) => [...["route", "mirrors"].flatMap((field) => listOf(at(entry, field)).map((each) => at(each, "destination", "host"))), at(entry, "mirror", "host")]);
    return led.map((node) => ({ node, namespace }));
  });
  const settings = world.of(networking, "DestinationRule").map(({ spec, namespace }) => ({ node: at(spec, "host"), namespace }));
  const reached = world.of(networking, "Sidecar").flatMap(({ spec, namespace }) => listOf(at(spec, "egress")).flatMap((listener) => listOf(at(listener, "hosts"))).map((node) => ({ node, namespace })));
  const ruled = world.of(security, "AuthorizationPolicy").flatMap(({ spec, namespace }) => listOf(at(spec, "rules")).flatMap((rule) => listOf(at(rule, "to"))).flatMap((to) => listOf(at(to, "operation", "hosts"))).filter((node) => (textOf(node) ?? "").includes(".svc.")).map((node) => ({ node, namespace })));
  return [...routes, ...settings, ...reached, ...ruled];
}

/** Gateways of Istio are named by namespace and name; those of Kubernetes are no gateways of a VirtualService. */
function gateways(world: TrapWorld): readonly Diagnostic[] {
  const own = world.of(networking, "Gateway");
  const named = world.of(networking, "VirtualService").flatMap(({ spec, namespace }) => listOf(at(spec, "gateways")).flatMap((node) => gateway(node, namespace, own)));
  const routes = routesOf(world, ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"]).flatMap(({ spec, namespace }) =>
    listOf(at(spec, "parentRefs")).filter((ref) => ["Gateway", null].includes(textOf(at(ref, "kind")))).flatMap((ref) => {
      const place = textOf(at(ref, "namespace")) ?? namespace;
      const near = nearOf(textOf(at(ref, "name")) ?? "", namesOf(world.of("gateway.networking.k8s.io", "Gateway"), place));
      return near === null ? [] : [nowhere(at(ref, "name"), `Gateway \`${textOf(at(ref, "name")) ?? ""}\` in \`${place}\``, near)];
    }),
  );
  const waypoints = ["Namespace", "Service"].flatMap((kind) => world.of("", kind)).flatMap((each) => waypoint(each, world));
  return [...named, ...routes, ...waypoints];
}

/** A waypoint is a Gateway of Kubernetes in the same namespace, or the one that a second label names. */
function waypoint({ manifest, namespace }: Placed, world: TrapWorld): readonly Diagnostic[] {
  const { metadata, kind } = manifest.object;
  const labels: Written = { ...nameNodeOf(manifest), path: ["metadata", "labels"], value: metadata.labels };
  const node = at(labels, "istio.io/use-waypoint");
  const place = textOf(at(labels, "istio.io/use-waypoint-namespace")) ?? (kind === "Namespace" ? metadata.name : namespace);
  const near = nearOf(textOf(node) ?? "", namesOf(world.of("gateway.networking.k8s.io", "Gateway"), place));
  return near === null || textOf(node) === "none" ? [] : [nowhere(node, `Gateway \`${textOf(node) ?? ""}\` in \`${place}\``, near)];
}

function gateway(node: Written, own: string, known: readonly Placed[]): readonly Diagnostic[] {
  const text = textOf(node) ?? "";
  if (text === "mesh") return [];
  if (text.includes("-istio-autogenerated-k8s-gateway")) return [say["name-leads-nowhere"].report({ at: placeOf(node), with: { said: `\`${text}\` is a name that the mesh makes for a Gateway of Kubernetes`, help: "route to that Gateway with an HTTPRoute" } })];
  const [namespace = own, name = text] = text.includes("/") ? text.split("/") : [own, text];
  if (name.includes(".")) return [say["name-leads-nowhere"].report({ at: placeOf(node), with: { said: `\`${text}\` is no name of a Gateway: it has a namespace, a \`/\` and a name`, help: `write \`${name.split(".")[1] ?? namespace}/${name.split(".")[0] ?? ""}\`` } })];
  const near = nearOf(name, namesOf(known, namespace));
  return near === null ? [] : [nowhere(node, `Gateway \`${name}\` in \`${namespace}\``, near)];
}

/** Namespaces of callers and exports, and of grants of the Gateway API. */
function namespaces(world: TrapWorld): readonly Diagnostic[] {
  const known = world.of("", "Namespace").map(({ manifest }) => manifest.object.metadata.name);
  const callers = sourcesOf(world).flatMap(({ node }) => ["namespaces", "notNamespaces"].flatMap((field) => listOf(at(node, field))));
  const exports = ["VirtualService", "DestinationRule", "ServiceEntry"].flatMap((kind) => world.of(networking, kind)).flatMap(({ spec }) => listOf(at(spec, "exportTo")));
  const grants = world.of("gateway.networking.k8s.io", "ReferenceGrant").flatMap(({ spec }) => listOf(at(spec, "from")).map((from) => at(from, "namespace")));
  return [...callers, ...exports, ...grants].flatMap((node) => {
    const near = nearOf(textOf(node) ?? "", known);
    return near === null ? [] : [nowhere(node, `namespace \`${textOf(node) ?? ""}\``, near)];
  });
}

function sourcesOf(world: TrapWorld): readonly HostPlace[] {
  return world.of(security, "AuthorizationPolicy").flatMap(({ spec, namespace }) => listOf(at(spec, "rules")).flatMap((rule) => listOf(at(rule, "from"))).map((from) => ({ node: at(from, "source"), namespace })));
}

/** Principals are `domain/ns/namespace/sa/account`. */
function accounts(world: TrapWorld): readonly Diagnostic[] {
  const known = world.of("", "ServiceAccount");
  const principals = sourcesOf(world).flatMap(({ node }) => ["principals", "notPrincipals"].flatMap((field) => listOf(at(node, field)))).flatMap((node) => {
    const [domain = "", ns, namespace = "", sa, account = ""] = (textOf(node) ?? "").split("/");
    if (ns !== "ns" || sa !== "sa") return [];
    const trusted = nearOf(domain, ["cluster.local"]);
    const near = nearOf(account, namesOf(known, namespace));
    return [...(trusted === null ? [] : [nowhere(node, `domain of trust \`${domain}\` as installed`, trusted)]), ...(near === null ? [] : [nowhere(node, `ServiceAccount \`${account}\` in \`${namespace}\``, near)])];
  });
  const machines = world.of(networking, "WorkloadGroup").flatMap(({ spec, namespace }) => {
    const node = at(spec, "template", "serviceAccount");
    const near = nearOf(textOf(node) ?? "", namesOf(known, namespace));
    return near === null ? [] : [nowhere(node, `ServiceAccount \`${textOf(node) ?? ""}\` in \`${namespace}\``, near)];
  });
  return [...principals, ...machines];
}

/** Certificates that gateways fetch (`istio/istio:pkg/config/analysis/analyzers/gateway/secret.go`). */
function secrets(world: TrapWorld): readonly Diagnostic[] {
  const all = world.of("", "Secret");
  return world.of(networking, "Gateway").flatMap(({ spec }) => listOf(at(spec, "servers"))).flatMap((server) => {
    const node = at(server, "tls", "credentialName");
    const name = textOf(node) ?? "";
    const secret = all.find(({ manifest }) => manifest.object.metadata.name === name);
    const near = secret === undefined ? nearOf(name, all.map(({ manifest }) => manifest.object.metadata.name)) : null;
    if (near !== null) return [nowhere(node, `Secret \`${name}\``, near)];
    return secret === undefined || hasCertificate(secret) ? [] : [say["name-leads-nowhere"].report({ at: placeOf(node), with: { said: `the Secret \`${name}\` has no certificate: neither \`tls.crt\` and \`tls.key\` nor \`cert\` and \`key\``, help: "make it a Secret of type `kubernetes.io/tls`" } })];
  });
}

function hasCertificate({ manifest }: Placed): boolean {
  const { data, stringData } = manifest.object as { readonly data?: unknown; readonly stringData?: unknown };
  const keys = [data, stringData].flatMap((each) => (typeof each === "object" && each !== null ? Object.keys(each) : []));
  return keys.length === 0 || (keys.includes("tls.crt") && keys.includes("tls.key")) || (keys.includes("cert") && keys.includes("key"));
}

/** Ports of pods that have names which no container has, and ports of gateways that their Services do not have. */
function ports(world: TrapWorld): readonly Diagnostic[] {
  const services = world.of("", "Service");
  const named = services.flatMap((service) => {
    const pods = podsOfService(service, world);
    const known = pods.flatMap(portsOf).flatMap(({ name }) => name ?? []);
    const wanted = listOf(at(service.spec, "ports")).map((port) => at(port, "targetPort")).filter((node) => textOf(node) !== null && !known.includes(textOf(node) ?? ""));
    return pods.length === 0 ? [] : wanted.map((node) => nowhere(node, `port \`${textOf(node) ?? ""}\` in the pods of the Service`, nearOf(textOf(node) ?? "", known)));
  });
  return [...named, ...world.of(networking, "Gateway").flatMap((each) => listening(each, services))];
}

/** A port of a server is one of the Service before the gateway, or the one behind it. */
function listening({ spec }: Placed, services: readonly Placed[]): readonly Diagnostic[] {
  const selector = Object.entries((at(spec, "selector").value ?? {}) as Readonly<Record<string, unknown>>);
  const before = services.filter((service) => selector.length > 0 && selector.every(([key, value]) => at(service.spec, "selector", key).value === value));
  const open = before.flatMap((service) => listOf(at(service.spec, "ports"))).flatMap((port) => [numberOf(at(port, "port")), numberOf(at(port, "targetPort")) ?? textOf(at(port, "targetPort"))]);
  if (open.length === 0 || open.some((port) => typeof port === "string")) return [];
  const closed = listOf(at(spec, "servers")).map((server) => at(server, "port", "number")).filter((node) => isSet(node) && !open.includes(numberOf(node)));
  return closed.map((node) => say["name-leads-nowhere"].report({ at: placeOf(node), with: { said: `the Service before the gateway has no port ${numberOf(node) ?? 0}`, help: "add the port to the Service, or use one that it has" } }));
}
