import type { Manifest, Service } from "../model/index.ts";
import { groupBy } from "../support/group-by.ts";
import { labelName } from "../targets/object-names.ts";
import { countsConnections, kindsOfCalls, measured, missing, noMeter } from "./meter.ts";
import type { Measure, Mesh, Meter, Share } from "./meter.ts";
import { literal, rateOf, series, together } from "./promql.ts";
import type { Labels, Rate } from "./promql.ts";

const timeouts = ["REQUEST_TIMEOUT", "RESPONSE_HEADERS_TIMEOUT", "RESPONSE_STREAM_TIMEOUT", "IDLE_TIMEOUT"];

/** Codes of gRPC that its own mapping gives a status from 500 on (`googleapis/googleapis:google/rpc/code.proto`). */
const failedCodes = ["UNKNOWN", "DEADLINE_EXCEEDED", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS"];

const scraped = "needs the label `namespace` that Linkerd's PodMonitor and scrape configuration put on every series of a pod";

/**
 * What callers' proxies count for each Service that is called, after its retries
 * (`linkerd/linkerd2-proxy:linkerd/app/outbound/src/http/logical/policy/route/metrics.rs`), and the authorizations of the
 * serving side. A ServiceProfile takes the place of the routes, and has numbers of its own.
 */
export function linkerdMeter({ model, manifests }: Mesh): (service: Service) => Meter {
  const written = writtenObjects(manifests);
  return (service) => meterOf(service, written, model.mesh.clusterDomain);
}

/** Objects by name that numbers depend on. */
interface Written {
  readonly servers: ReadonlyMap<string, readonly Manifest[]>;
  readonly profiles: ReadonlySet<string>;
}

function writtenObjects(manifests: readonly Manifest[]): Written {
  const named = (kind: string): readonly Manifest[] => manifests.filter(({ object }) => object.kind === kind);
  return {
    servers: groupBy(named("Server"), ({ object }) => object.metadata.name),
    profiles: new Set(named("ServiceProfile").map(({ object }) => object.metadata.name)),
  };
}

function meterOf(service: Service, written: Written, clusterDomain: string): Meter {
  const { http, grpc } = kindsOfCalls(service);
  if (!http && !grpc) return noMeter(countsConnections);
  if (service.external !== null) return noMeter("calls to hosts outside are counted for an EgressNetwork as a whole");
  const refusedRate = refusals(service, written);
  const host = `${service.id.name}.${service.id.namespace}.svc.${clusterDomain}`;
  return { ...(written.profiles.has(host) ? profileMeter(host) : routeMeter(service)), refusedRate, ejected: pending(service) };
}

type Called = Omit<Meter, "refusedRate" | "ejected">;

function routeMeter(service: Service): Called {
  const { http, grpc } = kindsOfCalls(service);
  const of = (protocol: string, word: string, labels: Labels = {}): string => series(`outbound_${protocol}_route_${word}_total`, { ...parent(service), ...labels });
  const protocols = [...(http ? [{ protocol: "http", failed: { http_status: { pattern: "5.." } } }] : []), ...(grpc ? [{ protocol: "grpc", failed: { grpc_status: failedCodes } }] : [])];
  const counted = (word: string, labels: Labels = {}): Rate => together(...protocols.map(({ protocol }) => rateOf(of(protocol, word, labels))));
  const failed = protocols.map(({ protocol, failed: labels }) => rateOf(of(protocol, "request_statuses", labels), of(protocol, "request_statuses", { error: { not: "|CANCEL" } })));
  const whole = counted("request_statuses");
  return {
    errorRate: measured({ part: together(...failed), whole }),
    retryRate: measured({ part: counted("retry_requests"), whole }),
    timeoutRate: measured({ part: counted("request_statuses", { error: timeouts }), whole }),
    exhausted: missing("routes have no budget, and so nothing counts that it is used up; only the setting `retryBudget: profile` keeps one"),
  };
}

function profileMeter(host: string): Called {
  const calls = (name: string, labels: Labels = {}): string => series(name, { direction: "outbound", dst: { pattern: `${literal(host)}:[0-9]+` }, ...labels });
  const whole = rateOf(calls("route_request_total"));
  const tries = rateOf(calls("route_actual_request_total"));
  return {
    errorRate: measured({ part: rateOf(calls("route_response_total", { classification: "failure" })), whole: rateOf(calls("route_response_total")) }),
    retryRate: measured({ part: (window) => `(${tries(window)} - ${whole(window)})`, whole }),
    timeoutRate: missing("a ServiceProfile counts calls whose time runs out among its other failures"),
    exhausted: measured(rateOf(calls("route_retryable_total", { skipped: "no_budget" }))),
  };
}

/** An endpoint that failure accrual leaves out waits like one that is being connected to. */
function pending(service: Service): Measure<string> {
  const waiting = series("outbound_http_balancer_endpoints", { ...parent(service), endpoint_state: "pending" });
  return measured(`sum(${waiting})`, { differs: "endpoints that callers cannot connect to are counted too" });
}

function parent({ id }: Service): Labels {
  return { parent_kind: "Service", parent_namespace: id.namespace, parent_name: id.name };
}

/** Both sides of `linkerd/linkerd2-proxy:linkerd/app/inbound/src/metrics/authz.rs`, for the Servers that are written. */
function refusals(service: Service, written: Written): Measure<Share> {
  const servers = serverNames(service).flatMap((name) => written.servers.get(name) ?? []).map(({ object }) => object.metadata);
  if (servers.length === 0) return missing("refusals are counted for a Server, and none is written for the service");
  const labels = { namespace: sorted(servers.map(({ namespace = "default" }) => namespace)), srv_kind: "server", srv_name: sorted(servers.map(({ name }) => name)) };
  const denied = rateOf(series("inbound_http_authz_deny_total", labels));
  return measured({ part: denied, whole: together(rateOf(series("inbound_http_authz_allow_total", labels)), denied) }, { needs: scraped });
}

/** Names that Servers of the service have: of its port, where several are needed also of a version or a namespace. */
function serverNames({ id, ports, versions }: Service): readonly string[] {
  const suffixes = [[], ...versions.map(({ name }) => [name]), ...versions.map(({ service }) => [service.namespace])];
  return sorted(ports.flatMap(({ port }) => suffixes.map((suffix) => labelName(id.name, `${port}`, ...suffix))));
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
