import type { BackendShare, BudgetAnswer, Caller, Decision, DeclaredCall, MeshModel, Protocol, Reader, Request, Service } from "../../../model/index.ts";
import { findService } from "../../../model/find-service.ts";
import { nameText } from "../../../model/name.ts";
import { questionOf } from "../../../model/question.ts";
import type { Fraction } from "../../../support/fraction.ts";
import { markedOutcomes, outcomes } from "../outcome.ts";
import { ejectionPlan } from "../mechanism.ts";
import type { Branch, BudgetPlan, CallPlan, FailoverPlan, LanePlan, Need, PausePlan, RetryPlan } from "../plan.ts";
import { endpointsBehind, endpointsOf, firstReplicas, poolIndex } from "./draft.ts";
import type { Behind, Draft } from "./draft.ts";
import { likelyRequest } from "./likely-request.ts";
import { planningDiagnostics as say } from "./planning.diagnostics.ts";

/** One set of policies while its calls are planned. */
export interface EpochDraft {
  readonly draft: Draft;
  readonly model: MeshModel;
  readonly read: Reader;
  /** What the policy itself says: which route, and so which further calls, a request means. */
  readonly meaning: Reader;
  readonly edges: Map<number, BudgetPlan>;
  readonly lanes: Map<number, LanePlan>;
  readonly known: Map<string, CallPlan>;
  /** How many calls, one within another, a known one leads to at most, itself included. */
  readonly depths: Map<CallPlan, number>;
  /** Services whose calls are being planned, from the outside in. */
  readonly under: readonly string[];
}

/** Who calls, under its name in reports, and how many of it there are. */
export interface CallerOf {
  readonly name: string;
  readonly clients: number;
}

/** How a request of a caller is treated, and everything that follows from it. */
export function planCall(epoch: EpochDraft, caller: CallerOf, request: Request, patienceMicros: number): CallPlan {
  const { draft, model } = epoch;
  const question = questionOf(request, model.mesh);
  const decision = epoch.read(question);
  const meant = epoch.meaning(question);
  const to = calledName(request, model);
  const edge = edgeIndex(draft, caller, to);
  if (decision.outcome === "unsupported") {
    draft.diagnostics.push(say["call-not-simulated"].report({ at: draft.scenario.origin, with: { from: caller.name, to, reason: decision.reason ?? "it cannot be read" } }));
  }
  for (const note of [...unsimulated(decision), ...lost(meant, decision)]) draft.notes.add(`${to}: ${note}`);
  if (!epoch.edges.has(edge)) epoch.edges.set(edge, budgetPlan(draft, decision.retryBudget));
  const going = { edge, route: meant.route, multiplexed: sharesConnections(model, request) };
  const branches = branchesOf(epoch, decision, going);
  const { mechanism } = draft.world;
  return {
    edge,
    route: meant.route,
    branches: branches.length === 0 ? [localBranch(1, localStatus(decision))] : branches,
    deadlineMicros: (decision.deadlineMs ?? Infinity) * 1000,
    patienceMicros,
    tryMicros: (decision.perTryTimeoutMs ?? Infinity) * 1000,
    lastTryUncut: mechanism.lastTryUncut,
    retry: retryPlan(draft, decision, request.protocol === "grpc"),
    faults: decision.faults.map((fault) => (fault.kind === "delay" ? { kind: "delay", share: toNumber(fault.share), micros: fault.durationMs * 1000 } : { kind: "abort", share: toNumber(fault.share), status: fault.status })),
    redraws: mechanism.redraws,
    mirrors: decision.mirrors.filter(({ access }) => access.allowed).flatMap((mirror) => spread(epoch, { ...going, route: null }, mirror, null).map(({ part, branch }) => ({ share: part, branch }))),
  };
}

