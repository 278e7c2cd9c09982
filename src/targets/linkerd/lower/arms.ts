import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { sameName } from "../../../model/name.ts";
import { authorityPredicate } from "../../../model/condition-predicates.ts";
import { holds } from "../../../model/evaluate.ts";
import type { Arm, Service, ServicePort, ValueMatch } from "../../../model/index.ts";
import { rankedArms, withoutNegation } from "../../route-order/index.ts";
import type { OrderedArm, RankedArm, RankedMatch } from "../../route-order/index.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { pathProblem, rustProblem } from "./patterns.ts";
import { rpcFindings } from "./rpc.ts";
import type { RouteStyle } from "./styles.ts";

/** An arm, and whether its calls are repeated. */
export interface Item {
  readonly arm: Arm;
  readonly when: Arm["when"];
  readonly retried: boolean;
}

/** The arms of a port as matches in their order, or what is wrong with them. */
export type Positives = { readonly ok: true; readonly arms: readonly OrderedArm<Item>[] } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Matches of one method each, without negations; retries that are limited to methods split an arm in two. */
export function positiveArms(port: ServicePort, service: Service, clusterDomain: string, kind: RouteStyle["kind"]): Positives {
  const arms = portArms(port, service);
  const unclear = arms.filter(({ when }) => when.authority !== null && hostsOf(when.authority, service, port, clusterDomain) === null);
  if (unclear.length > 0) return { ok: false, diagnostics: unclear.map((arm) => patternFinding("match.authority", arm.route.name, "it tells calls with a port from those without, which host names cannot", arm.when.origins?.authority ?? arm.origin)) };
  const beyond = kind === "GRPCRoute" ? arms.flatMap(rpcFindings) : [];
  if (beyond.length > 0) return { ok: false, diagnostics: once(beyond) };
  const posts = arms.filter(({ when }) => kind === "HTTPRoute" || when.methods === null || when.methods.includes("POST"));
  const ranked = posts.map((arm) => rankedArms({ arm, when: arm.when, retried: false }, kind === "GRPCRoute" ? "rpc" : "http"));
  const twice = ranked.flatMap((each) => (each.ok ? [] : [each.twice]));
  if (twice.length > 0) return { ok: false, diagnostics: twice.map(({ name, origin }) => patternFinding(`match.${name}`, name, "it has two conditions that are no one condition", origin)) };
  const hosted = ranked.flatMap((each) => (each.ok ? each.arms.flatMap((one) => withHosts(one, service, port, clusterDomain)) : []));
  const split = hosted.flatMap((one) => withRetries(one, port));
  const positive = withoutNegation(split, () => true);
  if (!positive.ok) {
    const { arm } = positive.item;
    return { ok: false, diagnostics: [linkerdDiagnostics["linkerd-negation"].report({ at: arm.origin, with: { route: arm.route.name, why: negationProblems[positive.why] } })] };
  }
  const diagnostics = positive.arms.flatMap(({ match, item }) => matchFindings(match, item));
  return diagnostics.length > 0 ? { ok: false, diagnostics: once(diagnostics) } : { ok: true, arms: positive.arms };
}

/** An arm for each name of the service that fits its condition on the authority; none of its own where all do. */
function withHosts(one: RankedArm<Item>, service: Service, port: ServicePort, clusterDomain: string): readonly RankedArm<Item>[] {
  const { authority } = one.item.when;
  const hosts = authority === null ? [null] : (hostsOf(authority, service, port, clusterDomain) ?? []);
  return hosts.map((host) => ({ ...one, match: { ...one.match, host } }));
}

/**
 * The names of the service that fit a condition: calls in the mesh use no others. Host names are compared without port and
 * with case (`linkerd/linkerd2-proxy:linkerd/http/route/src/http/match/host.rs`), so null where the port makes a difference.
 */
