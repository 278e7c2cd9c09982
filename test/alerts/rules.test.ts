import { prometheusRules, withAlerts } from "../../src/alerts/index.ts";
import type { LedgerEntry } from "../../src/model/index.ts";
import { at, name, port, service, version, wish } from "../support/build-model.ts";
import { alert, alertsOf, busy, omitted, profile, rulesOf, server, written } from "./order.ts";

const all = ["MeshwrightErrorRate", "MeshwrightRetryRate", "MeshwrightTimeoutRate", "MeshwrightRefusedRate", "MeshwrightRetriesRising", "MeshwrightRetryBudgetExhausted", "MeshwrightEndpointsEjected"];
const without = (...left: readonly string[]): readonly string[] => all.filter((one) => !left.includes(one));

test.each([
  ["istio", all],
  ["linkerd", without("MeshwrightRetryBudgetExhausted")],
  ["consul", all],
  ["appmesh", without("MeshwrightRefusedRate")],
  ["gateway-api", []],
])("the alerts that %s has", (target, expected) => {
  expect(rulesOf(alertsOf(target, [busy({ alerts: written })])).map((rule) => rule.alert)).toEqual(expected);
});

test.each([
  ["istio", { errorRate: "istio_requests_total", retryRate: "envoy_cluster_upstream_rq_retry", timeoutRate: 'response_flags=~"(.*,)?(UT|DT|SI)(,.*)?"', refusedRate: 'response_code=~"401|403"' }],
  ["linkerd", { errorRate: "outbound_http_route_request_statuses_total", retryRate: "outbound_http_route_retry_requests_total", timeoutRate: "REQUEST_TIMEOUT", refusedRate: "inbound_http_authz_deny_total" }],
  ["consul", { errorRate: 'envoy_cluster_upstream_rq_xx{consul_destination_service="order"', retryRate: "envoy_cluster_upstream_rq_retry{", timeoutRate: "envoy_cluster_upstream_rq_timeout", refusedRate: 'envoy_http_rbac_denied{consul_source_service="order"}' }],
  ["appmesh", { errorRate: 'envoy_cluster_name=~"cds_egress_mesh_(order_shop)_(http|http2|grpc|tcp)_[0-9]+"', retryRate: "envoy_cluster_upstream_rq_retry{", timeoutRate: "envoy_cluster_upstream_rq_timeout" }],
])("%s counts with its own metrics", (target, metrics) => {
  for (const [kind, metric] of Object.entries(metrics)) {
    const [rule] = rulesOf(alertsOf(target, [service({ alerts: [alert(kind, 3)] })]));
    expect({ kind, expr: rule?.expr }).toEqual({ kind, expr: expect.stringContaining(metric) });
  }
});

test.each([
  [0.5, 90_000, "> 0.5", "1m30s"],
  [10, 300_000, "> 10", "5m"],
  [0.001, 3_600_000, "> 0.001", "1h"],
  [100, 100, "> 100", "100ms"],
])("above %d percent for %d ms is said exactly", (abovePercent, forMs, threshold, duration) => {
  const [rule] = rulesOf(alertsOf("istio", [service({ alerts: [alert("errorRate", abovePercent, forMs)] })]));
  expect(rule?.expr.endsWith(` ${threshold}`)).toBe(true);
  expect(rule?.for).toBe(duration);
});

test("a written alert takes the place of the one that would follow from a wish", () => {
  const rules = rulesOf(alertsOf("istio", [busy({ alerts: [alert("timeoutRate", 7)] })]));
  expect(rules.map((rule) => [rule.alert, rule.labels["threshold"]])).toEqual([
    ["MeshwrightTimeoutRate", "written"],
    ["MeshwrightRefusedRate", "derived"],
    ["MeshwrightRetriesRising", "derived"],
    ["MeshwrightRetryBudgetExhausted", "derived"],
    ["MeshwrightEndpointsEjected", "derived"],
  ]);
});

test("labels and annotations name the service, the mesh and the place in the policy", () => {
  const [rule] = rulesOf(alertsOf("istio", [service({ alerts: [alert("retryRate", 10)] })]));
  expect(rule?.labels).toEqual({ severity: "warning", mesh: "istio", service: "order", service_namespace: "shop", threshold: "written" });
  expect(rule?.annotations).toMatchObject({
    summary: "more than 10 % of the calls to shop/order have been tried again for 5m (istio)",
    policy: "policy.yaml:10",
    needs: expect.stringContaining("proxyStatsMatcher"),
  });
});

test("Services of versions are counted with their service, each once", () => {
  const versions = [version(), version({ name: "next", service: name("order-next") }), version({ name: "canary", labels: { version: "canary" } })];
  const [rule] = rulesOf(alertsOf("istio", [service({ versions, alerts: [alert("errorRate", 1)] })]));
  expect(rule?.expr).toContain(String.raw`destination_service=~"order\\.shop\\.svc\\.cluster\\.local|order-next\\.shop\\.svc\\.cluster\\.local"`);
});