/** Settings that make a difference in reality and none here. */
function unsimulated({ backends }: Decision): readonly string[] {
  const any = (test: (settings: BackendShare["settings"]) => boolean): boolean => backends.some(({ settings }) => test(settings));
  return [
    ...(any(({ failover }) => failover !== null) ? ["services that stand in are taken to let its callers in, and to be judged like it"] : []),
    ...(any(({ slowStartMs }) => slowStartMs !== null) ? ["slow start of balancing is not simulated"] : []),
    ...(any(({ locality }) => locality === "prefer") ? ["zones are not simulated: all endpoints are equally near"] : []),
    ...(any(isKeyed) ? ["keys of affinity are many and equally likely: an endpoint is drawn for each try"] : []),
  ];
}

/** What the policy says and the mesh, which is simulated, does not have for the call: given up with the author's consent. */
function lost(meant: Decision, { outcome, deadlineMs, retries, retryBudget, backends, faults }: Decision): readonly string[] {
  if (outcome !== "forward" || meant.outcome !== "forward") return [];
  const ejects = (shares: Decision["backends"]): boolean => shares.some(({ settings: { outlier } }) => outlier !== null && outlier !== "off");
  const missing: readonly (readonly [boolean, string])[] = [
    [meant.deadlineMs !== null && deadlineMs === null, "the deadline"],
    [meant.retries !== null && retries === null, "retries"],
    [meant.retryBudget !== null && retryBudget === null, "the retry budget"],
    [ejects(meant.backends) && !ejects(backends), "ejections"],
    [meant.faults.length > 0 && faults.length === 0, "injected faults"],
  ];
  return missing.flatMap(([is, what]) => (is ? [`this mesh goes without ${what} that the policy asks for`] : []));
}

function calledName({ to }: Request, model: MeshModel): string {
  if ("gateway" in to) return `gateway ${nameText(to.gateway)}`;
  return nameText(findService(model, { namespace: to.namespace, name: to.service })?.id ?? { namespace: to.namespace, name: to.service });
}

function edgeIndex(draft: Draft, caller: CallerOf, to: string): number {
  const key = `${caller.name} -> ${to}`;
  const found = draft.edges.findIndex((edge) => edge.key === key);
  if (found !== -1) return found;
  draft.edges.push({ key, from: caller.name, to, clients: caller.clients, budget: { kind: "none" } });
  return draft.edges.length - 1;
}

function budgetPlan({ world: { mechanism } }: Draft, budget: BudgetAnswer | null): BudgetPlan {
  if (budget === null) return mechanism.mostRetries === Infinity ? { kind: "none" } : { kind: "count", most: mechanism.mostRetries };
  const share = toNumber(budget.percent);
  if (budget.kind === "concurrency") return { kind: "concurrency", share, floor: budget.minConcurrency, intervalMicros: (budget.intervalMs ?? 0) * 1000 };
  const minPerSecond = toNumber(budget.minPerSecond);
  const windowMicros = budget.windowMs * 1000;
  return mechanism.windowBudget === "tokens" ? { kind: "tokens", share, windowMicros, minPerSecond } : { kind: "window", share, windowMicros, floor: (minPerSecond * budget.windowMs) / 1000 };
}

function retryPlan({ world: { mechanism } }: Draft, { retries, backends }: Decision, grpc: boolean): RetryPlan | null {
  if (retries === null || retries.attempts < 1) return null;
  const { base, max } = retries.backoffMs ?? { base: 25, max: 250 };
  const times = { base: base * 1000, max: Math.max(base, max) * 1000 };
  const pause: PausePlan = mechanism.pause === "linkerd" ? { kind: "linkerd", ...times, jitter: 1 } : { kind: mechanism.pause, ...times };
  // With a key, a retry stays with its endpoint.
  const keyed = backends.some(({ settings }) => isKeyed(settings));
  return { attempts: retries.attempts, repeats: markedOutcomes(retries.events.must, grpc), reselections: keyed ? 0 : mechanism.reselections, pause };
}

