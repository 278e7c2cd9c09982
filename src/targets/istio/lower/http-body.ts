import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Cors, Forward, HeaderEdits, PositiveMatch, Redirect, Respond, Route, Wish } from "../../../model/index.ts";
import { durationText } from "../../../support/duration.ts";
import { atLeast } from "../versions.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { destinationOf, routeList } from "./destinations.ts";
import type { PathForm } from "./path-forms.ts";
import { replacement } from "./path-forms.ts";
import { percentOf } from "./percent.ts";
import { compact } from "./piece.ts";
import type { Context, Json } from "./piece.ts";
import { noRetries, retriesOf } from "./retries.ts";
import { stringMatch } from "./string-match.ts";

/** What an entry does when one of its blocks holds: everything of it but `match`. */
export interface Body {
  readonly fields: Json;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where the entry stands: the port it is for, whether the listener speaks TLS, the host of an external service. */
export interface Spot {
  readonly port: number;
  readonly tls: boolean;
  readonly host?: string;
}

/** The body of a route for one form of its path; `retried` says whether this entry's methods are repeated. */
export function httpBody(route: Route, form: PathForm, retried: boolean, spot: Spot, context: Context): Body {
  const { action } = route;
  switch (action.kind) {
    case "forward":
      if (action.backends.every((backend) => backend.weight === 0)) return answer(route, { status: 500 });
      return forwardBody(route, action, form, retried, spot, context);
    case "redirect":
      return redirectBody(route, action, form, spot, context);
    case "respond":
      return answer(route, respondFields(action));
    case "unroutable":
      return answer(route, { status: 404 });
  }
}

function respondFields(action: Respond): Json {
  return compact({ status: action.status, body: action.body === null ? undefined : { string: action.body } });
}

function answer(route: Route, directResponse: Json): Body {
  return { fields: compact({ directResponse, ...sharedFields(route) }), diagnostics: [] };
}

function sharedFields(route: Route): Json {
  return { corsPolicy: route.cors === null ? undefined : corsPolicy(route.cors.value), headers: headerFields(route) };
}

function forwardBody(route: Route, action: Forward, form: PathForm, retried: boolean, spot: Spot, context: Context): Body {
  const { rewrite, diagnostics } = rewriteFields(route, form);
  const fields = compact({
    rewrite,
    route: routeList(action.backends, context, spot.host),
    timeout: route.deadlineMs === null ? undefined : durationText(route.deadlineMs.value),
    retries: retried && route.retry !== null ? retriesOf(route.retry.value) : noRetries,
    fault: faultFields(route),
    mirrors: route.mirrors.length === 0 ? undefined : mirrorList(route, context),
    ...sharedFields(route),
  });
  return { fields, diagnostics };
}

/** The percentage is always written: absent it means every call (`istio/istio:pilot/pkg/networking/core/route/route.go`). */
function mirrorList(route: Route, context: Context): readonly Json[] {
  return route.mirrors.map((mirror) => ({
    destination: destinationOf(mirror, context),
    percentage: { value: percentOf(mirror.share).value },
  }));
}

/** The percentage is always written: absent it means no call. */
function faultFields(route: Route): Json | undefined {
  const { delay, abort } = route;
  if (delay === null && abort === null) return undefined;
  return compact({
    delay: delay === null ? undefined : { fixedDelay: durationText(delay.value.durationMs), percentage: { value: percentOf(delay.value.share).value } },
    abort: abort === null ? undefined : { httpStatus: abort.value.status, percentage: { value: percentOf(abort.value.share).value } },
  });
}

function rewriteFields(route: Route, form: PathForm): { readonly rewrite: Json | undefined; readonly diagnostics: readonly Diagnostic[] } {
  const { rewrite } = route;
  if (rewrite === null) return { rewrite: undefined, diagnostics: [] };
  const uri = rewrite.path === null ? undefined : rewrite.path.kind === "full" ? rewrite.path.value : replacement(form, rewrite.path.value);
  const diagnostics = uri === null && rewrite.path !== null ? [needsPrefix("rewrite.path", rewrite.path.origin)] : [];
  return { rewrite: compact({ uri: uri ?? undefined, authority: rewrite.authority?.value }), diagnostics };
}

function needsPrefix(field: string, origin: Diagnostic["origin"], why = "the route matches by a pattern, which has no prefix"): Diagnostic {
  return istioDiagnostics["edit-needs-prefix"].report({ at: origin, with: { field, why } });
}

/**
 * The code and the port are always written: without a port the Location would keep or drop the request's by rules of
 * its own (`istio/istio:pilot/pkg/networking/core/route/route.go`, ApplyRedirect).
 */
function redirectBody(route: Route, action: Redirect, form: PathForm, spot: Spot, context: Context): Body {
  const path = redirectPath(action, form, context);
  const written = action.scheme === "https" ? 443 : 80;
  const port = action.port ?? (action.scheme === null ? spot.port : written);
  const scheme = action.scheme ?? (spot.tls ? "https" : "http");
  const dropped = port === (scheme === "https" ? 443 : 80);
  const kept = dropped && action.host === null && spot.port !== port && spot.port !== (spot.tls ? 443 : 80);
  const finding = istioDiagnostics["redirect-keeps-port"].report({ at: action.origin, with: { port: spot.port, scheme } });
  const redirect = compact({
    ...path.fields,
    authority: action.host ?? undefined,
    scheme: action.scheme ?? undefined,
    port,
    redirectCode: action.status,
  });
  return { fields: compact({ redirect, ...sharedFields(route) }), diagnostics: [...path.diagnostics, ...(kept ? [finding] : [])] };
}

function redirectPath(action: Redirect, form: PathForm, context: Context): Body {
  const { path } = action;
  if (path === null) return { fields: {}, diagnostics: [] };
  if (path.kind === "full") return { fields: { uri: path.value }, diagnostics: [] };
  const value = replacement(form, path.value);
  if (value === null) return { fields: {}, diagnostics: [needsPrefix("redirect.path", path.origin)] };
  if (form.replaced.kind === "whole") return { fields: { uri: value }, diagnostics: [] };
  const known = atLeast(context.profile.version, "1.31");
  const why = `\`prefixRewrite\` of redirects came with 1.31, the target is ${context.profile.version}`;
  return { fields: { prefixRewrite: value }, diagnostics: known ? [] : [needsPrefix("redirect.path", path.origin, why)] };
}

/** `%` begins a variable of Envoy in header values, so a plain one is doubled. */
function headerFields(route: Route): Json | undefined {
  const request = editFields(route.requestHeaders);
  const response = editFields(route.responseHeaders);
  return request === undefined && response === undefined ? undefined : compact({ request, response });
}

function editFields(wish: Wish<HeaderEdits> | null): Json | undefined {
  if (wish === null) return undefined;
  const { set, add, remove } = wish.value;
  const fields = compact({ set: escaped(set), add: escaped(add), remove: remove.length === 0 ? undefined : remove });
  return Object.keys(fields).length === 0 ? undefined : fields;
}

function escaped(values: Readonly<Record<string, string>>): Json | undefined {
  const entries = Object.entries(values);
  return entries.length === 0 ? undefined : Object.fromEntries(entries.map(([name, value]) => [name, value.replaceAll("%", "%%")]));
}

function corsPolicy(cors: Cors): Json {
  const list = (values: readonly string[]): readonly string[] | undefined => (values.length === 0 ? undefined : values);
  return compact({
    allowOrigins: cors.allowOrigins.map(originMatch),
    allowMethods: list(cors.allowMethods),
    allowHeaders: list(cors.allowHeaders),
    exposeHeaders: list(cors.exposeHeaders),
    maxAge: cors.maxAgeMs === null ? undefined : durationText(cors.maxAgeMs),
    allowCredentials: cors.allowCredentials,
    unmatchedPreflights: "FORWARD",
  });
}

function originMatch(match: PositiveMatch): Json {
  const matcher = stringMatch(match);
  return Object.keys(matcher).length === 0 ? { regex: ".*" } : matcher;
}
