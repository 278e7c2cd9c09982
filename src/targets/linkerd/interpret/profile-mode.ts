import type { RetryAnswer } from "../../../model/decision.ts";
import type { Decision } from "../../../model/index.ts";
import type { RetryEvent } from "../../../model/retry.ts";
import { fraction } from "../../../support/fraction.ts";
import { asks, textHolds } from "./ask.ts";
import type { Ask } from "./ask.ts";
import { noHeaderEdits } from "../../../model/edits.ts";
import type { BackendRef, ProfileCondition, ProfileRoute, RetryBudget, ServiceProfile } from "./config.ts";
import { forward } from "./distribution.ts";
import type { KnownService, Mesh } from "./mesh.ts";
import { plainTiming } from "./timing.ts";
import type { Timing } from "./timing.ts";

/** True when a profile takes the place of routes: it has some, or overrides with weight (linkerd/linkerd2-proxy:linkerd/app/outbound/src/sidecar.rs). */
export function replacesRoutes({ routes, overrides }: ServiceProfile): boolean {
  return routes.length > 0 || overrides.length > 0;
}

/** The first route in the list that holds; the split is that of the profile; without route neither timeout nor retries. */
export function profiled(ask: Ask, mesh: Mesh, service: KnownService, port: number, profile: ServiceProfile): Decision {
  const route = profile.routes.find(({ condition }) => holdsFor(ask, condition)) ?? null;
  ask.step(route === null ? `no route of ServiceProfile ${profile.meta.name} holds` : `route ${route.name} of ServiceProfile ${profile.meta.name} holds`, profile.meta, route?.path);
  const budget = route?.retryable === true ? profile.budget : null;
  if (budget === "odd") ask.unsupported("a retry ratio of 0, or above 1");
  const timing: Timing = { ...plainTiming, deadlineMs: route?.timeoutMs ?? null, retries: route === null || budget === null || budget === "odd" ? null : retriesOf(ask, route) };
  const decision = forward(ask, mesh, { service, port, backends: profileBackends(profile, port), route: route?.name ?? null, breaks: false, timing });
  return decision.outcome === "unsupported" || timing.retries === null || budget === null || budget === "odd" ? decision : { ...decision, retryBudget: budgetAnswer(budget) };
}

/** A connection that is not looked into follows the overrides. */
export function profiledBytes(ask: Ask, mesh: Mesh, service: KnownService, port: number, profile: ServiceProfile): Decision {
  ask.step(`the split of ServiceProfile ${profile.meta.name} holds for connections`, profile.meta);
  return forward(ask, mesh, { service, port, backends: profileBackends(profile, port), route: null, breaks: false, timing: plainTiming });
}

function profileBackends({ overrides }: ServiceProfile, port: number): readonly BackendRef[] {
  return overrides.map((each) => ({ nowhere: false, valid: true, namespace: each.namespace, name: each.name, port: each.port ?? port, weight: each.weight, requestHeaders: noHeaderEdits, responseHeaders: noHeaderEdits }));
}

function holdsFor(ask: Ask, condition: ProfileCondition): boolean {
  switch (condition.kind) {
    case "path":
      return textHolds(ask, ask.view, "path", condition.match);
    case "method":
      return asks(ask.view, "method", { kind: "exact", value: condition.value });
    case "all":
      return condition.of.every((each) => holdsFor(ask, each));
    case "any":
      return condition.of.some((each) => holdsFor(ask, each));
    case "not":
      return !holdsFor(ask, condition.of);
  }
}

/** Failures by status, without count or pauses; connections that fail answer 502 or 504 (linkerd/linkerd2-proxy:linkerd/app/outbound/src/http/retry.rs). */
function retriesOf(ask: Ask, { failures }: ProfileRoute): RetryAnswer {
  ask.note("a call is repeated until the retry budget is empty or its time is over");
  const events: readonly RetryEvent[] = [...failures.map((status): RetryEvent => `s${status}`), ...(failures.includes(502) && failures.includes(504) ? (["c"] as const) : [])];
  return { attempts: Number.MAX_SAFE_INTEGER, on: ["failure"], events: { must: [...events].sort(), may: [] }, backoffMs: { base: 0, max: 0 } };
}

/** The floor comes on top of the ratio, which is one over a whole number (tower-rs/tower:tower/src/retry/budget/tps_budget.rs). */
function budgetAnswer({ callsForOne, windowMs, minPerSecond }: Exclude<RetryBudget, "odd">): Decision["retryBudget"] {
  return { kind: "window", percent: fraction(1, callsForOne), windowMs, minPerSecond: fraction(minPerSecond), ...(minPerSecond > 0 && { floorAdded: true as const }) };
}
