import type { DocumentPath } from "../../../source/origin.ts";
import type { HttpFilter } from "../kinds/filters.ts";
import type { HttpRule } from "../kinds/routes.ts";
import { namesGateway } from "../link/attach.ts";
import type { AnyRoute, HttpRoute } from "../link/candidate.ts";
import type { Linking } from "../link/linking.ts";
import type { GatewayResource } from "../link/listeners.ts";
import { parentKind } from "../link/service-parents.ts";
import type { GatewayObject } from "../read/object.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";

/** A feature by its name at Gateways and (null: it has none) in meshes, with the place that rests on it. */
interface Use {
  readonly gateway: string | null;
  readonly mesh: string | null;
  readonly path: DocumentPath;
  readonly part?: "key";
}

/** What an implementation says that it can do. */
interface Claims {
  readonly holder: string;
  readonly names: readonly string[];
}

/** Fields of Gateways and routes that the class of the Gateway, or the mesh, does not claim to support; only where the input has their status (`kubernetes-sigs/gateway-api:pkg/features`). */
export function adviseFeatures(objects: readonly GatewayObject<unknown>[], gateways: readonly GatewayResource[], { routes, found }: Linking): void {
  const classes = new Map(objects.filter(({ kind }) => kind === "GatewayClass").map((each) => [each.id.name, claimsOf(each)]));
  const mesh = objects.filter(({ kind }) => kind === "XMesh").flatMap((each) => claimsOf(each) ?? [])[0];
  for (const gateway of gateways) {
    const claims = classes.get(gateway.spec.gatewayClassName) ?? null;
    if (claims !== null) for (const use of usesOfGateway(gateway)) report({ at: gateway.at, found }, claims, use.gateway, use);
  }
  for (const route of routes) {
    const refs = route.spec.parentRefs ?? [];
    const holders = new Set(gateways.filter((gateway) => refs.some((ref) => namesGateway(route, ref, gateway))).flatMap(({ spec }) => classes.get(spec.gatewayClassName) ?? []));
    const inMesh = mesh !== undefined && refs.some((ref) => parentKind(ref) === "Service") ? [mesh] : [];
    if (holders.size + inMesh.length === 0) continue;
    for (const use of usesOf(route)) {
      for (const claims of holders) report({ at: route.at, found }, claims, use.gateway, use);
      for (const claims of inMesh) report({ at: route.at, found }, claims, use.mesh, use);
    }
  }
}

function report(reading: Reading, { names, holder }: Claims, feature: string | null, { path, part, gateway }: Use): void {
  if (feature === null || names.includes(feature)) return;
  const near = feature !== gateway && gateway !== null && names.includes(gateway) ? gateway : null;
  tell(reading, say["gateway-api-feature-not-claimed"], path, { feature, holder, near }, part === undefined ? {} : { part });
}

function usesOfGateway({ spec }: GatewayResource): readonly Use[] {
  const { addresses = [], infrastructure, tls, allowedListeners, listeners } = spec;
  const { default: usual, perPort = [] } = tls?.frontend ?? {};
  const insecure = [usual, ...perPort.map((each) => each.tls)].some((each) => each?.validation?.mode === "AllowInsecureFallback");
  const from = allowedListeners?.namespaces?.from ?? "None";
  return [
    ...(addresses.length === 0 ? [] : [key("GatewayStaticAddresses", null, ["spec", "addresses"])]),
    ...(infrastructure === undefined ? [] : [key("GatewayInfrastructurePropagation", null, ["spec", "infrastructure"])]),
    ...(tls?.frontend === undefined ? [] : [key("GatewayFrontendClientCertificateValidation", null, ["spec", "tls", "frontend"])]),
    ...(insecure ? [key("GatewayFrontendClientCertificateValidationInsecureFallback", null, ["spec", "tls", "frontend"])] : []),
    ...(tls?.backend === undefined ? [] : [key("GatewayBackendClientCertificate", null, ["spec", "tls", "backend"])]),
    ...(from === "None" ? [] : [key("ListenerSet", null, ["spec", "allowedListeners"])]),
    ...listeners.flatMap((each, index) => (each.protocol === "TLS" && each.tls?.mode !== "Passthrough" ? [{ gateway: "TLSRouteModeTerminate", mesh: null, path: ["spec", "listeners", index, "tls", "mode"] }] : [])),
  ];
}

/** null: the status says nothing. Entries were texts once and are objects since 1.2. */
function claimsOf({ kind, id, status }: GatewayObject<unknown>): Claims | null {
  const list: unknown = (status as { readonly supportedFeatures?: unknown } | null | undefined)?.supportedFeatures;
  if (!Array.isArray(list) || list.length === 0) return null;
  const names = list.flatMap((each: unknown) => (typeof each === "string" ? each : (each as { readonly name?: unknown } | null)?.name) ?? []);
  return { holder: `${kind} ${id.name}`, names: names.filter((name) => typeof name === "string") };
}

function usesOf(route: AnyRoute): readonly Use[] {
  const kind: Use = { gateway: route.kind, mesh: route.kind === "HTTPRoute" || route.kind === "GRPCRoute" ? route.kind : null, path: ["kind"] };
  const parents = (route.spec.parentRefs ?? []).flatMap((ref, index): readonly Use[] => {
    const path = ["spec", "parentRefs", index];
    if (parentKind(ref) === "Service") return ref.namespace === undefined || ref.namespace === route.id.namespace ? [] : [{ gateway: null, mesh: "MeshConsumerRoute", path: [...path, "namespace"] }];
    return ref.port === undefined || route.kind !== "HTTPRoute" ? [] : [{ gateway: "HTTPRouteParentRefPort", mesh: null, path: [...path, "port"] }];
  });
  if (route.kind === "GRPCRoute") return [kind, ...parents, ...named(route.spec.rules ?? [], "GRPCRouteNamedRouteRule", null)];
  return route.kind === "HTTPRoute" ? [kind, ...parents, ...ofHttp(route)] : [kind, ...parents];
}

