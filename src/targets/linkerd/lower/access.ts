import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName, shortHash } from "../../object-names.ts";
import type { Manifest, Service, ServicePort } from "../../../model/index.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { atLeast } from "../versions.ts";
import { effectiveOf, planAccess } from "./access-plan.ts";
import type { AccessPlan, Effective } from "./access-plan.ts";
import { grantObjects } from "./grants.ts";
import { mostRules } from "./objects.ts";
import { emptyPiece, joinPieces, refused } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { probeFindings } from "./probes.ts";
import { containerPort, podPlaces } from "./servers.ts";
import type { PodPlace } from "./servers.ts";
import { matchFields } from "./styles.ts";

/** A port with what its Server says. */
interface Planned {
  readonly port: ServicePort;
  readonly container: number | string | null;
  readonly plan: AccessPlan;
}

/** Servers with their grants and limits, for every port whose access is not that of the installation. */
export function lowerAccess(service: Service, context: Context): Piece {
  if (service.external !== null) return emptyPiece;
  const effective = effectiveOf(service, context);
  const plans = service.ports.map((port) => ({ port, found: planAccess(service, port.port, effective, context) }));
  const faults = plans.flatMap(({ found }) => (found.ok ? [] : found.diagnostics));
  if (faults.length > 0) return refused(...faults, ...limitFindings(service));
  const planned = plans.flatMap(({ port, found }): readonly Planned[] => (found.ok ? [{ port, container: containerPort(service, port, context), plan: found.plan }] : []));
  const wanted = planned.filter(({ plan }) => needsServer(plan, service, context));
  if (wanted.length === 0) return emptyPiece;
  const { places, diagnostics } = podPlaces(service, "access", context);
  const probes = wanted.flatMap(({ port, container, plan }) => probeFindings(service, port, container, plan, places, context));
  const problems = [...diagnostics, ...portFindings(service, planned, wanted), ...limitFindings(service), ...probes];
  if (problems.length > 0) return refused(...problems);
  const distinct = wanted.filter((each, index) => wanted.findIndex(({ container }) => container === each.container) === index);
  return joinPieces([...distinct.flatMap((each) => places.map((place) => serverPiece(service, each, place, context))), { ...emptyPiece, drafts: accessDrafts(service, effective, wanted) }]);
}

function needsServer(plan: AccessPlan, service: Service, { profile }: Context): boolean {
  return service.rateLimit !== null || plan.kind !== "open" || plan.word !== (profile.settings["defaultInboundPolicy"] ?? "all-unauthenticated");
}

function portFindings(service: Service, planned: readonly Planned[], wanted: readonly Planned[]): readonly Diagnostic[] {
  const unknown = wanted.filter(({ container }) => container === null);
  const clashes = wanted.flatMap((each) => planned.filter((other) => other.port.port > each.port.port && other.container === each.container && planText(other.plan) !== planText(each.plan)).map((other) => ({ each, other })));
  const field = service.access.allow[0] === undefined && service.access.deny[0] === undefined ? "access" : "access rules";
  return [
    ...unknown.map(({ port }) => linkerdDiagnostics["linkerd-container-port-unknown"].report({ at: port.origin, with: { field, port: port.port } })),
    ...clashes.map(({ each, other }) => linkerdDiagnostics["linkerd-shared-container-port"].report({ at: other.port.origin, with: { port: each.port.port, other: other.port.port } })),
  ];
}

function planText(plan: AccessPlan): string {
  return JSON.stringify(plan);
}

/** Limits count whole seconds on one Server (`linkerd/linkerd2-proxy:linkerd/proxy/server-policy/src/local_rate_limit.rs`). */
function limitFindings({ rateLimit, ports }: Service): readonly Diagnostic[] {
  if (rateLimit === null) return [];
  const { requests, perMs } = rateLimit.value;
  const say = (value: string, range: string): readonly Diagnostic[] => [linkerdDiagnostics["linkerd-number"].report({ at: rateLimit.origin, with: { field: "rateLimit", value, range } })];
  if (perMs !== 1000) return say(`${requests} in ${perMs}ms`, "limits per second");
  if (requests > 4_294_967_295) return say(`${requests}`, "at most 4294967295");
  const http = ports.filter(({ protocol }) => protocol !== "tcp" && protocol !== "tls");
  return http.length === 1 && ports.length === 1 ? [] : say(`for ${ports.length} ports`, "a limit for a service with one port that speaks HTTP");
}

