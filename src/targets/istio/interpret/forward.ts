import { compareFractions, fraction, one, plus, zero } from "../../../support/fraction.ts";
import type { Fraction } from "../../../support/fraction.ts";
import type { BackendShare, BudgetAnswer, Decision, MirrorShare } from "../../../model/decision.ts";
import type { HeaderEdits } from "../../../model/edits.ts";
import type { Ask } from "./ask.ts";
import { answer } from "./answer.ts";
import { clusterOf } from "./clusters.ts";
import type { Arrived, Cluster } from "./clusters.ts";
import type { Destination, HttpEntry, HttpMirror } from "./config.ts";
import { afterEach, atOnce, forwardedView, splitAuthority } from "./mutations.ts";
import type { Upstream } from "./mutations.ts";
import type { Peer } from "./identity.ts";
import type { Mesh, Proxy } from "./mesh.ts";
import { judgeServers } from "./server.ts";
import type { Verdict } from "./server.ts";
import type { Sight } from "./access-rules.ts";
import { budgetOf, settingsOf } from "./settings.ts";

/** The way from the routing proxy to servers. */
export interface Way {
  readonly ask: Ask;
  readonly mesh: Mesh;
  readonly proxy: Proxy;
  /** Port that the request came to. */
  readonly port: number;
  /** Whom servers see. */
  readonly peer: Peer;
  readonly sight: Sight;
}

/** What a route asks of a call on its way. */
export type Journey = Pick<HttpEntry, "destinations" | "mirrors"> & { readonly path: Upstream["path"]; readonly authority: string | null; readonly request: HeaderEdits; readonly response: HeaderEdits };

interface Leg {
  readonly cluster: Cluster;
  readonly share: Fraction;
  readonly verdict: Verdict | null;
}

/** Sends a call on: shares of the destinations, who may not enter, what fails; `fields` says the rest of the decision. */
export function forward(way: Way, journey: Journey, fields: Partial<Decision>): Decision {
  const { ask } = way;
  const shares = sharesOf(journey.destinations);
  const upstream = commonUpstream(ask, journey, shares.map(([destination]) => destination));
  const legs = shares.map(([destination, share]) => legOf(way, destination, share, upstream));
  const failed = sum(legs.filter(({ verdict }) => verdict === null || verdict.kind === "failed"));
  const refusedLegs = legs.filter(({ verdict }) => verdict?.kind === "refused");
  const refused = sum(refusedLegs);
  const status = refusedLegs[0]?.verdict?.status ?? null;
  const all = refusedLegs.length > 0 && compareFractions(refused, one) === 0;
  const reached = legs.flatMap((leg) => backendOf(ask, leg) ?? []);
  const budget = budgetOfLegs(way, legs);
  const response = commonResponse(ask, journey, shares.map(([destination]) => destination));
  const admitted = reached.filter(({ access }) => access.allowed);
  const own = { access: commonAccess(reached), retryBudget: budget, upstream, responseHeaders: response, mirrors: mirrorsOf(way, journey.mirrors, upstream), ...fields };
  return answer(ask, all ? "refuse" : "forward", { ...own, backends: admitted, failed: { status: 503, share: failed }, refused: { status: status ?? (refusedLegs.length > 0 ? 503 : 403), share: refused }, ...(all && { status }) });
}

/** Weight over sum; a lone destination gets everything, a weight of 0 among several nothing (istio/istio:pilot/pkg/networking/core/route/route.go). */
function sharesOf(destinations: readonly Destination[]): readonly (readonly [Destination, Fraction])[] {
  if (destinations.length === 1) return destinations.map((destination) => [destination, one]);
  const total = destinations.reduce((all, { weight }) => all + weight, 0);
  return destinations.filter(({ weight }) => weight > 0).map((destination) => [destination, fraction(destination.weight, total)]);
}

function sum(legs: readonly Leg[]): Fraction {
  return legs.reduce((total, { share }) => plus(total, share), zero);
}

/** Destinations may change headers each in their own way; a decision has room for one. */
function commonUpstream(ask: Ask, journey: Journey, destinations: readonly Destination[]): Upstream {
  return common(ask, "requests", destinations.map((destination) => upstreamOf(journey, destination)));
}