/** The answer of the proxy itself; a refused connection counts as a failed one. */
function localStatus({ outcome, status }: Decision): number {
  return status ?? (outcome === "forward" ? 500 : outcomes.connectFailure);
}

function localBranch(upTo: number, status: number): Branch {
  return { upTo, lane: -1, status, stages: [] };
}

function branchesOf(epoch: EpochDraft, decision: Decision, going: Going): readonly Branch[] {
  if (decision.outcome !== "forward") return [];
  const parts = decision.backends.flatMap((backend) => spread(epoch, going, backend, backend.settings));
  const locals = [decision.failed, decision.refused].flatMap(({ share, status }) => (share.num > 0n ? [{ part: toNumber(share), branch: localBranch(0, status) }] : []));
  let sum = 0;
  return [...parts, ...locals].map(({ part, branch }, index, all) => {
    sum += part;
    return { ...branch, upTo: index === all.length - 1 ? 1 : sum };
  });
}

/** A call on its way to backends: along which edge, by which route, and whether its protocol shares connections. */
interface Going {
  readonly edge: number;
  readonly route: string | null;
  readonly multiplexed: boolean;
}

/** The branches of one backend: one for each version behind it, by their numbers of endpoints. */
function spread(epoch: EpochDraft, going: Going, backend: Omit<BackendShare, "settings" | "access">, settings: BackendShare["settings"] | null): readonly { readonly part: number; readonly branch: Branch }[] {
  const behind = endpointsBehind(epoch.model, backend);
  const total = behind.reduce((sum, one) => sum + firstReplicas(epoch.draft, one), 0);
  if (behind.length > 1) epoch.draft.notes.add(`${behind[0]?.service ?? ""}: calls to all of it are spread over its versions by their replicas`);
  const failover = failoverOf(epoch, going, settings);
  return behind.map((one) => ({
    part: (toNumber(backend.share) * firstReplicas(epoch.draft, one)) / total,
    branch: { ...branchTo(epoch, going, one, settings), ...(failover !== null && { failover }) },
  }));
}

function branchTo(epoch: EpochDraft, going: Going, one: Behind, settings: BackendShare["settings"] | null): Branch {
  return { upTo: 1, lane: laneIndex(epoch, going, poolIndex(epoch.draft, one), settings), status: 0, stages: stagesOf(epoch, one, going.route) };
}

/** Services that stand in for endpoints that are left out; each is spread over its versions by their replicas. */
function failoverOf(epoch: EpochDraft, going: Going, settings: BackendShare["settings"] | null): FailoverPlan | null {
  if (settings === null || settings.failover === null || settings.failover.length === 0) return null;
  const groups = settings.failover.map(({ namespace, name }) => {
    const behind = endpointsBehind(epoch.model, { namespace, service: name, labels: {} });
    const total = behind.reduce((sum, one) => sum + firstReplicas(epoch.draft, one), 0);
    let sum = 0;
    return behind.map((one) => {
      sum += firstReplicas(epoch.draft, one);
      return { ...branchTo(epoch, { ...going, route: null }, one, settings), upTo: sum / total };
    });
  });
  return { groups, spill: epoch.draft.world.mechanism.spill };
}

function laneIndex(epoch: EpochDraft, { edge, multiplexed }: Going, pool: number, settings: BackendShare["settings"] | null): number {
  const { draft } = epoch;
  const { mechanism } = draft.world;
  const limits = settings?.limits ?? null;
  const sticky = settings !== null && isKeyed(settings);
  const plan: LanePlan = {
    key: `${draft.edges[edge]?.key ?? ""} ${draft.pools[pool]?.key ?? ""}`,
    edge,
    pool,
    balancing: sticky ? "sticky" : balancingOf(settings?.balancing ?? null, mechanism.balancing),
    multiplexed,
    limits: {
      connections: limits?.maxConnections ?? mechanism.limits.connections,
      pending: limits?.maxPendingRequests ?? mechanism.limits.pending,
      requests: limits?.maxRequests ?? mechanism.limits.requests,
    },
    ejection: ejectionPlan(mechanism, settings?.outlier ?? null),
    waiting: mechanism.waiting,
  };
  const found = draft.lanes.findIndex(({ key }) => key === plan.key);
  const index = found === -1 ? draft.lanes.push(plan) - 1 : found;
  // What the first route says of a backend holds for all; only a mirror says nothing.
  if (!epoch.lanes.has(index) || (settings !== null && epoch.lanes.get(index)?.ejection.kind === "none")) epoch.lanes.set(index, plan);
  return index;
}

