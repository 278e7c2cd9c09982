import type { Service } from "../model/index.ts";
import { countsConnections, kindsOfCalls, measured, missing, noMeter } from "./meter.ts";
import type { Meter } from "./meter.ts";
import { rateOf, series } from "./promql.ts";
import type { Labels } from "./promql.ts";

/**
 * What Envoy counts for a cluster, seen by callers
 * (`envoyproxy/envoy:docs/root/configuration/upstream/cluster_manager/cluster_stats.rst`). `upstream_rq_xx` has each call
 * once, with its last answer: what is tried again counts as `retry.upstream_rq_xx` (`envoyproxy/envoy:source/common/router/router.cc`).
 */
export function clusterMeter(service: Service, labels: Labels, needs: string): Omit<Meter, "refusedRate"> {
  const { http, grpc } = kindsOfCalls(service);
  const ejected = measured(`sum(max_over_time(${series("envoy_cluster_outlier_detection_ejections_active", labels)}[5m]))`, { needs });
  if (!http && !grpc) return { ...noMeter(countsConnections), ejected };
  const calls = (more: Labels = {}): string => series("envoy_cluster_upstream_rq_xx", { ...labels, ...more });
  const whole = rateOf(calls());
  const counted = (name: string) => rateOf(series(`envoy_cluster_${name}`, labels));
  return {
    errorRate: grpc ? missing("a failed gRPC call is answered with status 200, and Envoy's clusters count nothing but that status") : measured({ part: rateOf(calls({ envoy_response_code_class: "5" })), whole }, { needs }),
    retryRate: measured({ part: counted("upstream_rq_retry"), whole }, { needs }),
    timeoutRate: measured({ part: counted("upstream_rq_timeout"), whole }, { needs }),
    exhausted: measured(counted("upstream_rq_retry_overflow"), { needs }),
    ejected,
  };
}
