import type { Backend, BackendRef } from "../../../model/index.ts";
import { fqdn, hostsOf } from "./names.ts";
import { subsetOf } from "./hosts.ts";
import type { Context, Json } from "./piece.ts";

/** Host, subset where one is planned, and always the port: a Service with several ports needs it (IST0112). */
export function destinationOf(target: BackendRef, context: Context, host?: string): Json {
  const subset = subsetOf(context.hosts, context.model, target);
  const [known] = hostsOf(context.model, target.service);
  return {
    host: host ?? known ?? fqdn(target.service, context.model.mesh.clusterDomain),
    ...(subset !== null && { subset }),
    port: { number: target.port },
  };
}

/** The largest sum of weights that istiod adds without overflow (`istio/istio:pkg/config/validation/validation.go`). */
export const largestWeightSum = 2_147_483_647;

/**
 * Weights in their ratio as small whole numbers: parts of a hundred where that is exact, lowest terms otherwise. Written
 * out also for a lone backend, since an omitted weight is 0.
 */
export function smallWeights(weights: readonly number[]): readonly number[] {
  const divisor = weights.reduce(gcd, 0) || 1;
  const lowest = weights.map((weight) => weight / divisor);
  const sum = lowest.reduce((total, weight) => total + weight, 0);
  return sum > 0 && 100 % sum === 0 ? lowest.map((weight) => (weight * 100) / sum) : lowest;
}

/** The weighted destinations of a forward whose weights are not all zero. */
export function routeList(backends: readonly Backend[], context: Context, host?: string): readonly Json[] {
  const weights = smallWeights(backends.map((backend) => backend.weight));
  return backends.map((backend, index) => ({ destination: destinationOf(backend, context, host), weight: weights[index] ?? 0 }));
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