function isKeyed({ affinity, balancing }: BackendShare["settings"]): boolean {
  return affinity !== null || balancing === "ring-hash" || balancing === "maglev";
}

function balancingOf(written: BackendShare["settings"]["balancing"], usual: LanePlan["balancing"]): LanePlan["balancing"] {
  return written === null || written === "ring-hash" || written === "maglev" ? usual : written;
}

function sharesConnections(model: MeshModel, request: Request): boolean {
  const protocol = protocolOf(model, request.to);
  return protocol === "http2" || protocol === "grpc";
}

/** What is spoken on the port that is called. */
export function protocolOf(model: MeshModel, to: Request["to"]): Protocol {
  if ("gateway" in to) return "http";
  const service = findService(model, { namespace: to.namespace, name: to.service });
  const ports = service?.ports ?? model.inventory.services.find(({ id }) => id.namespace === to.namespace && id.name === to.service)?.ports ?? [];
  const protocol = (ports.find(({ port }) => port === to.port) ?? ports[0])?.protocol ?? "http";
  return protocol === "udp" ? "tcp" : protocol;
}

/** The calls that an answer needs: those that stand alone one after another, those of a group at once. */
function stagesOf(epoch: EpochDraft, { service, owner }: Behind, route: string | null): Branch["stages"] {
  if (owner === null) return [];
  if (epoch.under.includes(service)) {
    epoch.draft.diagnostics.push(say["calls-in-circles"].report({ at: owner.origin, with: { circle: [...epoch.under.slice(epoch.under.indexOf(service)), service].join(" -> ") } }));
    return [];
  }
  const inner = { ...epoch, under: [...epoch.under, service] };
  const stages: (readonly Need[])[] = [];
  const groups = new Map<string, Need[]>();
  owner.calls.forEach((call, index) => {
    if (call.routes.length > 0 && route !== null && !call.routes.includes(route)) return;
    const needs = needsOf(inner, owner, call, index);
    if (call.mode === "sequential") return void stages.push(...needs.map((need) => [need]));
    const group = groups.get(call.group ?? "") ?? [];
    if (group.length === 0) stages.push(group);
    groups.set(call.group ?? "", group);
    group.push(...needs);
  });
  return stages.filter((stage) => stage.length > 0);
}

/** Copies of one call that are made for a request. */
const mostCopies = 1_000;

/** Calls one within another; real ones are ten deep, and what answers them must not run out of stack. */
const mostDeep = 100;

function tooDeep({ draft }: EpochDraft, owner: Service): readonly Need[] {
  draft.diagnostics.push(say["calls-too-deep"].report({ at: draft.scenario.origin, with: { limit: mostDeep }, related: [{ origin: owner.origin, note: "a call from here goes deeper" }] }));
  return [];
}

function needsOf(epoch: EpochDraft, owner: Service, declared: DeclaredCall, index: number): readonly Need[] {
  if (epoch.under.length >= mostDeep) return tooDeep(epoch, owner);
  const call = declaredCall(epoch, owner, declared, index);
  if (call === null) return [];
  if (epoch.under.length + (epoch.depths.get(call) ?? 0) > mostDeep) return tooDeep(epoch, owner);
  const probability = declared.probability === null ? 1 : toNumber(declared.probability);
  const times = Math.min(declared.perRequest ?? 1, mostCopies);
  const whole = Array.from({ length: Math.floor(times) }, () => ({ call, probability, optional: declared.optional }));
  const rest = times - Math.floor(times);
  return rest > 0 ? [...whole, { call, probability: probability * rest, optional: declared.optional }] : whole;
}

