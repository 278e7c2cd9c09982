import { noHeaderEdits } from "../../../model/edits.ts";
import type { HeaderEdits } from "../../../model/edits.ts";
import type { BackendShare, Decision, Outlier } from "../../../model/index.ts";
import { fraction, one, plus, zero } from "../../../support/fraction.ts";
import type { Fraction } from "../../../support/fraction.ts";
import { answer } from "./ask.ts";
import type { Ask } from "./ask.ts";
import type { BackendRef, Rule } from "./config.ts";
import { withHeaders } from "./headers.ts";
import { judge } from "./inbound.ts";
import type { Verdict } from "./inbound.ts";
import { annotated, endpointsOf, isAbsent, serviceNamed } from "./mesh.ts";
import type { KnownService, Mesh } from "./mesh.ts";
import type { Candidate } from "./ranking.ts";
import type { Timing } from "./timing.ts";

/** A call on its way: the Service it was sent to, where its route leads, what the route does, and its times. */
export interface Way {
  readonly service: KnownService;
  readonly port: number;
  /** None: the Service itself. */
  readonly backends: readonly BackendRef[];
  readonly route: string | null;
  readonly edits?: Pick<Rule, "requestHeaders" | "responseHeaders">;
  /** Whether failure accrual of the Service holds. */
  readonly breaks: boolean;
  readonly timing: Timing;
}

/** The way of a call that a match took, or none. */
export function wayOf(candidate: Candidate | null): Pick<Way, "backends" | "route" | "edits" | "breaks"> {
  if (candidate === null) return { backends: [], route: null, breaks: true };
  const { rule, route } = candidate;
  return { backends: rule.backends, route: route.meta.name, edits: rule, breaks: true };
}

/** A part of the calls and where it goes; `service` null: the proxy answers 500 itself. */
interface Part {
  readonly service: KnownService | null;
  readonly port: number;
  readonly share: Fraction;
}

interface Judged extends Part {
  readonly verdict: Verdict | null;
}

/** Sends a call to the backends of its rule, and asks the proxies there (linkerd/linkerd2-proxy:linkerd/distribute/src/service/random.rs). */
export function forward(ask: Ask, mesh: Mesh, way: Way): Decision {
  const { route, timing } = way;
  if (timing.deadlineMs === 0) {
    ask.step("a deadline of 0 ends every call");
    return answer(ask, "respond", { status: 504 });
  }
  const { protocol } = ask.question;
  const lost = way.backends.some(({ nowhere }) => nowhere);
  if (lost && (protocol === "tcp" || protocol === "tls")) ask.unsupported("a connection to a backend of a kind that is never served");
  if (answersItself(way)) {
    ask.step("no backend of the rule can be served");
    return answer(ask, "respond", { status: 500, route });
  }
  const edits = editsOf(ask, way);
  const view = withHeaders(ask.view, edits.request);
  const judged = partsOf(ask, mesh, way).map((part): Judged => ({ ...part, verdict: part.service === null ? null : judge(ask, mesh, view, part.service, part.port) }));
  return answer(ask, outcomeOf(judged), {
    ...endsOf(ask, mesh, way, judged),
    route,
    upstream: { path: { kind: "keep" }, authority: null, headers: edits.request },
    responseHeaders: edits.response,
    ...timing,
    faults: abortsOf(way),
  });
}

/** Whether all calls fall to backends of kinds that are never served. */
function answersItself({ backends }: Way): boolean {
  const drawn = backends.length === 1 ? backends : backends.filter(({ weight }) => weight > 0);
  return drawn.length > 0 && drawn.every(({ nowhere }) => nowhere);
}

/** The share of such backends beside others: those calls are answered 500 before they are sent, and not repeated. */
function abortsOf({ backends }: Way): Decision["faults"] {
  const sum = (list: readonly BackendRef[]): number => list.reduce((total, { weight }) => total + weight, 0);
  const lost = sum(backends.filter(({ nowhere }) => nowhere));
  return lost === 0 ? [] : [{ kind: "abort", share: fraction(lost, sum(backends)), status: 500 }];
}

function editsOf(ask: Ask, { backends, edits }: Way): { readonly request: HeaderEdits; readonly response: HeaderEdits } {
  const changed = backends.some(({ requestHeaders, responseHeaders }) => !unchanged(requestHeaders) || !unchanged(responseHeaders));
  if (changed) ask.unsupported("headers are changed for some of the backends only");
  return { request: edits?.requestHeaders ?? noHeaderEdits, response: edits?.responseHeaders ?? noHeaderEdits };
}

