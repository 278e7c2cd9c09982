import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Name, RetryBudget, Wish } from "../../../model/index.ts";
import { parseDuration } from "../../../support/duration.ts";
import { fraction, percentFraction } from "../../../support/fraction.ts";
import type { ServiceFragment } from "../../fragment.ts";
import type { BackendTrafficPolicySpec } from "../kinds/gateway.ts";
import type { GatewayObject } from "../read/object.ts";
import { meaningDiagnostics } from "../read/meaning.diagnostics.ts";
import { tell } from "../read/reading.ts";
import { linkDiagnostics as say } from "./link.diagnostics.ts";
import { compareRoutes } from "./order.ts";

type Policy = GatewayObject<BackendTrafficPolicySpec>;

function isPolicy(object: GatewayObject<unknown>): object is Policy {
  return object.kind === "XBackendTrafficPolicy";
}

/** Retry budgets of Services; the older of two policies wins (`kubernetes-sigs/gateway-api:geps/gep-3388/index.md`). */
export function linkPolicies(objects: readonly GatewayObject<unknown>[], found: Diagnostic[]): readonly ServiceFragment[] {
  const policies = objects.filter(isPolicy);
  const byAge = policies.every(({ created }) => created !== null);
  const sorted = [...policies].sort((a, b) => compareRoutes({ route: a }, { route: b }, byAge));
  const holders = new Map<string, Policy>();
  return sorted.flatMap((policy) => policyFragments(policy, holders, found));
}

function policyFragments(policy: Policy, holders: Map<string, Policy>, found: Diagnostic[]): readonly ServiceFragment[] {
  const reading = { at: policy.at, found };
  const { retryConstraint, sessionPersistence, targetRefs } = policy.spec;
  if (sessionPersistence !== undefined) tell(reading, meaningDiagnostics["gateway-api-session-persistence"], ["spec", "sessionPersistence"], {}, { part: "key" });
  else if (retryConstraint === undefined) tell(reading, say["gateway-api-policy-silent"], ["spec"], { policy: policy.title }, { part: "key" });
  const budget = retryConstraint === undefined ? null : retryBudget(policy, retryConstraint, found);
  return targetRefs.flatMap((target, index) => {
    const path = ["spec", "targetRefs", index];
    if (target.group !== "" || target.kind !== "Service") {
      const place = [...path, target.kind === "Service" ? "group" : "kind"];
      tell(reading, say["gateway-api-policy-target"], place, { kind: target.kind, name: target.name });
      return [];
    }
    const service: Name = { namespace: policy.id.namespace, name: target.name };
    const origin = policy.at([...path, "name"]);
    const holder = holders.get(`${service.namespace}/${service.name}`);
    if (holder !== undefined) {
      tell(reading, say["gateway-api-budget-conflict"], [...path, "name"], { service: service.name, winner: holder.title });
      return [];
    }
    holders.set(`${service.namespace}/${service.name}`, policy);
    return budget === null ? [] : [{ service, document: policy.title, origin, settings: { retryBudget: budget } }];
  });
}

type Constraint = NonNullable<BackendTrafficPolicySpec["retryConstraint"]>;

/** 20 % over 10 seconds and 10 retries a second unless written. */
function retryBudget(policy: Policy, constraint: Constraint, found: Diagnostic[]): Wish<RetryBudget> {
  const { percent = 20, interval = "10s" } = constraint.budget ?? {};
  const floor = constraint.minRetryRate ?? { count: 10, interval: "1s" };
  for (const missing of ["count", "interval"] as const) {
    if (floor[missing] !== undefined) continue;
    tell({ at: policy.at, found }, say["gateway-api-budget-floor-interval"], ["spec", "retryConstraint", "minRetryRate"], { missing }, { part: "key" });
  }
  const value: RetryBudget = {
    percent: percentFraction(percent),
    windowMs: parseDuration(interval) ?? 0,
    minPerSecond: fraction((floor.count ?? 0) * 1000, parseDuration(floor.interval ?? "1s") || 1),
  };
  return { value, origin: policy.at(["spec", "retryConstraint"]) };
}
