import type { Arm, NamedMatch, PositiveMatch, Route } from "../../../model/index.ts";
import { intersectConditions, unroutable } from "./arms.ts";

/**
 * Envoy injects faults before it answers CORS preflights (`istio/istio:pilot/pkg/networking/core/listener_builder.go`),
 * while the policy's faults meet calls that are forwarded: an arm with both is preceded by one for its preflights.
 */
export function withFaultlessPreflights(arms: readonly Arm[]): readonly Arm[] {
  const plain = new Map<Route, Route>();
  return arms.flatMap((arm) => [...preflightArms(arm, plain), arm]);
}

function preflightArms(arm: Arm, plain: Map<Route, Route>): readonly Arm[] {
  const { route } = arm;
  if (route.cors === null || (route.delay === null && route.abort === null)) return [];
  const faultless = plain.get(route) ?? { ...route, delay: null, abort: null };
  plain.set(route, faultless);
  return route.cors.value.allowOrigins.flatMap((origin) => {
    const bounds = { ...unroutable(arm.origin).when, methods: ["OPTIONS"], headers: preflightHeaders(origin, arm) };
    const when = intersectConditions(arm.when, bounds);
    return when === "never" || when === "unsayable" ? [] : [{ ...arm, when, route: faultless }];
  });
}

function preflightHeaders(origin: PositiveMatch, arm: Arm): readonly NamedMatch[] {
  const any = origin.kind === "exact" && origin.value === "*";
  return [
    { name: "origin", match: any ? { kind: "present" } : origin, origin: arm.origin },
    { name: "access-control-request-method", match: { kind: "present" }, origin: arm.origin },
  ];
}