function unchanged({ set, add, remove }: HeaderEdits): boolean {
  return Object.keys(set).length + Object.keys(add).length + remove.length === 0;
}

/** No backend is the parent; a lone one gets everything whatever its weight; else weight over sum, of calls that are sent at all. */
function partsOf(ask: Ask, mesh: Mesh, way: Way): readonly Part[] {
  const backends = way.backends.filter(({ nowhere }) => !nowhere);
  const [only] = backends;
  if (only === undefined) return [{ service: way.service, port: way.port, share: one }];
  if (backends.length === 1) return [partOf(ask, mesh, way, only, one)];
  const sum = backends.reduce((total, { weight }) => total + weight, 0);
  if (sum === 0) {
    ask.unsupported("all weights of a split are 0: the proxy fails while it builds the route");
    return [];
  }
  ask.note("the share of a backend without ready endpoints goes to the others");
  return backends.filter(({ weight }) => weight > 0).map((backend) => partOf(ask, mesh, way, backend, fraction(backend.weight, sum)));
}

function partOf(ask: Ask, mesh: Mesh, way: Way, backend: BackendRef, share: Fraction): Part {
  const namespace = backend.namespace ?? way.service.namespace;
  const port = backend.port ?? 0;
  const absent = !backend.valid || isAbsent(mesh, namespace, backend.name);
  if (absent) ask.step(`backend ${namespace}/${backend.name} cannot be used: its share is answered 500`);
  const service = serviceNamed(mesh, namespace, backend.name) ?? { namespace, name: backend.name, ports: null, selector: null, portable: true };
  if (!absent && service.ports?.some((each) => each.port === port) === false) ask.unsupported(`\`${namespace}/${backend.name}\` has no port ${port}`);
  return { service: absent ? null : service, port, share };
}

function outcomeOf(judged: readonly Judged[]): Decision["outcome"] {
  return judged.length > 0 && judged.every(({ verdict }) => verdict !== null && !verdict.allowed) ? "refuse" : "forward";
}

function endsOf(ask: Ask, mesh: Mesh, way: Way, judged: readonly Judged[]): Partial<Decision> {
  const away = judged.filter(({ verdict }) => verdict !== null && !verdict.allowed);
  const status = away[0]?.verdict?.status ?? null;
  const verdicts = judged.flatMap(({ verdict }) => (verdict === null ? [] : [verdict]));
  const agreed = verdicts.every(({ allowed }) => allowed === verdicts[0]?.allowed) ? (verdicts[0] ?? null) : null;
  return {
    status: outcomeOf(judged) === "refuse" ? status : null,
    access: agreed === null ? null : { allowed: agreed.allowed, by: agreed.by },
    backends: judged.flatMap((part) => shareOf(ask, mesh, way, part)),
    failed: { status: 500, share: total(judged.filter(({ service }) => service === null)) },
    refused: { status: status ?? 403, share: total(away) },
  };
}

function total(parts: readonly Part[]): Fraction {
  return parts.reduce((sum, { share }) => plus(sum, share), zero);
}

function shareOf(ask: Ask, mesh: Mesh, way: Way, { service, port, share, verdict }: Judged): readonly BackendShare[] {
  if (service === null || verdict === null || !verdict.allowed) return [];
  const { service: name, labels } = endpointsOf(mesh, service);
  const version = name === service.name ? null : service.name;
  const settings = { balancing: "ewma" as const, affinity: null, limits: null, outlier: way.breaks ? outlierOf(ask, mesh, way.service) : ("off" as const), slowStartMs: null, locality: null, mtls: verdict.mtls, failover: null, rateLimit: verdict.rateLimit };
  return [{ namespace: service.namespace, service: name, version, labels, port, share, access: { allowed: true, by: verdict.by }, settings }];
}

/** The annotations of the Service that was called hold for every backend; all endpoints may be ejected at once. */
function outlierOf(ask: Ask, mesh: Mesh, { namespace, name }: KnownService): Outlier | "off" {
  const breaker = annotated(mesh, namespace, name)?.breaker ?? null;
  if (breaker === null || ask.question.protocol === "tcp" || ask.question.protocol === "tls") return "off";
  if (breaker === "unmodelled") {
    ask.unsupported("failure accrual of mode `unified`");
    return "off";
  }
  return { consecutiveErrors: breaker.maxFailures, intervalMs: 0, baseEjectionMs: breaker.minPenaltyMs, maxEjectedPercent: 100 };
}