function hostsOf(authority: ValueMatch, { id }: Service, { port }: ServicePort, clusterDomain: string): readonly (string | null)[] | null {
  const fits = (text: string): boolean => (authority.kind === "not" ? !holds(authorityPredicate(authority.match), text) : holds(authorityPredicate(authority), text));
  const short = `${id.name}.${id.namespace}`;
  const names = [id.name, short, `${short}.svc`, `${short}.svc.${clusterDomain}`];
  if (names.some((each) => fits(each) !== fits(`${each}:${port}`))) return null;
  const fitting = names.filter(fits);
  return fitting.length === names.length ? [null] : fitting;
}

const negationProblems = {
  unsayable: "it cannot be joined with the conditions of a later route",
  "no-catch-all": "no later route takes all of the excluded calls",
  "too-many": "the routes would be repeated too often",
};

/** The arms of a port; one without any that forwards elsewhere has one for all calls. */
export function portArms(port: ServicePort, service: Service): readonly Arm[] {
  return port.arms.length > 0 ? port.arms : fallbackArms(port, service);
}

/** A port without arms that forwards to something else than its Service needs a route. */
function fallbackArms({ fallback, origin }: ServicePort, { id }: Service): readonly Arm[] {
  const [only] = fallback.backends;
  const plain = fallback.backends.length === 1 && only !== undefined && sameName(only.service, id) && Object.keys(only.labels).length === 0;
  if (plain) return [];
  const unsaid = { rewrite: null, requestHeaders: null, responseHeaders: null, cors: null, deadlineMs: null, idleTimeoutMs: null };
  const route = { ...unsaid, name: "default", origin, action: fallback, mirrors: [], retry: null, delay: null, abort: null };
  const when = { path: null, methods: null, headers: [], query: [], authority: null, claims: [], callers: null, sni: null };
  return [{ when, route, origin }];
}

/** Method is the last key of the ranking, so the two halves of an arm differ in nothing else. */
function withRetries(one: RankedArm<Item>, port: ServicePort): readonly RankedArm<Item>[] {
  const retry = one.item.arm.route.retry?.value ?? null;
  if (retry === null || retry.attempts < 1) return [one];
  const retried = { ...one, item: { ...one.item, retried: true } };
  const { methods } = retry;
  if (methods === null) return [retried];
  const { path } = one.match;
  if (path.kind === "rpc" && methods.includes("POST")) return [retried];
  if (path.kind === "rpc" && path.method !== null) return [methods.includes(path.method) ? retried : one];
  if (path.kind === "rpc") return [...methods.map((method) => ({ ...retried, match: { ...one.match, path: { ...path, method } } })), one];
  if (port.protocol === "grpc" && !methods.includes("POST")) return methods.some((name) => one.match.path.kind === "exact" && one.match.path.value.endsWith(`/${name}`)) ? [retried] : [one];
  if (one.match.method !== null) return methods.includes(one.match.method) ? [retried] : [one];
  return [...methods.map((method) => ({ ...retried, match: { ...one.match, method } })), one];
}

const usualMethods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

function matchFindings({ path, method, headers, query }: RankedMatch, { arm }: Item): readonly Diagnostic[] {
  const problem = pathProblem(path);
  const unusual = method === null || usualMethods.includes(method) ? [] : [patternFinding("retry.methods", method, "a match knows the nine usual methods only", arm.route.retry?.origin ?? arm.origin)];
  const named = [...headers, ...query].flatMap(({ name, match }) => {
    const odd = match.kind === "regex" ? rustProblem(match.value) : null;
    return odd === null || match.kind === "present" ? [] : [patternFinding(`match.${name}`, match.value, odd, arm.origin)];
  });
  const value = path.kind === "rpc" ? "" : path.value;
  return [...(problem === null ? [] : [patternFinding("match.path", value, problem, arm.when.path?.origin ?? arm.origin)]), ...unusual, ...named];
}

function patternFinding(field: string, pattern: string, why: string, at: Diagnostic["origin"]): Diagnostic {
  return linkerdDiagnostics["linkerd-pattern"].report({ at, with: { field, pattern, why } });
}

function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = (each: Diagnostic): string => `${each.code} ${each.origin.start} ${each.message}`;
  return diagnostics.filter((each, index) => diagnostics.findIndex((other) => key(other) === key(each)) === index);
}
