import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText } from "../../../model/name.ts";
import type { Action, Backend, BackendRef, Forward, Route, Service, ServicePort, Wish } from "../../../model/index.ts";
import { approximation } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { serviceOf } from "./names.ts";
import type { Context } from "./piece.ts";
import { effectiveOf } from "./access-plan.ts";

/** A service whose splits hold the services that stand in for others, with what that gives up. */
export interface WithFailover {
  readonly service: Service;
  readonly drafts: readonly Draft[];
  readonly diagnostics: readonly Diagnostic[];
}

const mostWeight = 1_000_000;

/** Weights of the services that stand in, first to last: the next one should hardly get calls while the one before is there. */
const standInWeights: readonly (readonly number[])[] = [[], [1], [1000, 1]];

/**
 * A backend that has no endpoint loses its share to the others
 * (`linkerd/linkerd2-proxy:linkerd/distribute/src/service/random.rs`), so a service that stands in gets the least share
 * that weights can say.
 */
export function withFailover(service: Service, context: Context): WithFailover {
  const chains = new Map<Forward, readonly Wish<BackendRef>[]>();
  const diagnostics: Diagnostic[] = [];
  for (const forward of forwardsOf(service)) {
    const found = chainOf(forward, service, context);
    if (Array.isArray(found)) chains.set(forward, found);
    else diagnostics.push(found as Diagnostic);
  }
  if (diagnostics.length > 0) return { service, drafts: [draftOf(service, [])], diagnostics };
  if ([...chains.values()].every((chain) => chain.length === 0)) return { service, drafts: [], diagnostics: [] };
  const routes = new Map<Route, Route>();
  const swap = (forward: Forward): Forward => extended(forward, chains.get(forward) ?? []);
  const swapRoute = (route: Route): Route => {
    const action: Action = route.action.kind === "forward" ? swap(route.action) : route.action;
    const made = routes.get(route) ?? (action === route.action ? route : { ...route, action });
    routes.set(route, made);
    return made;
  };
  const ports = service.ports.map((port): ServicePort => ({ ...port, fallback: swap(port.fallback), arms: port.arms.map((arm) => ({ ...arm, route: swapRoute(arm.route) })) }));
  return { service: { ...service, ports }, drafts: [draftOf(service, [...chains])], diagnostics: [] };
}

/** Where calls of the service go: its routes, and the ports that have none. */
function forwardsOf({ ports }: Service): readonly Forward[] {
  const all = ports.flatMap((port) => (port.arms.length === 0 ? [port.fallback] : port.arms.flatMap(({ route: { action } }) => (action.kind === "forward" ? [action] : []))));
  return [...new Set(all)];
}

/** The services that stand in for the backends of a split, or why they cannot. */
function chainOf(forward: Forward, service: Service, context: Context): readonly Wish<BackendRef>[] | Diagnostic {
  const drawn = forward.backends.filter(({ weight }) => weight > 0);
  const owners = [...new Set(drawn.map(({ owner }) => serviceOf(context, owner)))];
  const [wish] = owners.flatMap((owner) => owner?.failover ?? []);
  const [owner] = owners;
  if (wish === undefined || owner == null) return [];
  const say = (why: string): Diagnostic => linkerdDiagnostics["linkerd-failover"].report({ at: owner === service ? wish.origin : forward.origin, with: { service: nameText(wish.value.service), why } });
  if (owners.length > 1) return say("it would stand in for backends of several services at once");
  if (owner.failover.length >= standInWeights.length) return say("weights tell at most two services that stand in from each other");
  const other = owner.failover.find(({ value }) => accessText(value, context) !== accessText(drawn[0], context));
  return other === undefined ? owner.failover : say(`\`${nameText(other.value.service)}\` has other access rules, and gets a few calls all the time`);
}

/** Who may call where, as text; calls to nobody's service may be made by anybody. */
function accessText(ref: BackendRef | undefined, context: Context): string {
  const owner = ref === undefined ? null : serviceOf(context, ref.owner);
  if (owner === null) return "nobody's";
  const { strict, denies } = effectiveOf(owner, context);
  return JSON.stringify([strict, denies, owner.access.allow, owner.access.deny, owner.access.mode], (key, value: unknown) => (key === "origin" || key === "via" || key === "name" ? undefined : value));
}

/** The split with weights as large as can be, and those that stand in behind it. */
function extended(forward: Forward, chain: readonly Wish<BackendRef>[]): Forward {
  const weights = standInWeights[chain.length] ?? [];
  if (weights.length === 0) return forward;
  const factor = factorOf(forward);
  const backends = forward.backends.map((backend): Backend => ({ ...backend, weight: backend.weight * factor }));
  return { ...forward, backends: [...backends, ...chain.map(({ value }, index): Backend => ({ ...value, weight: weights[index] ?? 0 }))] };
}

function factorOf({ backends }: Forward): number {
  return Math.max(1, Math.floor(mostWeight / Math.max(1, ...backends.map(({ weight }) => weight))));
}

function draftOf(service: Service, chains: readonly (readonly [Forward, readonly Wish<BackendRef>[]])[]): Draft {
  const shares = chains.map(([forward, chain]) => {
    const lost = (standInWeights[chain.length] ?? []).reduce((sum, weight) => sum + weight, 0);
    const kept = forward.backends.reduce((sum, { weight }) => sum + weight, 0) * factorOf(forward);
    return kept === 0 ? 0 : lost / (kept + lost);
  });
  const points = Math.ceil(Math.max(0, ...shares) * 100 * 1e6) / 1e6;
  const [wish] = chains.flatMap(([, chain]) => chain);
  const note = "the services that stand in get a few calls all the time, and all of them once no endpoint of the others is ready, after up to 3s of 504";
  return approximation({ feature: "failover", field: "failover", consent: "failover", direction: "different", effects: ["shares", "failed", "settings.failover"], size: { amount: points, unit: "points" }, note, origin: wish?.origin ?? service.origin });
}
