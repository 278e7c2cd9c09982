import { parseDuration } from "../../../support/duration.ts";
import type { BackendTrafficPolicySpec } from "../kinds/gateway.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { ruleDiagnostics as say } from "./rule.diagnostics.ts";

const hourMs = 3_600_000;

/** Bounds of the two intervals (`kubernetes-sigs/gateway-api:apisx/v1alpha1/xbackendtrafficpolicy_types.go`). */
export function checkBackendTrafficPolicy(reading: Reading, spec: BackendTrafficPolicySpec): void {
  const { budget, minRetryRate } = spec.retryConstraint ?? {};
  checkInterval(reading, "budget", budget?.interval, 1000, "from 1s to 1h");
  checkInterval(reading, "minRetryRate", minRetryRate?.interval, 1, "above 0s, at most 1h");
}

function checkInterval(reading: Reading, holder: string, found: string | undefined, leastMs: number, bounds: string): void {
  if (found === undefined) return;
  const ms = parseDuration(found) ?? 0;
  if (ms >= leastMs && ms <= hourMs) return;
  tell(reading, say["gateway-api-budget-interval"], ["spec", "retryConstraint", holder, "interval"], { field: `${holder}.interval`, found, bounds });
}
