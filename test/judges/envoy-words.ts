import { applyPathEdit } from "../../src/model/path-edit.ts";
import type { Decision } from "../../src/model/index.ts";
import { fraction, fractionText, plus, zero } from "../../src/support/fraction.ts";
import type { EnvoyAnswer } from "./programs.ts";

/** What both sides can say of the routing of one request, in plain words that can be compared. */
export interface RoutingWords {
  readonly outcome: string;
  /** Share by cluster; `missing` for clusters that do not exist. */
  readonly shares: Readonly<Record<string, string>>;
  readonly path: string | null;
  readonly authority: string | null;
  readonly timeoutMs: number | null;
  readonly attempts: number;
  readonly perTryMs: number | null;
  readonly mirrors: Readonly<Record<string, string>>;
}

interface EnvoyRoute {
  readonly match: { readonly prefix?: string; readonly path?: string; readonly pathSeparatedPrefix?: string; readonly headers?: readonly unknown[]; readonly queryParameters?: readonly unknown[] };
  readonly redirect?: { readonly responseCode?: string };
  readonly directResponse?: { readonly status: number };
  readonly route?: {
    readonly cluster?: string;
    readonly weightedClusters?: { readonly clusters: readonly { readonly name: string; readonly weight: number }[] };
    readonly timeout?: string;
    readonly retryPolicy?: { readonly retryOn?: string; readonly numRetries?: number; readonly perTryTimeout?: string };
    readonly prefixRewrite?: string;
    readonly regexRewrite?: unknown;
    readonly hostRewriteLiteral?: string;
    readonly requestMirrorPolicies?: readonly { readonly cluster: string; readonly runtimeFraction?: { readonly defaultValue?: { readonly numerator?: number; readonly denominator?: string } } }[];
  };
}

const nothing: RoutingWords = { outcome: "", shares: {}, path: null, authority: null, timeoutMs: null, attempts: 0, perTryMs: null, mirrors: {} };
const codes: Readonly<Record<string, number>> = { MOVED_PERMANENTLY: 301, FOUND: 302, SEE_OTHER: 303, TEMPORARY_REDIRECT: 307, PERMANENT_REDIRECT: 308 };

/** Whether a header, the method or the query took part in choosing the route. */
export function decidedByMore(answer: EnvoyAnswer): boolean {
  const route = answer.route as EnvoyRoute | null | undefined;
  return (route?.match.headers?.length ?? 0) + (route?.match.queryParameters?.length ?? 0) > 0;
}

/** Envoy's answer in words; `known` are the clusters that the proxy has, `usualMs` what it waits where a route says nothing. */
export function envoyWords(answer: EnvoyAnswer, path: string, known: ReadonlySet<string>, usualMs: number | null = null): RoutingWords {
  const route = answer.route as EnvoyRoute | null | undefined;
  if (route == null) return { ...nothing, outcome: "unroutable 404" };
  if (route.redirect !== undefined) return { ...nothing, outcome: `redirect ${codes[route.redirect.responseCode ?? "MOVED_PERMANENTLY"]}` };
  if (route.directResponse !== undefined) return { ...nothing, outcome: `respond ${route.directResponse.status}` };
  const action = route.route ?? {};
  return {
    outcome: "forward",
    shares: clusterShares(action, known),
    path: action.regexRewrite === undefined ? rewritten(route, path) : null,
    authority: action.hostRewriteLiteral ?? null,
    timeoutMs: action.timeout === undefined ? usualMs : milliseconds(action.timeout),
    attempts: attemptsOf(action.retryPolicy),
    perTryMs: effectivePerTry(action),
    mirrors: Object.fromEntries((action.requestMirrorPolicies ?? []).map((mirror) => [clusterWord(mirror.cluster, known), mirrorShare(mirror)] as const).filter(([, share]) => share !== "0")),
  };
}

/** Without a condition nothing is repeated; one try more where no number stands (`envoyproxy/envoy:source/common/router/retry_state_impl.cc`). */
function attemptsOf(policy: NonNullable<EnvoyRoute["route"]>["retryPolicy"]): number {
  return (policy?.retryOn ?? "") === "" ? 0 : (policy?.numRetries ?? 1);
}

/** Envoy ignores a timeout of one try that is not below the whole call's (`envoyproxy/envoy:source/common/router/router.cc`). */
function effectivePerTry({ timeout, retryPolicy }: NonNullable<EnvoyRoute["route"]>): number | null {
  const [whole, each] = [milliseconds(timeout), milliseconds(retryPolicy?.perTryTimeout)];
  return whole !== null && each !== null && each >= whole ? null : each;
}