function declaredCall(epoch: EpochDraft, owner: Service, declared: DeclaredCall, index: number): CallPlan | null {
  const key = `${nameText(owner.id)} ${index}`;
  const known = epoch.known.get(key);
  if (known !== undefined) return known;
  const to = calledService(epoch.model, declared);
  if (to === null) {
    epoch.draft.notes.add(`${nameText(owner.id)}: calls to hosts outside of the mesh are not simulated`);
    return null;
  }
  if ((declared.client?.retries ?? 0) > 0) epoch.draft.notes.add(`${nameText(owner.id)}: retries of the application's own library are not simulated`);
  const protocol = protocolOf(epoch.model, to);
  const request = withRequest(epoch, owner, declared, { from: callerOf(owner), to, protocol });
  const timeout = declared.client?.timeoutMs ?? null;
  const made = planCall(epoch, { name: nameText(owner.id), clients: instancesOf(epoch, owner) }, request, timeout === null ? Infinity : timeout * 1000);
  epoch.known.set(key, made);
  epoch.depths.set(made, 1 + deepest(made, epoch.depths));
  return made;
}

function deepest({ branches }: CallPlan, depths: EpochDraft["depths"]): number {
  const all = branches.flatMap((branch) => [branch, ...(branch.failover?.groups.flat() ?? [])]);
  const calls = all.flatMap(({ stages }) => stages.flatMap((needs) => needs.map(({ call }) => call)));
  return calls.reduce((most, call) => Math.max(most, depths.get(call) ?? 0), 0);
}

/** The method and path that are written, or else likely. */
function withRequest(epoch: EpochDraft, owner: Service, { request: written }: DeclaredCall, request: Request & { readonly to: { readonly namespace: string; readonly service: string } }): Request {
  const { to, protocol } = request;
  if (protocol === "tcp" || protocol === "tls") return request;
  const usual = { method: written?.method ?? (protocol === "grpc" ? "POST" : "GET"), path: written?.path ?? "/" };
  if (written !== null && written.path !== null) return { ...request, ...usual };
  const likely = likelyRequest(findService(epoch.model, { namespace: to.namespace, name: to.service }), request, usual, epoch.meaning, epoch.model.mesh);
  if (likely.path !== "/" || likely.method !== "GET") epoch.draft.notes.add(`${nameText(owner.id)}: its call to ${to.namespace}/${to.service} names no request: ${likely.method} ${likely.path} is simulated`);
  return { ...request, ...likely };
}

function calledService(model: MeshModel, { to }: DeclaredCall): Exclude<Request["to"], { readonly gateway: unknown }> | null {
  if (to.kind === "service") return { namespace: to.service.namespace, service: to.service.name, ...(to.port !== null && { port: to.port }) };
  const external = model.services.find((service) => service.external?.hosts.some(({ value }) => value === to.host) === true);
  return external === undefined ? null : { namespace: external.id.namespace, service: external.id.name };
}

function callerOf({ id, identity }: Service): Caller {
  return { namespace: identity?.value.namespace ?? id.namespace, serviceAccount: identity?.value.serviceAccount ?? id.name, service: id.name };
}

/** Instances of all versions of a service: each is a caller of its own. */
function instancesOf({ draft }: EpochDraft, owner: Service): number {
  return endpointsOf(owner).reduce((sum, one) => sum + (draft.pools[poolIndex(draft, one)]?.replicas ?? 1), 0);
}

function toNumber({ num, den }: Fraction): number {
  return Number(num) / Number(den);
}
