import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Backend, HeaderEdits, Redirect, Route, Wish } from "../../../model/index.ts";
import { approximation } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";
import { versionServiceName } from "./versions.ts";

/** Everything of a rule but `matches`; the port is that of the called Service. */
export function ruleBody(route: Route, port: number): Json {
  const { action } = route;
  const timeouts = route.deadlineMs === null ? undefined : { request: gatewayDuration(route.deadlineMs.value) ?? "" };
  const filters = [...headerFilters(route), ...(action.kind === "redirect" ? [redirectFilter(action, port)] : [])];
  return compact({
    filters: filters.length === 0 ? undefined : filters,
    backendRefs: action.kind === "forward" ? backendRefs(action.backends) : undefined,
    timeouts: action.kind === "forward" ? timeouts : undefined,
  });
}

/** Backends without weight get no calls, and are left out: alone they would get all of them. */
function backendRefs(backends: readonly Backend[]): readonly Json[] {
  return backends
    .filter(({ weight }) => weight > 0)
    .map((backend) => ({ group: "", kind: "Service", name: versionServiceName(backend), namespace: backend.service.namespace, port: backend.port, weight: backend.weight }));
}

/** One unit, at most five digits: what has several units counts as no timeout (`linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index/http.rs`). */
export function gatewayDuration(ms: number): string | null {
  const units: readonly (readonly [string, number])[] = [["ms", 1], ["s", 1000], ["m", 60_000], ["h", 3_600_000]];
  const fit = units.find(([, size]) => ms % size === 0 && ms / size <= 99_999);
  return fit === undefined ? null : `${ms / fit[1]}${fit[0]}`;
}

function headerFilters(route: Route): readonly Json[] {
  const sides: readonly (readonly [string, string, Wish<HeaderEdits> | null])[] = [
    ["RequestHeaderModifier", "requestHeaderModifier", route.requestHeaders],
    ["ResponseHeaderModifier", "responseHeaderModifier", route.responseHeaders],
  ];
  return sides.flatMap(([type, field, wish]) => {
    const fields = wish === null ? {} : editFields(wish.value);
    return Object.keys(fields).length === 0 ? [] : [{ type, [field]: fields }];
  });
}

function editFields({ set, add, remove }: HeaderEdits): Json {
  const list = (values: Readonly<Record<string, string>>): readonly Json[] | undefined => {
    const entries = Object.entries(values);
    return entries.length === 0 ? undefined : entries.map(([name, value]) => ({ name, value }));
  };
  return compact({ set: list(set), add: list(add), remove: remove.length === 0 ? undefined : remove });
}

/** The port is always written: without it the Location keeps whatever the caller's authority had. */
function redirectFilter(action: Redirect, port: number): Json {
  const written = action.scheme === null ? port : action.scheme === "https" ? 443 : 80;
  const path = action.path === null ? undefined : { type: "ReplaceFullPath", replaceFullPath: action.path.value };
  const requestRedirect = compact({ scheme: action.scheme ?? undefined, hostname: action.host ?? undefined, path, port: action.port ?? written, statusCode: action.status });
  return { type: "RequestRedirect", requestRedirect };
}

/** What Linkerd cannot take of a route's body. */
export function bodyFindings(route: Route): readonly Diagnostic[] {
  const { action, deadlineMs } = route;
  const late = deadlineMs !== null && gatewayDuration(deadlineMs.value) === null;
  return [
    ...(late ? [outOfRange(`route.${route.name}.deadline`, `${deadlineMs.value}ms`, "at most 99999 of one unit", deadlineMs.origin)] : []),
    ...(action.kind === "redirect" ? redirectFindings(route, action) : []),
    ...[route.requestHeaders, route.responseHeaders].flatMap((wish) => (wish === null ? [] : headerFindings(route, wish))),
    ...retryFindings(route),
    ...weightFindings(route),
  ];
}

function outOfRange(field: string, value: string, range: string, at: Diagnostic["origin"]): Diagnostic {
  return linkerdDiagnostics["linkerd-number"].report({ at, with: { field, value, range } });
}

function redirectFindings(route: Route, action: Redirect): readonly Diagnostic[] {
  const say = (why: string): readonly Diagnostic[] => [linkerdDiagnostics["linkerd-redirect"].report({ at: action.path?.origin ?? action.origin, with: { route: route.name, why } })];
  if (action.status !== 301 && action.status !== 302) return say(`the status ${action.status} is neither 301 nor 302`);
  return action.path?.kind === "prefix" ? say("replacing a prefix leaves doubled slashes") : [];
}

function headerFindings(route: Route, { value, origin }: Wish<HeaderEdits>): readonly Diagnostic[] {
  const counts = [Object.keys(value.set).length, Object.keys(value.add).length, value.remove.length];
  const names = [...Object.keys(value.set), ...Object.keys(value.add), ...value.remove];
  const reserved = names.find((name) => name.startsWith(":") || name.toLowerCase() === "host");
  const most = Math.max(...counts);
  return [
    ...(most > 16 ? [outOfRange(`route.${route.name}.headers`, `${most} changes`, "at most 16 of a kind", origin)] : []),
    ...(reserved === undefined ? [] : [linkerdDiagnostics["linkerd-pattern"].report({ at: origin, with: { field: `route.${route.name}.headers`, pattern: reserved, why: "the authority cannot be changed" } })]),
  ];
}

function retryFindings(route: Route): readonly Diagnostic[] {
  const attempts = route.retry?.value.attempts ?? 0;
  return route.retry !== null && attempts > 65_535 ? [outOfRange(`route.${route.name}.retry.attempts`, `${attempts}`, "at most 65535", route.retry.origin)] : [];
}

function weightFindings({ name, action }: Route): readonly Diagnostic[] {
  if (action.kind !== "forward") return [];
  const drawn = action.backends.filter(({ weight }) => weight > 0);
  const heavy = drawn.find(({ weight }) => weight > 1_000_000);
  return [
    ...(heavy === undefined ? [] : [outOfRange(`route.${name}.split`, `${heavy.weight}`, "weights up to 1000000", heavy.origin)]),
    ...(drawn.length > 16 ? [outOfRange(`route.${name}.split`, `${drawn.length} backends`, "at most 16 backends", action.origin)] : []),
  ];
}

/** What becomes of a redirect: a new path drops the query, unless it brings one. */
export function redirectDrafts(route: Route): readonly Draft[] {
  const { action } = route;
  if (action.kind !== "redirect") return [];
  const common = { feature: "redirect" as const, field: `route.${route.name}.redirect`, consent: "redirect", route: route.name, origin: action.origin };
  if (action.path?.kind === "full" && !action.path.value.includes("?")) return [approximation({ ...common, direction: "different", effects: ["redirect"], note: "a new path drops the query of the request" })];
  return [{ ...common, kind: "exact", direction: null, effects: [], bound: null, size: null, note: "said exactly" }];
}
