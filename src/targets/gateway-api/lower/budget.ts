import type { Service } from "../../../model/index.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import { apiDuration } from "./durations.ts";
import { emptyPiece, refusedPiece } from "./piece.ts";
import type { Piece } from "./piece.ts";

const hour = 3_600_000;

/** The budget of a service as a policy on its Service; every field is written, since half-written ones are filled up. */
export function lowerBudget({ retryBudget, id, origin }: Service): Piece {
  if (retryBudget === null) return emptyPiece;
  const { percent, windowMs, minPerSecond } = retryBudget.value;
  const [whole, seconds] = [(percent.num * 100n) % percent.den === 0n, Number(minPerSecond.den)];
  const problems = [
    ...(whole ? [] : ["the percentage is not whole"]),
    ...(windowMs >= 1000 && windowMs <= hour ? [] : ["the window is not between 1s and 1h"]),
    ...(minPerSecond.num >= 1n && minPerSecond.num <= 1_000_000n && seconds * 1000 <= hour ? [] : ["the floor is not a count from 1 to 1000000 in at most an hour"]),
  ];
  if (problems.length > 0) {
    return refusedPiece(...problems.map((problem) => gatewayApiDiagnostics["budget-out-of-bounds"].report({ at: retryBudget.origin, with: { problem } })));
  }
  const retryConstraint = {
    budget: { percent: Number((percent.num * 100n) / percent.den), interval: apiDuration(windowMs) },
    minRetryRate: { count: Number(minPerSecond.num), interval: apiDuration(seconds * 1000) },
  };
  const object = {
    apiVersion: "gateway.networking.x-k8s.io/v1alpha1",
    kind: "XBackendTrafficPolicy",
    metadata: { name: id.name, namespace: id.namespace },
    spec: { targetRefs: [{ group: "", kind: "Service", name: id.name }], retryConstraint },
  };
  return { ...emptyPiece, manifests: [{ object, sources: [origin, retryBudget.origin] }] };
}
