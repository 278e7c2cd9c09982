import type { Profile, Service } from "../model/index.ts";
import { fqdn } from "../targets/istio/lower/names.ts";
import { countsConnections, kindsOfCalls, measured, noMeter, servicesBehind } from "./meter.ts";
import type { Measured, Mesh, Meter } from "./meter.ts";
import { literal, rateOf, series } from "./promql.ts";
import type { Labels } from "./promql.ts";

/** Codes of gRPC that its own mapping gives a status from 500 on (`googleapis/googleapis:google/rpc/code.proto`). */
const failedCodes = ["2", "4", "12", "13", "14", "15"];

/** Envoy puts its flags into one text, with commas (`envoyproxy/envoy:source/common/stream_info/utility.cc`): a deadline, a connection's longest time, an idle stream. */
const timeoutFlags = "(.*,)?(UT|DT|SI)(,.*)?";

const matcher =
  'needs `proxyStatsMatcher: { inclusionRegexps: ["cluster\\\\.(outbound|inbound-vip).*(upstream_rq_retry|outlier_detection).*"] }` in the mesh\'s proxy configuration, or in the annotation `proxy.istio.io/config` of callers: otherwise the numbers of clusters are not exported';

/**
 * Istio's standard numbers, told by the caller's proxy or the waypoint, which count a call once and after its retries;
 * retries themselves and endpoints left out are Envoy's (`istio/istio:tools/packaging/common/envoy_bootstrap.json`).
 */
export function istioMeter({ model, profile }: Mesh): (service: Service) => Meter {
  return (service) => meterOf(service, model.mesh.clusterDomain, profile);
}

function meterOf(service: Service, clusterDomain: string, profile: Profile): Meter {
  if (profile.name === "ambient") return noMeter("ztunnel counts connections, and no waypoint is there to count calls");
  const { http, grpc } = kindsOfCalls(service);
  const hosts = hostsBehind(service, clusterDomain);
  const ejected = ofClusters(`sum(max_over_time(${clusters("envoy_cluster_outlier_detection_ejections_active", hosts)}[5m]))`);
  if (!http && !grpc) return { ...noMeter(countsConnections), ejected };
  const waypoint = profile.name === "waypoint";
  const told = (labels: Labels, reporter = "source"): string => series("istio_requests_total", { reporter: waypoint ? "waypoint" : reporter, destination_service: hosts, ...labels });
  const codes = (list: readonly string[]): readonly string[] => (grpc ? [told({ grpc_response_status: list })] : []);
  const refused = ["401", "403"];
  const arrived = (labels: Labels): string => told(labels, "destination");
  const whole = rateOf(told({}));
  return {
    errorRate: measured({ part: rateOf(told({ response_code: { pattern: "5.." } }), ...codes(failedCodes)), whole }),
    retryRate: ofClusters({ part: rateOf(clusters("envoy_cluster_upstream_rq_retry", hosts)), whole }),
    timeoutRate: measured({ part: rateOf(told({ response_flags: { pattern: timeoutFlags } }), ...codes(["4"])), whole }),
    refusedRate: measured(
      { part: rateOf(arrived({ response_code: refused }), ...(grpc ? [arrived({ grpc_response_status: ["7", "16"] })] : [])), whole: rateOf(arrived({})) },
      { differs: "refusals that the application answers itself with the same status are counted too" },
    ),
    exhausted: ofClusters(rateOf(clusters("envoy_cluster_upstream_rq_retry_overflow", hosts))),
    ejected,
  };
}

function ofClusters<T>(value: T): Measured<T> {
  return measured(value, { needs: matcher });
}

/** Clusters of every port and subset that lead to one of the hosts (`istio/istio:pilot/pkg/model/push_context.go`). */
function clusters(name: string, hosts: readonly string[]): string {
  const ends = hosts.map(literal);
  const host = ends.length === 1 ? ends.join("") : `(${ends.join("|")})`;
  return series(name, { cluster_name: { pattern: `(outbound|inbound-vip)\\|[0-9]+\\|[^|]*\\|${host}` } });
}

/** What `destination_service` says: the host of the Service that is called in the end, or the external host. */
function hostsBehind(service: Service, clusterDomain: string): readonly string[] {
  if (service.external !== null) return service.external.hosts.map(({ value }) => value).sort();
  return servicesBehind(service).map((name) => fqdn(name, clusterDomain));
}