function serverPiece(service: Service, { port, container, plan }: Planned, place: PodPlace, context: Context): Piece {
  const base = [service.id.name, `${port.port}`, ...(place.suffix === null ? [] : [place.suffix])];
  const { namespace } = place;
  const raw = port.protocol === "tcp" || port.protocol === "tls";
  const sources = [service.access.default?.origin ?? service.access.allow[0]?.origin ?? service.access.deny[0]?.origin ?? service.mtls?.origin ?? service.rateLimit?.origin ?? service.origin];
  const server: Manifest = {
    object: {
      apiVersion: "policy.linkerd.io/v1beta3",
      kind: "Server",
      metadata: { name: labelName(...base), namespace },
      spec: { podSelector: { matchLabels: place.labels }, port: container, proxyProtocol: raw ? "opaque" : "unknown", accessPolicy: plan.kind === "open" ? plan.word : plan.kind === "callers" && plan.records ? "audit" : "deny" },
    },
    sources,
  };
  const target = { group: "policy.linkerd.io", kind: "Server", name: labelName(...base) };
  const limit = service.rateLimit === null ? [] : [limitObject(base, namespace, service.rateLimit.value.requests, target, service.rateLimit.origin)];
  if (plan.kind === "open") return { ...emptyPiece, manifests: [server, ...limit] };
  if (plan.kind === "callers") return { ...emptyPiece, manifests: [server, ...grantObjects([...base, "allow"], namespace, plan.grantees, target, sources), ...limit] };
  const routes = plan.regions.map((region) => regionPiece(base, namespace, region, sources, target.name, context));
  return joinPieces([{ ...emptyPiece, manifests: [server, ...limit] }, ...routes]);
}

function limitObject(base: readonly string[], namespace: string, requestsPerSecond: number, targetRef: Json, origin: Diagnostic["origin"]): Manifest {
  return { object: { apiVersion: "policy.linkerd.io/v1alpha1", kind: "HTTPLocalRateLimitPolicy", metadata: { name: labelName(...base), namespace }, spec: { targetRef, total: { requestsPerSecond } } }, sources: [origin] };
}

/** One route for the requests that the same callers may make; without callers it answers 403. */
function regionPiece(base: readonly string[], namespace: string, { matches, grantees }: Extract<AccessPlan, { kind: "requests" }>["regions"][number], sources: Manifest["sources"], server: string, context: Context): Piece {
  const parts = [...base, grantees.length === 0 ? "nobody" : shortHash(JSON.stringify(grantees))];
  const rules = Array.from({ length: Math.ceil(matches.length / 8) }, (_, index) => ({ matches: matches.slice(index * 8, index * 8 + 8).map(matchFields) }));
  const [at] = sources;
  if (rules.length > mostRules && at !== undefined) return refused(linkerdDiagnostics["linkerd-too-many-rules"].report({ at, with: { what: "access", count: rules.length, most: mostRules } }));
  const group = "gateway.networking.k8s.io";
  const route: Manifest = {
    object: { apiVersion: `${group}/${atLeast(context.profile.version, "2.18") ? "v1" : "v1beta1"}`, kind: "HTTPRoute", metadata: { name: labelName(...parts), namespace }, spec: { parentRefs: [{ group: "policy.linkerd.io", kind: "Server", name: server }], rules } },
    sources,
  };
  return { ...emptyPiece, manifests: [route, ...grantObjects(parts, namespace, grantees, { group, kind: "HTTPRoute", name: labelName(...parts) }, sources)] };
}

function accessDrafts(service: Service, { strict }: Effective, wanted: readonly Planned[]): readonly Draft[] {
  const origin = service.access.default?.origin ?? service.access.allow[0]?.origin ?? service.mtls?.origin ?? service.origin;
  const byRequest = wanted.some(({ plan }) => plan.kind === "requests");
  const assumed = wanted.some(({ plan }) => plan.kind === "requests" && plan.assumed);
  const closed = wanted.some(({ plan }) => plan.kind !== "open");
  const probes = byRequest ? "pods have no other HTTP probes than those that are known, since routes take the place of the ones that Linkerd adds for them" : "pods have no other HTTP probes than those that are known, since their paths are open to everybody";
  const tls = "rules that ask for identities refuse plain text in any case";
  return [
    ...(byRequest || closed || strict ? [remark("assumed", { field: "access", note: probes, origin })] : []),
    ...(assumed ? [remark("assumed", { field: "access", note: "proxies rank routes by the length of the matched path, as all do up to 2.366", origin })] : []),
    ...(!strict && closed ? [remark("note", { field: "mtls", direction: "stricter", effects: ["settings.mtls"], note: tls, origin })] : []),
  ];
}
