import type { Affinity, Limits, Outlier, RetryBudget, Telemetry } from "../../../model/index.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { decimalFraction, percentFraction } from "../../../support/fraction.ts";
import type { SettingsFragment } from "../../fragment.ts";
import { below, items, originOf, type Place, wish, wishOfFields } from "../place.ts";
import { durationMs, serviceReference } from "./scalars.ts";

type Shared = Pick<Policy.Spec, "retryBudget" | "circuitBreaker" | "loadBalancing" | "locality" | "mtls">;

/** What services and defaults have in common. `place` is the mapping that holds the keys. */
export function readSharedSettings(place: Place, spec: Shared): SettingsFragment {
  const { retryBudget, loadBalancing, locality, mtls } = spec;
  return {
    ...(retryBudget !== undefined && { retryBudget: wishOfFields(below(place, "retryBudget"), retryBudget, readBudget(retryBudget)) }),
    ...readBreaker(below(place, "circuitBreaker"), spec.circuitBreaker),
    ...(loadBalancing !== undefined && { balancing: wish(below(place, "loadBalancing", "policy"), loadBalancing.policy) }),
    ...(loadBalancing?.slowStart !== undefined && {
      slowStartMs: wish(below(place, "loadBalancing", "slowStart"), durationMs(loadBalancing.slowStart)),
    }),
    ...(locality !== undefined && { locality: wish(below(place, "locality"), locality) }),
    ...(mtls !== undefined && { mtls: wish(below(place, "mtls"), mtls) }),
  };
}

/** All settings of a service. */
export function readSettings(place: Place, spec: Policy.Spec): SettingsFragment {
  const { affinity, failover, rateLimit, authentication } = spec;
  return {
    ...readSharedSettings(place, spec),
    ...(affinity !== undefined && { affinity: wishOfFields(below(place, "affinity"), affinity, readAffinity(affinity)) }),
    ...(failover !== undefined && { failover: readFailover(below(place, "failover"), failover) }),
    ...(rateLimit !== undefined && {
      rateLimit: wish(below(place, "rateLimit"), { requests: rateLimit.requests, perMs: durationMs(rateLimit.per), scope: "instance" as const }),
    }),
    ...(authentication !== undefined && {
      jwt: wish(below(place, "authentication", "jwt"), {
        provider: authentication.jwt.provider,
        required: authentication.jwt.required ?? true,
      }),
    }),
  };
}

function readBudget(budget: Policy.RetryBudget): RetryBudget | "none" {
  if (budget === "none") return "none";
  return {
    percent: percentFraction(budget.percent),
    windowMs: durationMs(budget.window ?? "10s"),
    minPerSecond: decimalFraction(budget.minPerSecond ?? 10),
  };
}

function readBreaker(place: Place, breaker: Policy.CircuitBreaker | undefined): SettingsFragment {
  if (breaker === undefined) return {};
  if (breaker === "none") return { limits: wish(place, "none"), outlier: wish(place, "none") };
  const limits: Limits = {
    maxConnections: breaker.maxConnections ?? null,
    maxPendingRequests: breaker.maxPendingRequests ?? null,
    maxRequests: breaker.maxRequests ?? null,
  };
  const limited = Object.values(limits).some((limit) => limit !== null);
  return {
    ...(limited && { limits: wishOfFields(place, breaker, limits) }),
    ...(breaker.outlier !== undefined && { outlier: wishOfFields(below(place, "outlier"), breaker.outlier, readOutlier(breaker.outlier)) }),
  };
}

function readOutlier(outlier: Policy.Outlier): Outlier | "none" {
  if (outlier === "none") return "none";
  return {
    consecutiveErrors: outlier.consecutiveErrors,
    intervalMs: durationMs(outlier.interval ?? "10s"),
    baseEjectionMs: durationMs(outlier.baseEjection ?? "30s"),
    maxEjectedPercent: outlier.maxEjectedPercent ?? 50,
  };
}

function readAffinity(affinity: Policy.Affinity): Affinity {
  const { header, cookie } = affinity;
  if (header !== undefined) return { kind: "header", name: header.toLowerCase() };
  if (cookie === undefined) return { kind: "sourceIp" };
  return { kind: "cookie", name: cookie.name, ttlMs: cookie.ttl === undefined ? null : durationMs(cookie.ttl) };
}

function readFailover(place: Place, failover: readonly string[]): NonNullable<SettingsFragment["failover"]> {
  return items(place, failover).map(([text, at]) => {
    const origin = originOf(at);
    return { to: { kind: "service", ...serviceReference(text, place.namespace), origin }, origin };
  });
}

/** Access log and traces; what is not written is null. */
export function readTelemetry(telemetry: Policy.Telemetry): Telemetry {
  return { accessLog: telemetry.accessLog ?? null, tracePercent: telemetry.tracePercent ?? null };
}
