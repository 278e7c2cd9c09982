import type { Name, Service } from "../model/index.ts";
import { hasNamespaces } from "../targets/consul/versions.ts";
import { clusterMeter } from "./envoy.ts";
import { countsConnections, kindsOfCalls, measured, missing, servicesBehind } from "./meter.ts";
import type { Measure, Mesh, Meter, Share } from "./meter.ts";
import { rateOf, series, together } from "./promql.ts";
import type { Labels } from "./promql.ts";

const needs = "needs proxies that are scraped: `connectInject.metrics.defaultEnabled` of the chart, or `envoy_prometheus_bind_addr` in the proxy configuration";

/** Envoy's clusters with the labels that Consul's bootstrap makes of their names (`hashicorp/consul:command/connect/envoy/bootstrap_config.go`). */
export function consulMeter({ profile }: Mesh): (service: Service) => Meter {
  const spaces = hasNamespaces(profile);
  return (service) => meterOf(service, spaces);
}

function meterOf(service: Service, spaces: boolean): Meter {
  const names = servicesBehind(service);
  return { ...clusterMeter(service, labelsOf("destination", names, spaces), needs), refusedRate: refusals(service, labelsOf("source", names, spaces)) };
}

/** Told by the proxy of the service itself. */
function refusals(service: Service, labels: Labels): Measure<Share> {
  const { http, grpc } = kindsOfCalls(service);
  if (!http && !grpc) return missing(countsConnections);
  if (service.external !== null) return missing("nothing stands in front of a service outside that would refuse a call to it");
  const denied = rateOf(series("envoy_http_rbac_denied", labels));
  return measured({ part: denied, whole: together(rateOf(series("envoy_http_rbac_allowed", labels)), denied) }, { needs });
}

function labelsOf(side: "source" | "destination", names: readonly Name[], spaces: boolean): Labels {
  const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
  const label = `consul_${side}`;
  return { [`${label}_service`]: distinct(names.map(({ name }) => name)), ...(spaces && { [`${label}_namespace`]: distinct(names.map(({ namespace }) => namespace)) }) };
}
