import type { GrpcRoute, HttpRoute } from "../link/candidate.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { adviceDiagnostics as say } from "./advice.diagnostics.ts";

/** What a route holds at most, and how much of it is nearly all (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPRouteSpec.Rules). */
const limits = { rules: { most: 16, near: 15 }, matches: { most: 128, near: 116 } } as const;

/** Routes that will soon have to be split. */
export function adviseLimits({ spec: { rules = [] }, title }: HttpRoute | GrpcRoute, reading: Reading): void {
  const found = { rules: rules.length, matches: rules.reduce((sum, { matches = [] }) => sum + matches.length, 0) };
  for (const thing of ["rules", "matches"] as const) {
    const { most, near } = limits[thing];
    if (found[thing] >= near) tell(reading, say["gateway-api-near-limit"], ["spec", "rules"], { route: title, found: found[thing], most, of: thing }, { part: "key" });
  }
}