test("a service outside is counted by its hosts", () => {
  const external = { hosts: [wish("api.example.com")], tls: wish("none" as const), addresses: [] };
  const outside = service({ external, versions: [], alerts: [alert("errorRate", 1)] });
  expect(rulesOf(alertsOf("istio", [outside]))[0]?.expr).toContain('destination_service="api.example.com"');
  expect(alertsOf("linkerd", [outside]).diagnostics.map(({ code }) => code)).toEqual(["MW4700"]);
});

test("names stay inside their strings and templates, whatever they hold", () => {
  const evil = 'a"} or vector(1) or up{x="\\\n\u0000{{ .Labels }}|.*';
  const hostile = service({ id: { namespace: evil, name: evil }, versions: [], alerts: written });
  for (const target of ["istio", "linkerd", "consul"]) {
    for (const { expr, labels, annotations } of rulesOf(alertsOf(target, [hostile]))) {
      const bare = expr.replace(/"(?:[^"\\\n]|\\.)*"/g, "S");
      expect(bare).not.toMatch(/vector\(1\)|up\{|["\n\u0000]/);
      expect([...Object.values(labels), ...Object.values(annotations)].join("").replaceAll('{{ "{{" }}', "").replaceAll('{{ $value | printf "%.4g" }}', "")).not.toContain("{{");
    }
  }
});

test("calls of gRPC fail by their own codes, and with calls of HTTP each counts once", () => {
  const grpc = service({ ports: [port({ protocol: "grpc" })], alerts: [alert("errorRate", 1)] });
  expect(rulesOf(alertsOf("istio", [grpc]))[0]?.expr).toContain('response_code=~"5.."}[5m]) or rate(istio_requests_total{reporter="source",destination_service="order.shop.svc.cluster.local",grpc_response_status=~"2|4|12|13|14|15"}[5m])');
  expect(rulesOf(alertsOf("linkerd", [grpc]))[0]?.expr).toContain('outbound_grpc_route_request_statuses_total{parent_kind="Service",parent_namespace="shop",parent_name="order",grpc_status=~"UNKNOWN|');
  for (const target of ["consul", "appmesh"]) expect(alertsOf(target, [grpc]).diagnostics.map(({ message }) => message).join()).toContain("a failed gRPC call is answered with status 200");
});

test("connections have no rates, and Envoy leaves out their endpoints all the same", () => {
  const tcp = busy({ ports: [port({ protocol: "tcp" })], access: { default: null, allow: [], deny: [], mode: "enforce" }, alerts: [alert("errorRate", 1)] });
  const { diagnostics, ...rest } = alertsOf("istio", [tcp]);
  expect(diagnostics.map(({ code }) => code)).toEqual(["MW4700"]);
  expect(rulesOf({ diagnostics, ...rest }).map((rule) => rule.alert)).toEqual(["MeshwrightEndpointsEjected"]);
});

test.each([
  ["istio", "ambient", "no waypoint is there to count calls"],
  ["appmesh", "kubernetes", "App Mesh has no access rules"],
])("on %s (%s) a written alert without a metric is an error at its place", (target, name, because) => {
  const { diagnostics, ledger } = alertsOf(target, [service({ alerts: [alert("refusedRate", 5)] })], { profile: profile(target, name) });
  expect(diagnostics.map(({ code, origin, message }) => [code, origin.start, message])).toEqual([["MW4700", 5, expect.stringContaining(because)]]);
  expect(ledger.map(({ kind }) => kind)).toEqual(["refused"]);
});

test("a waypoint tells of its calls itself", () => {
  const [rule] = rulesOf(alertsOf("istio", [service({ alerts: [alert("refusedRate", 5)] })], { profile: profile("istio", "waypoint") }));
  expect(rule?.expr).toContain('reporter="waypoint"');
  expect(rule?.expr).not.toContain('reporter="destination"');
});

test("Linkerd counts refusals for a Server only", () => {
  const { diagnostics } = alertsOf("linkerd", [service({ alerts: [alert("refusedRate", 5)] })], { manifests: [] });
  expect(diagnostics.map(({ code }) => code)).toEqual(["MW4700"]);
});

test("a ServiceProfile has numbers of its own, the budget among them", () => {
  const object = { apiVersion: "linkerd.io/v1alpha2", kind: "ServiceProfile", metadata: { name: "order.shop.svc.cluster.local", namespace: "shop" } };
  const alerts = alertsOf("linkerd", [busy({ alerts: [alert("retryRate", 10)] })], { manifests: [server, { object, sources: [] }] });
  const dst = String.raw`direction="outbound",dst=~"order\\.shop\\.svc\\.cluster\\.local:[0-9]+"`;
  expect(rulesOf(alerts).find((rule) => rule.alert === "MeshwrightRetryBudgetExhausted")?.expr).toBe(`sum(rate(route_retryable_total{${dst},skipped="no_budget"}[5m])) > 0`);
  expect(rulesOf(alerts)[0]?.expr).toBe(`100 * (sum(rate(route_actual_request_total{${dst}}[5m])) - sum(rate(route_request_total{${dst}}[5m]))) / sum(rate(route_request_total{${dst}}[5m])) > 10`);
  expect(alerts.diagnostics.map(({ code }) => code)).toEqual(["MW4701"]);
});

test("only the enterprise edition of Consul tells namespaces apart", () => {
  const watched = [service({ alerts: [alert("errorRate", 1)] })];
  expect(rulesOf(alertsOf("consul", watched, { profile: profile("consul", "community") }))[0]?.expr).not.toContain("namespace");
  expect(rulesOf(alertsOf("consul", watched, { profile: profile("consul", "enterprise") }))[0]?.expr).toContain('consul_destination_namespace="shop"');
});

describe("a mesh without metrics", () => {
  test("refuses what is written, and says once that it writes no rules", () => {
    const { diagnostics, rules } = alertsOf("gateway-api", [busy({ alerts: written }), busy({ id: name("web") })]);
    expect(rules).toEqual([]);
    expect(diagnostics.map(({ code, severity }) => `${code} ${severity}`)).toEqual([...written.map(() => "MW4700 error"), "MW4702 warning"]);
  });

  test("says nothing where the author does without", () => {
    expect(alertsOf("gateway-api", [busy({ alerts: written, consents: [omitted("gateway-api", "alerts")] })]).diagnostics).toEqual([]);
  });

  test("is any mesh that is not known here", () => {
    expect(alertsOf("constructor", [busy()]).diagnostics.map(({ code }) => code)).toEqual(["MW4702"]);
  });
});

describe("consent to do without an alert", () => {
  test("covers the one that it names", () => {
    const { diagnostics, ledger } = alertsOf("appmesh", [service({ alerts: [alert("refusedRate", 5)], consents: [omitted("appmesh", "alerts.refusedRate")] })]);
    expect(diagnostics).toEqual([]);
    expect(ledger.map(({ kind, consent }) => [kind, consent?.because])).toEqual([["omitted", "counted elsewhere"]]);
  });

  test.each([["appmesh", "alerts.errorRate"], ["appmesh", "alerts"], ["appmesh", "alerts.retriesRising"]])("that nothing needs is an error on %s: %s", (target, field) => {
    const { diagnostics } = alertsOf(target, [service({ alerts: [alert("errorRate", 5)], consents: [omitted(target, field)] })]);
    expect(diagnostics.map(({ code }) => code)).toEqual(["MW4004"]);
  });

  test("leaves a service that is left out altogether alone", () => {
    const consent = { kind: "excluded" as const, target: "appmesh", because: "not there", origin: at() };
    expect(alertsOf("appmesh", [busy({ alerts: written, consents: [consent] })])).toEqual({ rules: [], ledger: [], diagnostics: [] });
  });
});

test.each([
  ["audit", busy({ access: { ...busy().access, mode: "audit" } }), "istio"],
  ["unenforced", busy({ consents: [{ kind: "unenforced", target: "istio", field: "access", because: "later", until: "2030-01-01", origin: at() }] }), "istio"],
])("rules that refuse nobody (%s) are not watched", (_, quiet, target) => {
  expect(rulesOf(alertsOf(target, [quiet])).map((rule) => rule.alert)).not.toContain("MeshwrightRefusedRate");
});

test("what nobody asked for and the mesh does not count is remarked once for each reason", () => {
  const { diagnostics } = alertsOf("linkerd", [busy()], { manifests: [] });
  expect(diagnostics.map(({ code, severity, origin }) => [code, severity, origin.start])).toEqual([
    ["MW4701", "info", 50],
    ["MW4701", "info", 30],
  ]);
});

test("one object for each namespace, by name, the same every time", () => {
  const services = [busy({ id: name("web/front") }), busy(), busy({ id: name("pay") })];
  const objects = () => prometheusRules("istio", alertsOf("istio", services).rules);
  expect(objects().map(({ object: { kind, metadata } }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual(["PrometheusRule shop/meshwright-istio", "PrometheusRule web/meshwright-istio"]);
  expect(JSON.stringify(objects())).toBe(JSON.stringify(objects()));
});

test("entries of written alerts stand where the ledger said that alerts are nothing of the mesh", () => {
  const { ledger } = alertsOf("istio", [service({ alerts: [alert("errorRate", 1), alert("retryRate", 10)] })]);
  const [first] = ledger;
  if (first === undefined) throw new Error("no entry");
  const before: readonly LedgerEntry[] = ["port", "alerts.errorRate", "alerts.retryRate"].map((field) => ({ ...first, field, kind: "note", note: "before" }));
  expect(withAlerts(before, ledger).map(({ field, kind, note }) => [field, kind, note.slice(0, 45)])).toEqual([
    ["port", "note", "before"],
    ["alerts.errorRate", "note", "written as the alert rule MeshwrightErrorRate"],
    ["alerts.retryRate", "assumed", "written as the alert rule MeshwrightRetryRate"],
  ]);
});