function upstreamOf(journey: Journey, destination: Destination): Upstream {
  const [route, own] = [splitAuthority(journey.request), splitAuthority(destination.request)];
  return { path: journey.path, authority: journey.authority ?? route.authority ?? own.authority, headers: changedBy(journey, route.headers, own.headers) };
}

/** A lone destination's changes join those of the route; of several each is done before the route's (istio/istio:pilot/pkg/networking/core/route/route.go). */
function changedBy({ destinations }: Journey, route: HeaderEdits, own: HeaderEdits): HeaderEdits {
  return destinations.length === 1 ? atOnce(route, own) : afterEach([own, route]);
}

function commonResponse(ask: Ask, journey: Journey, destinations: readonly Destination[]): HeaderEdits {
  return common(ask, "responses", destinations.map(({ response }) => changedBy(journey, journey.response, response)));
}

function common<T>(ask: Ask, what: string, all: readonly T[]): T {
  const [first, ...others] = all;
  if (first === undefined) throw new Error("a route that forwards has a destination");
  const same = others.every((other) => JSON.stringify(other) === JSON.stringify(first));
  if (!same) ask.unsupported(`the destinations of the route change ${what} in different ways`);
  return first;
}

function legOf(way: Way, destination: Destination, share: Fraction, upstream: Upstream): Leg {
  const { ask, mesh, proxy } = way;
  const cluster = clusterOf(ask, mesh, proxy, destination, arrivedAt(way));
  if (cluster.kind === "missing") {
    ask.step(`${cluster.why}: 503`);
    return { cluster, share, verdict: null };
  }
  return { cluster, share, verdict: judge(way, cluster, upstream) };
}

function arrivedAt({ proxy, port, sight }: Way): Arrived {
  return { port, stays: proxy.kind === "sidecar" && sight === "http" };
}

function judge({ ask, mesh, peer, sight }: Way, cluster: Extract<Cluster, { readonly kind: "there" }>, upstream: Upstream): Verdict {
  return judgeServers(ask, mesh, cluster, { view: forwardedView(ask.view, upstream), peer, sight });
}

function backendOf(ask: Ask, { cluster, share, verdict }: Leg): BackendShare | null {
  if (cluster.kind === "missing" || verdict === null || verdict.kind === "failed") return null;
  const { host, port, labels, version, policy } = cluster;
  return { namespace: host.namespace, service: host.service, version, labels, port, share, access: verdict.access, settings: settingsOf(ask, policy, verdict.mtls) };
}

function commonAccess(backends: readonly BackendShare[]): Decision["access"] {
  const [first, ...others] = backends.map(({ access }) => access);
  if (first === undefined || others.some(({ allowed }) => allowed !== first.allowed)) return null;
  return others.every(({ by }) => by === first.by) ? first : { allowed: first.allowed, by: null };
}

function budgetOfLegs({ ask, mesh }: Way, legs: readonly Leg[]): BudgetAnswer | null {
  const budgets = legs.flatMap(({ cluster }) => (cluster.kind === "there" ? [budgetOf(ask, cluster.policy, mesh.features)] : []));
  const texts = new Set(budgets.map((budget) => JSON.stringify(budget, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value))));
  if (texts.size > 1) ask.unsupported("the destinations of the route have different retry budgets");
  return budgets[0] ?? null;
}

/** A mirror to nowhere copies nothing. */
function mirrorsOf(way: Way, mirrors: readonly HttpMirror[], upstream: Upstream): readonly MirrorShare[] {
  return mirrors.flatMap(({ destination, share }) => {
    if (compareFractions(share, zero) === 0) return [];
    const cluster = clusterOf(way.ask, way.mesh, way.proxy, destination, arrivedAt(way));
    if (cluster.kind === "missing") {
      way.ask.note(`the mirror copies nothing: ${cluster.why}`);
      return [];
    }
    const { access } = judge(way, cluster, upstream);
    const { host, port, labels, version } = cluster;
    return [{ namespace: host.namespace, service: host.service, version, labels, port, share, access }];
  });
}