function named(rules: readonly { readonly name?: string }[], gateway: string, mesh: string | null): readonly Use[] {
  return rules.flatMap(({ name }, index) => (name === undefined ? [] : [{ gateway, mesh, path: ["spec", "rules", index, "name"] }]));
}

function ofHttp({ spec: { rules = [] } }: HttpRoute): readonly Use[] {
  return [...named(rules, "HTTPRouteNamedRouteRule", "MeshHTTPRouteNamedRouteRule"), ...rules.flatMap((rule, index) => ofRule(rule, ["spec", "rules", index]))];
}

function ofRule(rule: HttpRule, path: DocumentPath): readonly Use[] {
  const { matches = [], filters = [], backendRefs = [], timeouts, retry } = rule;
  return [
    ...matches.flatMap(({ queryParams = [], method }, index): readonly Use[] => [
      ...(queryParams.length === 0 ? [] : [key("HTTPRouteQueryParamMatching", "MeshHTTPRouteQueryParamMatching", [...path, "matches", index, "queryParams"])]),
      ...(method === undefined ? [] : [{ gateway: "HTTPRouteMethodMatching", mesh: null, path: [...path, "matches", index, "method"] }]),
    ]),
    ...filters.flatMap((filter, index) => ofFilter(filter, [...path, "filters", index])),
    ...filters.flatMap(({ type }, index) => (type === "RequestMirror" && filters.slice(0, index).some((other) => other.type === type) ? [{ gateway: "HTTPRouteRequestMultipleMirrors", mesh: null, path: [...path, "filters", index, "type"] }] : [])),
    ...backendRefs.flatMap(({ filters: own = [] }, index) => own.flatMap(({ type }, at) => ofBackend(type, [...path, "backendRefs", index, "filters", at, "type"]))),
    ...(timeouts?.request === undefined ? [] : [key("HTTPRouteRequestTimeout", null, [...path, "timeouts", "request"])]),
    ...(timeouts?.backendRequest === undefined ? [] : [key("HTTPRouteBackendTimeout", null, [...path, "timeouts", "backendRequest"])]),
    ...(retry === undefined ? [] : [key("HTTPRouteRetry", null, [...path, "retry"])]),
  ];
}

function key(gateway: string, mesh: string | null, path: DocumentPath): Use {
  return { gateway, mesh, path, part: "key" };
}

function ofFilter({ type, requestRedirect, urlRewrite, requestMirror }: HttpFilter, path: DocumentPath): readonly Use[] {
  const of = [...path, "type"];
  const redirect = [...path, "requestRedirect"];
  const { scheme, port, path: newPath, statusCode = 302 } = requestRedirect ?? {};
  return [
    ...(type === "ResponseHeaderModifier" ? [{ gateway: "HTTPRouteResponseHeaderModification", mesh: null, path: of }] : []),
    ...(type === "RequestMirror" ? [{ gateway: "HTTPRouteRequestMirror", mesh: null, path: of }] : []),
    ...(type === "CORS" ? [{ gateway: "HTTPRouteCORS", mesh: null, path: of }] : []),
    ...(requestMirror?.percent === undefined && requestMirror?.fraction === undefined ? [] : [key("HTTPRouteRequestPercentageMirror", null, [...path, "requestMirror", requestMirror.percent === undefined ? "fraction" : "percent"])]),
    ...(scheme === undefined ? [] : [key("HTTPRouteSchemeRedirect", "MeshHTTPRouteSchemeRedirect", [...redirect, "scheme"])]),
    ...(port === undefined ? [] : [key("HTTPRoutePortRedirect", "MeshHTTPRouteRedirectPort", [...redirect, "port"])]),
    ...(newPath === undefined ? [] : [key("HTTPRoutePathRedirect", "MeshHTTPRouteRedirectPath", [...redirect, "path"])]),
    ...(statusCode < 303 ? [] : [{ gateway: `HTTPRoute${statusCode}RedirectStatusCode`, mesh: null, path: [...redirect, "statusCode"] }]),
    ...(urlRewrite?.hostname === undefined ? [] : [key("HTTPRouteHostRewrite", null, [...path, "urlRewrite", "hostname"])]),
    ...(urlRewrite?.path === undefined ? [] : [key("HTTPRoutePathRewrite", "MeshHTTPRouteRewritePath", [...path, "urlRewrite", "path"])]),
  ];
}

const ofBackends: Readonly<Record<string, readonly [gateway: string, mesh: string | null]>> = {
  RequestHeaderModifier: ["HTTPRouteBackendRequestHeaderModification", "MeshHTTPRouteBackendRequestHeaderModification"],
  URLRewrite: ["HTTPRouteBackendURLRewrite", null],
  RequestRedirect: ["HTTPRouteBackendRequestRedirect", null],
};

function ofBackend(type: string, path: DocumentPath): readonly Use[] {
  const names = Object.hasOwn(ofBackends, type) ? ofBackends[type] : undefined;
  return names === undefined ? [] : [{ gateway: names[0], mesh: names[1], path }];
}
