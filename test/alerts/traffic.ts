/** What happens in one minute. */
export interface Minute {
  readonly calls: number;
  readonly failed: number;
  readonly retried: number;
  readonly late: number;
  readonly refused: number;
  readonly exhausted: number;
  readonly ejected: number;
}

/** A series as Prometheus would have scraped it, a value for each minute. */
export interface Series {
  readonly series: string;
  readonly values: string;
}

/** The minutes of a history, of which only what is said is not usual. */
export function minutes(count: number, given: Partial<Minute> = {}): readonly Minute[] {
  const usual = { calls: 1000, failed: 0, retried: 0, late: 0, refused: 0, exhausted: 0, ejected: 0 };
  return Array.from({ length: count }, () => ({ ...usual, ...given }));
}

type Counted = (minute: Minute) => number;

/** The sum of what was counted, minute by minute. */
function counter(series: string, history: readonly Minute[], counted: Counted): Series {
  let sum = 0;
  return { series, values: [0, ...history.map((minute) => (sum += counted(minute)))].join(" ") };
}

function gauge(series: string, history: readonly Minute[], counted: Counted): Series {
  return { series, values: [0, ...history.map(counted)].join(" ") };
}

const fine: Counted = ({ calls, failed, late, refused }) => calls - failed - late - refused;

/** What each mesh's proxies export for calls to `shop/order`, as their documentation and code name it; another service's calls besides. */
export const exported: Readonly<Record<string, (history: readonly Minute[]) => readonly Series[]>> = {
  istio: (history) => {
    const told = (reporter: string, code: number, flags: string, counted: Counted, host = "order"): Series =>
      counter(`istio_requests_total{reporter="${reporter}",destination_service="${host}.shop.svc.cluster.local",response_code="${code}",response_flags="${flags}"}`, history, counted);
    const cluster = 'cluster_name="outbound|8080|v1|order.shop.svc.cluster.local"';
    return [
      told("source", 200, "-", fine),
      told("source", 500, "-", ({ failed }) => failed),
      told("source", 504, "URX,UT", ({ late }) => late),
      told("source", 403, "-", ({ refused }) => refused),
      told("source", 500, "UT", ({ calls }) => calls, "order-history"),
      told("destination", 200, "-", fine),
      told("destination", 403, "-", ({ refused }) => refused),
      told("destination", 403, "-", ({ calls }) => calls, "border"),
      counter(`envoy_cluster_upstream_rq_retry{${cluster}}`, history, ({ retried }) => retried),
      counter(`envoy_cluster_upstream_rq_retry{cluster_name="outbound|8080||border.shop.svc.cluster.local"}`, history, ({ calls }) => calls),
      counter(`envoy_cluster_upstream_rq_retry_overflow{${cluster}}`, history, ({ exhausted }) => exhausted),
      gauge(`envoy_cluster_outlier_detection_ejections_active{${cluster}}`, history, ({ ejected }) => ejected),
    ];
  },
  linkerd: (history) => {
    const parent = (name: string): string => `parent_kind="Service",parent_namespace="shop",parent_name="${name}",parent_port="8080"`;
    const told = (status: string, error: string, counted: Counted, name = "order"): Series =>
      counter(`outbound_http_route_request_statuses_total{${parent(name)},http_status="${status}",error="${error}"}`, history, counted);
    const authorised = (word: string, counted: Counted): Series => counter(`inbound_http_authz_${word}_total{namespace="shop",srv_kind="server",srv_name="order-8080"}`, history, counted);
    return [
      told("200", "", fine),
      told("503", "", ({ failed }) => failed),
      told("", "REQUEST_TIMEOUT", ({ late }) => late),
      told("403", "", ({ refused }) => refused),
      told("500", "IO", ({ calls }) => calls, "order-history"),
      counter(`outbound_http_route_retry_requests_total{${parent("order")}}`, history, ({ retried }) => retried),
      authorised("allow", fine),
      authorised("deny", ({ refused }) => refused),
      gauge(`outbound_http_balancer_endpoints{${parent("order")},endpoint_state="pending"}`, history, ({ ejected }) => ejected),
      gauge(`outbound_http_balancer_endpoints{${parent("order")},endpoint_state="ready"}`, history, () => 3),
    ];
  },
  consul: (history) => [
    ...ofEnvoy('consul_destination_service="order",consul_source_service="web"', history),
    ...ofEnvoy('consul_destination_service="order-history",consul_source_service="web"', history.map((minute) => ({ ...minute, failed: minute.calls }))),
    counter('envoy_http_rbac_allowed{consul_source_service="order"}', history, fine),
    counter('envoy_http_rbac_denied{consul_source_service="order"}', history, ({ refused }) => refused),
    counter('envoy_http_rbac_denied{consul_source_service="web"}', history, ({ calls }) => calls),
  ],
  appmesh: (history) => [
    ...ofEnvoy('appmesh_virtual_node="web_shop",envoy_cluster_name="cds_egress_mesh_order_shop_http_80"', history),
    ...ofEnvoy('appmesh_virtual_node="web_shop",envoy_cluster_name="cds_egress_mesh_reorder_shop_http_80"', history.map((minute) => ({ ...minute, failed: minute.calls }))),
  ],
};

/** Envoy counts a call by its last answer, and a call that runs out of time with status 504. */
function ofEnvoy(labels: string, history: readonly Minute[]): readonly Series[] {
  const answered = (digit: number, counted: Counted): Series => counter(`envoy_cluster_upstream_rq_xx{${labels},envoy_response_code_class="${digit}"}`, history, counted);
  return [
    answered(2, fine),
    answered(4, ({ refused }) => refused),
    answered(5, ({ failed, late }) => failed + late),
    counter(`envoy_cluster_upstream_rq_retry{${labels}}`, history, ({ retried }) => retried),
    counter(`envoy_cluster_upstream_rq_timeout{${labels}}`, history, ({ late }) => late),
    counter(`envoy_cluster_upstream_rq_retry_overflow{${labels}}`, history, ({ exhausted }) => exhausted),
    gauge(`envoy_cluster_outlier_detection_ejections_active{${labels}}`, history, ({ ejected }) => ejected),
  ];
}
