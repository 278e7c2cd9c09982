import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestInput, Profile } from "../../model/index.ts";
import { valueRewritten } from "../mend.ts";
import { backendTraps, parentTraps, routesOf } from "../route-traps.ts";
import { trapWorld } from "../trap-world.ts";
import { trapDiagnostics as say } from "../traps.diagnostics.ts";
import { at, durationOf, isSet, listOf, numberOf, placeOf, textOf, titleOf, trapsIn } from "../traps.ts";
import type { Trap, Written } from "../traps.ts";
import { strictPlaces } from "./strict-places.ts";
import { accessTraps } from "./traps-access.ts";
import { ambientTraps } from "./traps-ambient.ts";
import { annotationTraps } from "./traps-annotations.ts";
import { plainClients, requestsAtConnections, routedTwice, subsets, subsetsOf } from "./traps-between.ts";
import { filterTraps } from "./traps-filters.ts";
import { gatewayTraps } from "./traps-gateways.ts";
import { hostTraps } from "./traps-hosts.ts";
import { identityTraps } from "./traps-identities.ts";
import { nameTraps } from "./traps-names.ts";
import { destinationTraps } from "./traps-policies.ts";
import { proxyTraps } from "./traps-proxies.ts";
import { entries } from "./traps-routes.ts";
import { selectorTraps } from "./traps-selectors.ts";
import { shareTraps } from "./traps-shares.ts";

