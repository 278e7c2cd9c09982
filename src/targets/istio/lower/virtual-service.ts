import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName } from "../../object-names.ts";
import { nameText } from "../../../model/name.ts";
import type { Arm, Manifest, Route, Service, ServicePort } from "../../../model/index.ts";
import { fractionText } from "../../../support/fraction.ts";
import { approximation, remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { holdsAlways, unroutable } from "./arms.ts";
import { connectionEntries, serverNameDrafts } from "./connections.ts";
import { httpEntries } from "./http-entries.ts";
import { hostsOf, serviceOf } from "./names.ts";
import { withoutNegatedQueries } from "./negated-query.ts";
import { percentOf } from "./percent.ts";
import { compact, joinPieces } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { retryDrafts } from "./retries.ts";
import { checkRoute } from "./route-checks.ts";
import { nameCovers } from "./server-names.ts";

/** The VirtualService of a service (one for each host of an external one), with what its routes give up. */
export function lowerVirtualServices(service: Service, context: Context): Piece {
  const hosts = hostsOf(context.model, service.id);
  const made = hosts.map((host, index) => {
    const name = index === 0 ? labelName(service.id.name) : labelName(service.id.name, `${index + 1}`);
    return virtualService(service, host, name, context);
  });
  const routes = routesOf(service);
  const findings = service.ports.flatMap((port) => port.arms.flatMap((arm) => checkRoute(arm.route, port.protocol)));
  const budgets = routes.flatMap((route) => budgetFindings(route, service, context));
  return joinPieces([...made, { manifests: [], drafts: [...routes.flatMap(routeDrafts), ...service.ports.flatMap(serverNameDrafts)], diagnostics: [...uniqueRoutes(findings), ...budgets] }]);
}

/** A budget belongs to the called service, but stands at the backend: both must wish the same. */
function budgetFindings(route: Route, service: Service, { model }: Context): readonly Diagnostic[] {
  if (route.action.kind !== "forward") return [];
  const foreign = route.action.backends.filter((backend) => backend.weight > 0 && budgetText(serviceOf(model, backend.owner)) !== budgetText(service));
  return foreign.slice(0, 1).map((backend) =>
    istioDiagnostics["budget-across-services"].report({ at: backend.origin, with: { route: route.name, backend: nameText(backend.service) } }),
  );
}

function budgetText(service: Service | null): string {
  const budget = service?.retryBudget?.value ?? null;
  return budget === null ? "none" : `${fractionText(budget.percent)} ${budget.windowMs} ${fractionText(budget.minPerSecond)}`;
}

/** Each route once, in order. */
export function routesOf(service: Service): readonly Route[] {
  return [...new Set(service.ports.flatMap((port) => port.arms.map((arm) => arm.route)))];
}

function uniqueRoutes(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = (each: Diagnostic): string => `${each.code} ${each.origin.start} ${each.message}`;
  return diagnostics.filter((each, index) => diagnostics.findIndex((other) => key(other) === key(each)) === index);
}

function virtualService(service: Service, host: string, name: string, context: Context): Piece {
  const parts = service.ports.map((port) => portPart(port, service, service.external === null ? undefined : host, context));
  const list = (key: "http" | "tls" | "tcp"): readonly Json[] | undefined => {
    const all = parts.flatMap((part) => part[key]);
    return all.length === 0 ? undefined : all;
  };
  const sni = parts.flatMap((part) => part.tls.flatMap((entry) => sniOf(entry)));
  const spec = compact({
    hosts: withoutCovered([host, ...sni]),
    gateways: ["mesh"],
    exportTo: ["*"],
    http: list("http"),
    tls: list("tls"),
    tcp: list("tcp"),
  });
  const manifest: Manifest = {
    object: { apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata: { name, namespace: service.id.namespace }, spec },
    sources: [service.origin, ...routesOf(service).map((route) => route.origin)],
  };
  const empty = parts.every((part) => part.http.length + part.tls.length + part.tcp.length === 0);
  return { manifests: empty ? [] : [manifest], drafts: [], diagnostics: parts.flatMap((part) => part.diagnostics) };
}

/** istiod refuses hosts that cover each other (`istio/istio:pkg/config/validation/validation.go`). */
function withoutCovered(hosts: readonly string[]): readonly string[] {
  const distinct = [...new Set(hosts)];
  return distinct.filter((host) => !distinct.some((other) => other !== host && nameCovers(other, host)));
}

function sniOf(entry: Json): readonly string[] {
  const match = entry["match"] as readonly { readonly sniHosts: readonly string[] }[];
  return match.flatMap((block) => block.sniHosts);
}

interface PortPart {
  readonly http: readonly Json[];
  readonly tls: readonly Json[];
  readonly tcp: readonly Json[];
  readonly diagnostics: readonly Diagnostic[];
}

function portPart(port: ServicePort, service: Service, host: string | undefined, context: Context): PortPart {
  if (port.protocol === "tcp" || port.protocol === "tls") return connectionEntries(port, service, host, context);
  const plain = port.arms.length === 0 ? [fallbackArm(port)] : port.arms;
  const positive = withoutNegatedQueries(plain);
  const spot = { port: port.port, tls: false, ...(host !== undefined && { host }) };
  const made = httpEntries(closed(positive.arms), "mesh", spot, context);
  const diagnostics = [...positive.diagnostics, ...made.diagnostics];
  return { http: made.entries, tls: [], tcp: [], diagnostics: [...diagnostics, ...unreachableClaims(port, context)] };
}

/** A port without arms forwards, and says that nothing is retried. */
function fallbackArm(port: ServicePort): Arm {
  const unsaid = unroutable(port.origin);
  return { ...unsaid, route: { ...unsaid.route, name: "default", action: port.fallback } };
}

/**
 * Where every entry is for some callers only, proxies elsewhere would ignore the VirtualService and forward
 * (`istio/istio:pilot/pkg/networking/core/route/route.go`), so the answer 404 is written out.
 */
function closed(arms: readonly Arm[]): readonly Arm[] {
  const open = arms.some((arm) => arm.when.callers === null && arm.when.methods?.length !== 0 && arm.when.claims.length === 0);
  const [first] = arms;
  return open || first === undefined || arms.some((arm) => holdsAlways(arm.when)) ? arms : [...arms, unroutable(first.origin)];
}

function unreachableClaims(port: ServicePort, context: Context): readonly Diagnostic[] {
  const exposed = context.model.gateways.some((gateway) => gateway.entries.length > 0);
  if (exposed) return [];
  const claims = port.arms.flatMap((arm) => arm.when.claims);
  return claims.map((claim) => istioDiagnostics["claims-need-gateway"].report({ at: claim.origin, with: { claim: claim.name } }));
}

/** What the routes of a service give up: pauses, conditions, shares that percentages cannot say, missing backends. */
export function routeDrafts(route: Route): readonly Draft[] {
  const shares = [
    ...route.mirrors.map((mirror) => ({ feature: "mirror" as const, effect: "mirrors" as const, share: mirror.share, origin: mirror.origin })),
    ...(route.delay === null ? [] : [{ feature: "fault.delay" as const, effect: "faults" as const, share: route.delay.value.share, origin: route.delay.origin }]),
    ...(route.abort === null ? [] : [{ feature: "fault.abort" as const, effect: "faults" as const, share: route.abort.value.share, origin: route.abort.origin }]),
  ];
  const inexact = shares.flatMap(({ feature, effect, share, origin }) => {
    const { error } = percentOf(share);
    if (error === null) return [];
    const note = "Istio keeps percentages in steps of 0.0001";
    const common = { feature, field: `route.${route.name}.${feature}`, consent: feature, route: route.name, direction: "different" as const };
    return [approximation({ ...common, effects: [effect], size: error, note, origin })];
  });
  return [...inexact, ...retryDrafts(route), ...missingDrafts(route), ...idleDrafts(route)];
}

/** A split whose weights are all zero is refused by istiod: the proxy answers what nobody serves. */
function idleDrafts(route: Route): readonly Draft[] {
  const { action } = route;
  if (action.kind !== "forward" || action.backends.some((backend) => backend.weight > 0)) return [];
  const note = "no backend has weight: the proxy answers 500 itself";
  return [remark("note", { feature: "split.zero", field: `route.${route.name}.split`, route: route.name, note, origin: action.origin })];
}

function missingDrafts(route: Route): readonly Draft[] {
  if (route.action.kind !== "forward") return [];
  const missing = route.action.backends.filter((backend) => backend.existence === "missing");
  const common = { feature: "split.missing" as const, field: `route.${route.name}.split`, consent: "split", route: route.name, direction: "different" as const };
  const note = "the share of a backend that does not exist answers 503 instead of 500";
  return missing.map((backend) => approximation({ ...common, effects: ["failed"], note, origin: backend.origin }));
}
