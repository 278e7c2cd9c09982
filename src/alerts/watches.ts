import type { Arm, Service } from "../model/index.ts";
import type { Origin } from "../source/origin.ts";
import { unenforced } from "../targets/consent.ts";
import { derivedThreshold, writtenKind } from "./kinds.ts";
import type { AlertKind, Threshold } from "./kinds.ts";

/** An alert that a service is to have. */
export interface Watch {
  readonly kind: AlertKind;
  readonly threshold: Threshold;
  /** The alert in the policy, or the wish that it follows from. */
  readonly origin: Origin;
  readonly written: boolean;
}

/**
 * The alerts of a service on a target: those that its policy writes, and those that follow from what it wishes: retries,
 * a budget, a circuit breaker, deadlines, access rules. Of what is written, nothing else is derived.
 */
export function watchesOf(service: Service, target: string): readonly Watch[] {
  const written = service.alerts.flatMap(({ value, origin }): readonly Watch[] => {
    const kind = writtenKind(value.kind);
    return kind === null ? [] : [{ kind, threshold: value, origin, written: true }];
  });
  const causes: readonly (readonly [AlertKind, Origin | null])[] = [
    ["timeoutRate", firstOf(service, ({ route }) => route.deadlineMs)],
    ["refusedRate", refusing(service, target)],
    ["retriesRising", retried(service)],
    ["budgetExhausted", retried(service) === null ? null : (service.retryBudget?.origin ?? null)],
    ["endpointsEjected", service.outlier?.origin ?? null],
  ];
  const derived = causes.flatMap(([kind, origin]) => (origin === null || written.some((watch) => watch.kind === kind) ? [] : [{ kind, threshold: derivedThreshold, origin, written: false }]));
  return [...written, ...derived];
}

function retried(service: Service): Origin | null {
  return firstOf(service, ({ route: { retry } }) => ((retry?.value.attempts ?? 0) > 0 ? retry : null));
}

function firstOf({ ports }: Service, wish: (arm: Arm) => { readonly origin: Origin } | null): Origin | null {
  return ports.flatMap(({ arms }) => arms.flatMap((arm) => wish(arm) ?? []))[0]?.origin ?? null;
}

/** Rules that let somebody in let nobody else in; in audit they refuse nobody, and consent leaves them out. */
function refusing(service: Service, target: string): Origin | null {
  const { access } = service;
  if (access.mode === "audit" || unenforced(service, target, "access") !== null) return null;
  const denied = access.default?.value === "deny" ? access.default.origin : null;
  return access.deny[0]?.origin ?? access.allow[0]?.origin ?? denied;
}