/** What istiod accepts of VirtualServices, DestinationRules and AuthorizationPolicies and does otherwise than they seem to say. */
export function istioTraps(manifests: readonly ManifestInput[], { name }: Profile): readonly Diagnostic[] {
  const namespaces = new Set(manifests.flatMap(({ object }) => [object.metadata.namespace ?? [], object.kind === "Namespace" ? object.metadata.name : []].flat()));
  const strict = strictPlaces(manifests);
  const world = trapWorld(manifests);
  const security = { AuthorizationPolicy: [...(strict.size > 0 ? [] : [negatedIdentities]), ...(name === "sidecar" ? [] : [requestsAtConnections])] };
  return [
    ...trapsIn(manifests, "networking.istio.io", {
      VirtualService: [routes, entries, unmatched, (spec) => hosts(spec, namespaces), subsetsOf(manifests)],
      DestinationRule: [policies, subsets, (spec, manifest) => plainClients(spec, manifest, strict)],
    }),
    ...trapsIn(manifests, "security.istio.io", security),
    ...routedTwice(manifests),
    ...destinationTraps(world),
    ...accessTraps(world, name),
    ...hostTraps(world),
    ...gatewayTraps(world),
    ...shareTraps(world),
    ...nameTraps(world),
    ...selectorTraps(world),
    ...proxyTraps(world),
    ...annotationTraps(world),
    ...filterTraps(world),
    ...identityTraps(world),
    ...ambientTraps(world, name),
    ...routesOf(world, ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"]).flatMap((route) => [...parentTraps(route, world), ...backendTraps(route, world)]),
  ];
}

const routes: Trap = (spec, manifest) => listOf(at(spec, "http")).flatMap((entry) => [...retries(entry, manifest), ...prefixes(entry), ...shares(entry), ...tries(entry)]);

const safeToRepeat = new Set(["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"]);

/** Two further tries, any method (`istio/istio:pilot/pkg/networking/core/route/retry/retry.go`). */
function retries(entry: Written, manifest: ManifestInput): readonly Diagnostic[] {
  const matches = listOf(at(entry, "match"));
  const methods = matches.map((match) => textOf(at(match, "method", "exact")));
  const isSafe = matches.length > 0 && methods.every((method) => method !== null && safeToRepeat.has(method));
  const route = at(entry, "route");
  if (isSafe || !isSet(route) || isSet(at(entry, "retries"))) return [];
  return [say["hidden-retries"].report({ at: placeOf(route), with: { target: "istio", manifest: titleOf(manifest), tries: "two further tries of any method" } })];
}

function prefixes(entry: Written): readonly Diagnostic[] {
  return listOf(at(entry, "match")).flatMap((match) => {
    const prefix = at(match, "uri", "prefix");
    const text = textOf(prefix);
    return text === null || text.endsWith("/") ? [] : [say["prefix-of-characters"].report({ at: placeOf(prefix), with: { prefix: text } })];
  });
}

/** An omitted weight is 0 beside others; an omitted percentage is 0 (`istio/api:networking/v1alpha3/virtual_service.proto`). */
function shares(entry: Written): readonly Diagnostic[] {
  const destinations = listOf(at(entry, "route"));
  const idle = destinations.length < 2 ? [] : destinations.filter((each) => !isSet(at(each, "weight")));
  const faults = ["delay", "abort"].map((kind) => at(entry, "fault", kind)).filter((fault) => isSet(fault) && !isSet(at(fault, "percentage")) && !isSet(at(fault, "percent")));
  return [
    ...idle.map((each) => say["share-of-nothing"].report({ at: placeOf(at(each, "destination", "host")), with: { thing: `\`${textOf(at(each, "destination", "host")) ?? ""}\``, missing: "weight" } })),
    ...faults.map((fault) => say["share-of-nothing"].report({ at: placeOf(fault), with: { thing: "the fault", missing: "percentage" } })),
  ];
}

function tries(entry: Written): readonly Diagnostic[] {
  const retry = at(entry, "retries");
  const perTry = at(retry, "perTryTimeout");
  const [ms, attempts, timeout] = [durationOf(perTry), numberOf(at(retry, "attempts")), durationOf(at(entry, "timeout"))];
  if (ms === null || attempts === null || attempts < 1) return [];
  const on = (textOf(at(retry, "retryOn")) ?? "").split(",").map((word) => word.trim());
  const covered = on.some((word) => ["reset", "gateway-error", "5xx"].includes(word));
  return [
    ...(covered ? [] : [say["try-timeout-not-retried"].report({ at: placeOf(perTry), with: {} })]),
    ...(timeout !== null && timeout > 0 && ms * (attempts + 1) > timeout ? [say["manifest-tries-do-not-fit"].report({ at: placeOf(perTry), with: { tries: attempts + 1, perTry: ms, timeout } })] : []),
  ];
}

/** A delegate has no hosts, and what it leaves is its root's. */
const unmatched: Trap = (spec, manifest) => {
  const entries = listOf(at(spec, "http"));
  const takesAll = ({ value, ...match }: Written): boolean => {
    const fields = Object.keys((value ?? {}) as object).filter((key) => !["name", "port", "gateways"].includes(key));
    return fields.length === 0 || (fields.join() === "uri" && textOf(at({ ...match, value }, "uri", "prefix")) === "/");
  };
  const last = entries.at(-1);
  const isOpen = entries.some((entry) => !isSet(at(entry, "match")) || listOf(at(entry, "match")).some(takesAll));
  if (last === undefined || isOpen || listOf(at(spec, "hosts")).length === 0) return [];
  return [say["unmatched-requests"].report({ at: placeOf(at(last, "match")), with: { manifest: titleOf(manifest) } })];
};

/** `reviews.prod` is taken as it stands (`istio/istio:pilot/pkg/model/virtualservice.go`, ResolveShortnameToFQDN). */
function hosts(spec: Written, namespaces: ReadonlySet<string>): readonly Diagnostic[] {
  const entries = ["http", "tcp", "tls"].flatMap((kind) => listOf(at(spec, kind)));
  const destinations = entries.flatMap((entry) => [...listOf(at(entry, "route")).map((each) => at(each, "destination", "host")), at(entry, "mirror", "host"), ...listOf(at(entry, "mirrors")).map((each) => at(each, "destination", "host"))]);
  return destinations.flatMap((node) => {
    const host = textOf(node) ?? "";
    const [, namespace, more] = host.split(".");
    if (namespace === undefined || more !== undefined || !namespaces.has(namespace)) return [];
    const full = `${host}.svc.cluster.local`;
    return [say["host-not-expanded"].report({ at: placeOf(node), with: { host, full }, fixes: valueRewritten(node, full) })];
  });
}

const policies: Trap = (spec) => [spec, ...listOf(at(spec, "subsets"))].flatMap((holder) => policy(at(holder, "trafficPolicy")));

const replaced = ["connectionPool", "loadBalancer", "outlierDetection", "tls"];

function policy(node: Written): readonly Diagnostic[] {
  const ports = listOf(at(node, "portLevelSettings"));
  const dropped = ports.length === 0 ? [] : replaced.filter((field) => isSet(at(node, field)) && ports.some((port) => !isSet(at(port, field))));
  return [
    ...[node, ...ports].flatMap((each) => [...unlimited(at(each, "connectionPool")), ...ejection(at(each, "outlierDetection"))]),
    ...dropped.map((field) => say["field-without-effect"].report({ at: placeOf(at(node, field)), with: { field, does: "ports with settings of their own do not inherit it" } })),
  ];
}

/** A limit of 0 is not set (`istio/istio:pilot/pkg/networking/core/cluster_traffic_policy.go`). */
function unlimited(pool: Written): readonly Diagnostic[] {
  const limits = [at(pool, "tcp", "maxConnections"), at(pool, "http", "http1MaxPendingRequests"), at(pool, "http", "http2MaxRequests"), at(pool, "http", "maxRequestsPerConnection"), at(pool, "http", "maxRetries")];
  return limits.filter(({ value }) => value === 0).map((limit) => say["field-without-effect"].report({ at: placeOf(limit), with: { field: String(limit.path.at(-1)), does: "0 is no limit at all" } }));
}

function ejection(outlier: Written): readonly Diagnostic[] {
  if (!isSet(outlier)) return [];
  const old = at(outlier, "consecutiveErrors");
  return [
    ...(isSet(old) ? [say["field-without-effect"].report({ at: placeOf(old), with: { field: "consecutiveErrors", does: "it was replaced by `consecutive5xxErrors` and is ignored" } })] : []),
    ...(isSet(at(outlier, "maxEjectionPercent")) ? [] : [say["ejects-hardly-any"].report({ at: placeOf(outlier), with: {} })]),
  ];
}

const negatedIdentities: Trap = (spec) =>
  listOf(at(spec, "rules")).flatMap((rule) =>
    listOf(at(rule, "from")).flatMap((from) =>
      ["notPrincipals", "notNamespaces", "notServiceAccounts"].flatMap((field) => {
        const node = at(from, "source", field);
        const others = ["principals", "namespaces", "serviceAccounts", "requestPrincipals"].some((positive) => isSet(at(from, "source", positive)));
        return !isSet(node) || others || textOf(at(spec, "action")) === "DENY" ? [] : [say["plain-text-is-somebody-else"].report({ at: placeOf(node), with: { field } })];
      }),
    ),
  );
