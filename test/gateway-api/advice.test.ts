import { found, gateway, http, object, ofOrder, ofPublic, route, service, to, trial, v1, when } from "../gateway-api-target/pitfalls/read.ts";

const all = to("order");
const secure = "name: tls, protocol: HTTPS, port: 443, tls: { certificateRefs: [{ name: c }] }";
const policy = (name: string, constraint: string): string => object(trial, "XBackendTrafficPolicy", name, `{ targetRefs: [{ group: "", kind: Service, name: order }], retryConstraint: ${constraint} }`);
const only = (filter: string): string => `  - filters: [${filter}]\n`;
const timed = (timeouts: string, retry: string): string => `  - timeouts: { ${timeouts} }\n    retry: { ${retry} }\n    backendRefs: [{ name: order, port: 8080 }]\n`;
const status = (conditions: string, list = "parents"): string => `status:\n  ${list}:\n  - name: web\n    conditions: [${conditions}]\n---\n`;
const condition = (type: string, state: string, observed: number): string => `{ type: ${type}, status: "${state}", reason: Because, observedGeneration: ${observed} }`;

test.each<[string, string, string]>([
  ["a plain parent", service("order") + route("r", ofOrder, all), "MW2250"],
  ["a route that names its listener, and one that only redirects", gateway(http, secure) + route("r", "{ name: public, sectionName: tls }", all) + route("s", "{ name: public, sectionName: web }", only("{ type: RequestRedirect, requestRedirect: { scheme: https } }")), "MW2251"],
  ["a redirect on every listener", gateway(http, secure) + route("r", ofPublic, only("{ type: RequestRedirect, requestRedirect: { hostname: a.example } }")), "MW2251"],
  ["rules in the order of their rank", route("r", ofOrder, when("path: { value: /a/b }", "other") + when("path: { value: /a }", "order")), "MW2254"],
  ["a wider rule that asks for a header", route("r", ofOrder, when("headers: [{ name: x, value: a }]", "order") + when("path: { value: /a/b }", "other")), "MW2254"],
  ["rules that do the same", route("r", ofOrder, when("path: { value: /a }", "order") + when("path: { value: /a/b }", "order")), "MW2254"],
  ["a backend that speaks TLS in the mesh", service("order", "ports: [{ name: https, port: 8080 }]") + route("r", ofOrder, all), "MW2256"],
  ["a budget with retries", route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]")) + policy("a", "{ budget: { percent: 10 }, minRetryRate: { count: 1, interval: 1s } }"), "MW2259"],
  ["a floor that is written", route("r", ofOrder, timed("request: 2s", "attempts: 2, codes: [503]")) + policy("a", "{ budget: { percent: 10 }, minRetryRate: { count: 1, interval: 1s } }"), "MW2260"],
  ["an accepted route", route("r", ofOrder, all).replace("---\n", status(condition("Accepted", "True", 1))), "MW2261"],
  ["a section that shares the port with a listener of another protocol", gateway('name: any, protocol: HTTP, port: 80, hostname: "*.example.com"', "name: one, protocol: HTTP, port: 81, hostname: a.example.com") + route("r", "{ name: public, sectionName: any }", all), "MW2277"],
  ["a precise listener with routes of its own, where the other route names no host", gateway('name: any, protocol: HTTP, port: 80, hostname: "*.example.com"', "name: one, protocol: HTTP, port: 80, hostname: a.example.com") + route("r", "{ name: public, sectionName: any }", all) + route("s", "{ name: public, sectionName: one }", all), "MW2277"],
  ["plain HTTP on a listener for other hosts", gateway(`${http}, hostname: b.example.com`, `${secure}, hostname: a.example.com`) + route("r", ofPublic, all, "  hostnames: [a.example.com]\n"), "MW2251"],
  ["a redirect to another host", gateway("name: web, protocol: HTTP, port: 80", secure.replace("443", "8443")) + route("r", "{ name: public, sectionName: web }", only("{ type: RequestRedirect, requestRedirect: { scheme: https, hostname: b.example.com } }")), "MW2271"],
  ["a policy of TLS for the port, and one for the others", object(v1, "BackendTLSPolicy", "a", "{ targetRefs: [{ group: '', kind: Service, name: order, sectionName: web }], validation: { hostname: a.example, wellKnownCACertificates: System } }") + object(v1, "BackendTLSPolicy", "b", "{ targetRefs: [{ group: '', kind: Service, name: order }], validation: { hostname: a.example, wellKnownCACertificates: System } }"), "MW2267"],
  ["backends of kinds that products resolve", route("r", ofOrder, "  - backendRefs: [{ name: order, port: 8080 }, { group: multicluster.x-k8s.io, kind: ServiceImport, name: far, port: 8080 }]\n"), "MW2266"],
  ["a class without a status", object(v1, "GatewayClass", "any", "{ controllerName: example.com/any }") + gateway(http) + route("r", ofPublic, when("queryParams: [{ name: q, value: a }]", "order")), "MW2264"],
  ["a weight of 0 without sessions", route("r", ofOrder, "  - backendRefs: [{ name: order, port: 8080, weight: 0 }, { name: other, port: 8080 }]\n"), "MW2273"],
  ["a host that is rewritten to the name of its own backend", service("order") + route("r", ofOrder, "  - filters: [{ type: URLRewrite, urlRewrite: { hostname: order.shop.svc } }]\n    backendRefs: [{ name: order, port: 8080 }]\n"), "MW2279"],
])("%s is nothing to advise on", (_name, text, code) => {
  expect(found(text).filter((each) => each.startsWith(code))).toEqual([]);
});
