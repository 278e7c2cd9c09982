import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { sameName } from "../../../model/name.ts";
import type { Arm, Backend, Manifest, Retry, RetryBudget, Service, ServicePort, Wish } from "../../../model/index.ts";
import { approximation, remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { rankedPath } from "../../route-order/index.ts";
import type { RankedPath } from "../../route-order/index.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { gatewayDuration } from "./bodies.ts";
import { quoteRust, rustProblem, wholePattern } from "./patterns.ts";
import { compact, refused } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { statusesOf } from "./retries.ts";
import { versionServiceName } from "./versions.ts";
import { backoffDraft, conditionDrafts } from "../../retry-drafts.ts";

/** Whether the calls of a service are led by a ServiceProfile: it has a budget to keep, and the installation is to keep budgets. */
export function needsProfile(service: Service, { profile }: Context): boolean {
  return service.retryBudget !== null && profile.settings["retryBudget"] === "profile" && retried(service).length > 0;
}

/** A budget that no ServiceProfile keeps: what is repeated is bounded for each call only. */
export function budgetDrafts(service: Service): readonly Draft[] {
  const { retryBudget } = service;
  if (retryBudget === null) return [];
  const common = { feature: "retryBudget" as const, field: "retryBudget", consent: "retryBudget", origin: retryBudget.origin };
  if (retried(service).length === 0) return [{ ...common, kind: "exact", route: null, direction: null, effects: [], bound: null, size: null, note: "nothing is repeated" }];
  const note = "calls are repeated as often as their routes say, without a common budget; the setting `retryBudget: profile` keeps it by a ServiceProfile, which has no other conditions than path and method";
  return [approximation({ ...common, direction: "more", effects: ["retryBudget"], note })];
}

function retried({ ports }: Service): readonly Arm[] {
  return ports.flatMap(({ arms }) => arms.filter(({ route }) => (route.retry?.value.attempts ?? 0) > 0));
}

/**
 * A ServiceProfile, which takes the place of all routes of the Service
 * (`linkerd/linkerd2-proxy:linkerd/app/outbound/src/http/logical/profile.rs`). Its routes are tried in their order.
 */
export function lowerProfile(service: Service, context: Context): Piece {
  const { retryBudget, id, origin } = service;
  if (retryBudget === null) throw new Error("a ServiceProfile is written for a budget only");
  const [port] = service.ports;
  const problems = [...serviceFindings(service), ...(port?.arms ?? []).flatMap((arm) => armFindings(arm, port)), ...budgetFindings(retryBudget)];
  if (problems.length > 0 || port === undefined) return refused(...problems);
  const { namespace, name } = id;
  const domain = context.model.mesh.clusterDomain;
  const spec = compact({ routes: port.arms.flatMap((arm) => routesOf(arm)), retryBudget: budgetFields(retryBudget.value), dstOverrides: overridesOf(port, service, domain) });
  const manifest: Manifest = { object: { apiVersion: "linkerd.io/v1alpha2", kind: "ServiceProfile", metadata: { name: `${name}.${namespace}.svc.${domain}`, namespace }, spec }, sources: [retryBudget.origin, origin] };
  return { manifests: [manifest], drafts: [...budgetKept(retryBudget), ...retried(service).flatMap(retryDrafts)], diagnostics: [] };
}

function say(at: Diagnostic["origin"], field: string, why: string): Diagnostic {
  return linkerdDiagnostics["linkerd-profile"].report({ at, with: { field, why } });
}

function serviceFindings(service: Service): readonly Diagnostic[] {
  const [port, other] = service.ports;
  const last = port?.arms.at(-1);
  const open = last !== undefined && (last.when.path === null || (last.when.path.kind === "prefix" && last.when.path.value === "/")) && last.when.methods === null;
  const splits = new Set((port?.arms ?? []).flatMap(({ route: { action } }) => (action.kind === "forward" ? [JSON.stringify(drawnOf(action.backends).map((each) => [versionServiceName(each), each.service.namespace, each.port, each.weight]))] : [])));
  return [
    ...(other === undefined ? [] : [say(other.origin, "ports", "it holds for every port of the Service alike")]),
    ...(port?.protocol === "http" || port?.protocol === "http2" ? [] : [say(service.origin, "protocol", "it is written for HTTP")]),
    ...(open || last === undefined ? [] : [say(last.origin, `route.${last.route.name}.match`, "calls that no route takes are forwarded, so the last route must take every call")]),
    ...(splits.size < 2 ? [] : [say(port?.origin ?? service.origin, "routes", "the split is the same for all routes")]),
    ...(service.outlier === null ? [] : [say(service.outlier.origin, "circuitBreaker.outlier", "there is no failure accrual beside it")]),
    ...service.failover.slice(0, 1).map((wish) => say(wish.origin, "failover", "there is no order among its splits")),
  ];
}

function armFindings({ route, when, origin }: Arm, port: ServicePort | undefined): readonly Diagnostic[] {
  const { action, deadlineMs } = route;
  const path = rankedPath(when.path);
  const odd = path.kind === "regex" ? rustProblem(path.value) : null;
  const wishes: readonly (readonly [string, { readonly origin: Arm["origin"] } | null | undefined, string])[] = [
    ["match", when.headers[0] ?? when.query[0], "its conditions are on path and method"],
    ["match.authority", when.authority === null ? null : { origin }, "its conditions are on path and method"],
    ["match.path", odd === null ? null : (when.path ?? { origin }), odd ?? ""],
    ["headers", route.requestHeaders ?? route.responseHeaders, "it changes no headers"],
    ["idleTimeout", route.idleTimeoutMs, "it has one timeout, of the whole call"],
    ["fault.abort", route.abort, "it aborts nothing"],
    ["retry.perTryTimeout", route.retry?.value.perTryTimeoutMs == null ? null : route.retry, "it has one timeout, of the whole call"],
    ["deadline", deadlineMs !== null && gatewayDuration(deadlineMs.value) === null ? deadlineMs : null, "a timeout is at most 99999 of one unit"],
    ["split", action.kind === "forward" && drawnOf(action.backends).length > 0 && drawnOf(action.backends).every(({ weight }) => weight <= 1_000_000) && port !== undefined ? null : action, "it forwards to backends with weights up to 1000000"],
  ];
  return wishes.flatMap(([field, wish, why]) => (wish == null ? [] : [say(wish.origin, `route.${route.name}.${field}`, why)]));
}

/** Bounds of the proxy; outside of them nothing would be repeated at all (`linkerd/linkerd2-proxy:linkerd/service-profiles/src/proto.rs`). */
function budgetFindings({ value, origin }: Wish<RetryBudget>): readonly Diagnostic[] {
  const { percent, windowMs, minPerSecond } = value;
  const window = windowMs < 1000 || windowMs > 60_000 || windowMs % 1000 !== 0;
  return [
    ...(window ? [say(origin, "retryBudget.window", "windows are whole seconds from 1s to 60s")] : []),
    ...(percent.num <= 0n || percent.num > percent.den ? [say(origin, "retryBudget.percent", "percentages are above 0 and up to 100")] : []),
    ...(minPerSecond.num % minPerSecond.den === 0n && minPerSecond.num / minPerSecond.den <= 2_147_483_647n ? [] : [say(origin, "retryBudget.minPerSecond", "the floor is a whole number")]),
  ];
}

function drawnOf(backends: readonly Backend[]): readonly Backend[] {
  return backends.filter(({ weight }) => weight > 0);
}

/** Calls that pay for one retry: ratios are one over a whole number, the smaller one where the wish lies between two. */
function callsForOne({ percent }: RetryBudget): bigint {
  return (percent.den + percent.num - 1n) / percent.num;
}

function budgetFields(budget: RetryBudget): Json {
  const retryRatio = Math.floor(1_000_000 / Number(callsForOne(budget))) / 1_000_000;
  return { retryRatio, minRetriesPerSecond: Number(budget.minPerSecond.num / budget.minPerSecond.den), ttl: `${budget.windowMs / 1000}s` };
}

function budgetKept({ value, origin }: Wish<RetryBudget>): readonly Draft[] {
  const common = { feature: "retryBudget" as const, field: "retryBudget", consent: "retryBudget", origin };
  const exact = value.minPerSecond.num === 0n && value.percent.den % value.percent.num === 0n;
  const kept = "kept by a ServiceProfile for each caller's proxy";
  if (exact) return [{ ...common, kind: "exact", route: null, direction: null, effects: [], bound: null, size: null, note: kept }];
  const note = `${kept}: one retry for each ${callsForOne(value)} calls, and the floor on top of them`;
  return [approximation({ ...common, direction: "different", effects: ["retryBudget"], note })];
}

/** Retries of a profile: no count, no pauses, and failures by status only. */
function retryDrafts({ route }: Arm): readonly Draft[] {
  if (route.retry === null) return [];
  const { value: retry, origin } = route.retry;
  const place = { route: route.name, origin };
  const field = (name: string): string => `route.${route.name}.retry.${name}`;
  const events = { must: retry.events.must.filter((event) => event !== "t"), may: [...retry.events.may, ...retry.events.must], actual: new Set(repeated(retry)) };
  return [
    approximation({ feature: "retry.attempts", field: field("attempts"), consent: "retry.attempts", direction: "more", effects: ["retries"], note: "a ServiceProfile counts no tries: a call is repeated until the budget is empty or its time is over", ...place }),
    backoffDraft(route, retry.backoffMs.max, "a ServiceProfile makes no pauses between tries"),
    ...conditionDrafts(events, route.name, origin),
    remark("note", { field: field("attempts"), note: "bodies above 64 KiB are not sent again", ...place }),
  ];
}

function repeated(retry: Retry): readonly Retry["events"]["must"][number][] {
  const statuses = statusesOf(retry);
  return [...statuses.map((status) => `s${status}` as const), ...(statuses.includes(502) && statuses.includes(504) ? (["c"] as const) : [])];
}

/** The entries of an arm: one for the methods that are repeated, where these are some of all. */
function routesOf({ when, route }: Arm): readonly Json[] {
  const retry = route.retry !== null && route.retry.value.attempts > 0 ? route.retry.value : null;
  const timeout = route.deadlineMs === null ? undefined : (gatewayDuration(route.deadlineMs.value) ?? undefined);
  const entry = (methods: readonly string[] | null, again: boolean): Json => compact({ name: route.name, condition: conditionOf(rankedPath(when.path), methods), isRetryable: again ? true : undefined, responseClasses: again && retry !== null ? classesOf(retry) : undefined, timeout });
  if (retry === null) return [entry(when.methods, false)];
  const { methods } = retry;
  if (methods === null) return [entry(when.methods, true)];
  const both = when.methods === null ? methods : methods.filter((method) => when.methods?.includes(method));
  return [...(both.length === 0 ? [] : [entry(both, true)]), entry(when.methods, false)];
}

/** Patterns are put between `^` and `$` as they are, so they stand in a group. */
function conditionOf(path: RankedPath, methods: readonly string[] | null): Json {
  const pathRegex = patternOf(path);
  if (methods === null) return { pathRegex };
  const named = [...new Set(methods)].map((method) => ({ method }));
  return named.length === 1 ? { ...named[0], pathRegex } : { all: [{ pathRegex }, { any: named }] };
}

function patternOf(path: RankedPath): string {
  switch (path.kind) {
    case "exact":
      return wholePattern(quoteRust(path.value));
    case "prefix":
      return path.value === "/" ? "^.*$" : `^(?:${quoteRust(path.value)}(?:/.*)?)$`;
    case "regex":
      return wholePattern(path.value);
    case "rpc":
      throw new Error("a ServiceProfile is written for HTTP");
  }
}

/** What counts as a failure: the listed statuses, and of those from 500 on no others. */
function classesOf(retry: Retry): readonly Json[] {
  const listed = statusesOf(retry);
  const runs: { min: number; max: number; isFailure: boolean }[] = [];
  for (let status = 100; status < 600; status += 1) {
    const isFailure = listed.includes(status);
    const last = runs.at(-1);
    if (status < 500 && !isFailure) continue;
    if (last !== undefined && last.isFailure === isFailure && last.max === status - 1) last.max = status;
    else runs.push({ min: status, max: status, isFailure });
  }
  return runs.map(({ min, max, isFailure }) => ({ condition: { status: { min, max } }, isFailure }));
}

/** The split of all calls; none where they go to the Service itself. */
function overridesOf({ arms, fallback }: ServicePort, { id }: Service, domain: string): readonly Json[] | undefined {
  const [first] = arms.flatMap(({ route: { action } }) => (action.kind === "forward" ? [action] : []));
  const backends = drawnOf((first ?? fallback).backends);
  const [only] = backends;
  if (backends.length === 1 && only !== undefined && sameName(only.service, id) && Object.keys(only.labels).length === 0) return undefined;
  return backends.map((backend) => ({ authority: `${versionServiceName(backend)}.${backend.service.namespace}.svc.${domain}:${backend.port}`, weight: `${backend.weight}m` }));
}
