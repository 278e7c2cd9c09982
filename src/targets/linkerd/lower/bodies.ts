import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Backend, HeaderEdits, Protocol, Redirect, Route, Wish } from "../../../model/index.ts";
import { zero } from "../../../support/fraction.ts";
import { approximation, remark } from "../../draft.ts";
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
    backendRefs: action.kind === "forward" ? backendRefs(route, action.backends) : undefined,
    timeouts: action.kind === "forward" ? timeouts : undefined,
  });
}

/**
 * A backend that nothing can serve: the calls of one of a kind that proxies do not know are answered 500, and never
 * repeated (`linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index/http.rs`). A missing Service would do the
 * same until somebody makes one of that name.
 */
const nowhere: Json = { group: "meshwright.dev", kind: "Nowhere", name: "answers-500" };

/** The backends of a route. Those without weight get no calls, and are left out: alone they would get all of them. */
export function backendRefs(route: Route, backends: readonly Backend[]): readonly Json[] {
  const { calls, aborted } = weightsOf(route, backends);
  const refs = calls.map(({ backend, weight }) => ({ group: "", kind: "Service", name: versionServiceName(backend), namespace: backend.service.namespace, port: backend.port, weight }));
  return aborted === 0 ? refs : [...refs, { ...nowhere, weight: aborted }];
}

interface Weights {
  readonly calls: readonly { readonly backend: Backend; readonly weight: number }[];
  /** Of the calls that are answered 500 without reaching anything. */
  readonly aborted: number;
}

/** Whole weights in which aborted calls have their share and the backends divide the others as the route says. */
function weightsOf({ abort }: Route, backends: readonly Backend[]): Weights {
  const drawn = backends.filter(({ weight }) => weight > 0);
  const { num, den } = abort?.value.share ?? zero;
  if (drawn.length === 0 || num >= den) return { calls: [], aborted: 1 };
  if (num === 0n) return { calls: drawn.map((backend) => ({ backend, weight: backend.weight })), aborted: 0 };
  const sum = drawn.reduce((total, { weight }) => total + BigInt(weight), 0n);
  const scaled = [num * sum, ...drawn.map(({ weight }) => (den - num) * BigInt(weight))];
  const divisor = scaled.reduce(greatestDivisor);
  const [aborted = 0, ...weights] = scaled.map((weight) => Number(weight / divisor));
  return { calls: drawn.map((backend, index) => ({ backend, weight: weights[index] ?? 0 })), aborted };
}

function greatestDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestDivisor(b, a % b);
}

/** One unit, at most five digits: what has several units counts as no timeout (`linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index/http.rs`). */
export function gatewayDuration(ms: number): string | null {
  const units: readonly (readonly [string, number])[] = [["ms", 1], ["s", 1000], ["m", 60_000], ["h", 3_600_000]];
  const fit = units.find(([, size]) => ms % size === 0 && ms / size <= 99_999);
  return fit === undefined ? null : `${ms / fit[1]}${fit[0]}`;
}

/** Filters that change headers. */
export function headerFilters(route: Route): readonly Json[] {
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

function weightFindings(route: Route): readonly Diagnostic[] {
  const { name, action, abort } = route;
  if (action.kind !== "forward") return [];
  const { calls, aborted } = weightsOf(route, action.backends);
  const heaviest = Math.max(aborted, ...calls.map(({ weight }) => weight));
  const count = calls.length + (aborted === 0 ? 0 : 1);
  return [
    ...(heaviest > 1_000_000 ? [outOfRange(abort === null ? `route.${name}.split` : `route.${name}.fault.abort`, `${heaviest}`, "weights up to 1000000", abort?.origin ?? action.origin)] : []),
    ...(count > 16 ? [outOfRange(`route.${name}.split`, `${count} backends`, "at most 16 backends", action.origin)] : []),
  ];
}

/** An aborted call is answered 500 by the absence of a backend, which nothing but a forwarding route over HTTP has. */
export function abortFindings({ name, abort, action }: Route, protocol: Protocol): readonly Diagnostic[] {
  if (abort === null || abort.value.share.num === 0n) return [];
  const field = `route.${name}.fault.abort`;
  if (abort.value.status !== 500) return [outOfRange(field, `${abort.value.status}`, "the status 500, which a missing backend answers", abort.origin)];
  const forwards = action.kind === "forward" && action.backends.some(({ weight }) => weight > 0);
  if (!forwards) return [outOfRange(field, "for a route without backends", "aborts where calls are forwarded", abort.origin)];
  return protocol === "http" || protocol === "http2" ? [] : [outOfRange(field, `for ${protocol}`, "aborts of HTTP, since callers by gRPC see another code", abort.origin)];
}

/** What is to know of aborted calls. */
export function abortDrafts({ name, abort }: Route): readonly Draft[] {
  if (abort === null || abort.value.share.num === 0n) return [];
  return [remark("note", { field: `route.${name}.fault.abort`, route: name, note: "while no other backend has an endpoint that is ready, all calls are answered 500", origin: abort.origin })];
}

/** What becomes of a redirect: a new path drops the query, unless it brings one. */
export function redirectDrafts(route: Route): readonly Draft[] {
  const { action } = route;
  if (action.kind !== "redirect") return [];
  const common = { feature: "redirect" as const, field: `route.${route.name}.redirect`, consent: "redirect", route: route.name, origin: action.origin };
  if (action.path?.kind === "full" && !action.path.value.includes("?")) return [approximation({ ...common, direction: "different", effects: ["redirect"], note: "a new path drops the query of the request" })];
  return [{ ...common, kind: "exact", direction: null, effects: [], bound: null, size: null, note: "said exactly" }];
}