/** The clusters that an answer sends to, whether they exist or not. */
export function clustersOf(answer: EnvoyAnswer): readonly string[] {
  return weightedClusters((answer.route as EnvoyRoute | null | undefined)?.route ?? {}).flatMap(({ name, weight }) => ((weight ?? 0) > 0 ? [name] : []));
}

function weightedClusters(action: NonNullable<EnvoyRoute["route"]>): readonly { readonly name: string; readonly weight?: number }[] {
  return action.weightedClusters?.clusters ?? [{ name: action.cluster ?? "", weight: 1 }];
}

function clusterShares(action: NonNullable<EnvoyRoute["route"]>, known: ReadonlySet<string>): Readonly<Record<string, string>> {
  const clusters = weightedClusters(action);
  const total = clusters.reduce((sum, { weight = 0 }) => sum + weight, 0);
  return summed(clusters.map(({ name, weight }) => [clusterWord(name, known), fraction(weight ?? 0, total || 1)]));
}

function summed(shares: readonly (readonly [string, ReturnType<typeof fraction>])[]): Readonly<Record<string, string>> {
  const names = [...new Set(shares.map(([name]) => name))].sort();
  const sums = names.map((name) => [name, shares.filter(([other]) => other === name).reduce((sum, [, share]) => plus(sum, share), zero)] as const);
  return Object.fromEntries(sums.filter(([, share]) => share.num !== 0n).map(([name, share]) => [name, fractionText(share)]));
}

function clusterWord(name: string, known: ReadonlySet<string>): string {
  return known.has(name) ? name : "missing";
}

/** A prefix gives way to the new one; where an exact path or a pattern matched, the whole path does. */
function rewritten({ match, route }: EnvoyRoute, path: string): string {
  if (route?.prefixRewrite === undefined) return path;
  const prefix = match.prefix ?? match.pathSeparatedPrefix ?? match.path;
  return prefix === undefined ? route.prefixRewrite : route.prefixRewrite + path.slice(prefix.length);
}

function mirrorShare({ runtimeFraction }: NonNullable<NonNullable<EnvoyRoute["route"]>["requestMirrorPolicies"]>[number]): string {
  const value = runtimeFraction?.defaultValue;
  const denominator = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 }[value?.denominator ?? "HUNDRED"] ?? 100;
  return value === undefined ? "1" : fractionText(fraction(value.numerator ?? 0, denominator));
}

function milliseconds(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = Math.round(Number(text.replace(/s$/, "")) * 1000);
  return ms === 0 ? null : ms;
}

/** How the mesh calls the cluster of a backend. */
export type ClusterNames = (backend: Decision["mirrors"][number]) => string;

/** Istio's names. */
export function istioNames(clusterDomain: string): ClusterNames {
  return ({ namespace, service, version, port }) => {
    const host = service.includes(".") ? service : `${service}.${namespace}.svc.${clusterDomain}`;
    return `outbound|${port}|${version ?? ""}|${host}`;
  };
}

/** Our answer in the same words, by the names of the mesh, or Istio's in a cluster domain; the manifests hold no access rules, so nothing is refused. */
export function ourWords(decision: Decision, path: string, names: ClusterNames | string): RoutingWords {
  switch (decision.outcome) {
    case "unroutable":
      return { ...nothing, outcome: `unroutable ${decision.status}` };
    case "redirect":
      return { ...nothing, outcome: `redirect ${decision.redirect?.status}` };
    case "respond":
      return { ...nothing, outcome: `respond ${decision.status}` };
    case "forward":
      return forwardWords(decision, path, typeof names === "string" ? istioNames(names) : names);
    default:
      return { ...nothing, outcome: `${decision.outcome} ${decision.reason ?? decision.status}` };
  }
}

function forwardWords(decision: Decision, path: string, nameOf: ClusterNames): RoutingWords {
  const clusters = decision.backends.map((backend) => [nameOf(backend), backend.share] as const);
  const failed = decision.failed.share.num === 0n ? [] : [["missing", decision.failed.share] as const];
  return {
    outcome: "forward",
    shares: summed([...clusters, ...failed]),
    path: decision.upstream.path.kind === "regex" ? null : applyPathEdit(decision.upstream.path, path),
    authority: decision.upstream.authority,
    timeoutMs: decision.deadlineMs,
    attempts: decision.retries?.attempts ?? 0,
    perTryMs: decision.perTryTimeoutMs,
    mirrors: Object.fromEntries(decision.mirrors.map((mirror) => [nameOf(mirror), fractionText(mirror.share)])),
  };
}
