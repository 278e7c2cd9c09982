/** One condition of a row: what it is, the codes that say it or why none can, and manifests that show it. */
export interface Condition {
  readonly row: string;
  readonly about: string;
  readonly codes: readonly string[];
  readonly text: string;
  /** The deployment that has it. */
  readonly profile: string | null;
}

/** One condition of a row that no manifests show, and why. */
export interface Unseen {
  readonly row: string;
  readonly about: string;
  readonly why: string;
}

const o = (kind: string, spec: string, name = "order", namespace = "shop"): string => `apiVersion: consul.hashicorp.com/v1alpha1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n---\n`;
const http = (...names: readonly string[]): string => ["order", ...names].map((name) => o("ServiceDefaults", "{ protocol: http }", name)).join("");
const route = (match: string): string => http() + o("ServiceRouter", `{ routes: [{ match: { http: { ${match} } } }] }`);
const to = (destination: string): string => http() + o("ServiceRouter", `{ routes: [{ match: { http: { pathPrefix: /a/, methods: [GET] } }, destination: { ${destination} } }] }`);
const split = (splits: string, ...names: readonly string[]): string => http(...names) + o("ServiceSplitter", `{ splits: [${splits}] }`);
const resolver = (spec: string): string => o("ServiceResolver", `{ ${spec} }`);
const defaults = (spec: string): string => o("ServiceDefaults", `{ protocol: http, ${spec} }`);
const caller = (settings: string): string => o("ServiceDefaults", `{ protocol: http, upstreamConfig: { defaults: { ${settings} } } }`, "web");
const intention = (sources: string, more = ""): string => http() + o("ServiceIntentions", `{ destination: { name: order }, sources: [${sources}]${more} }`);
const permission = (match: string): string => intention(`{ name: web, permissions: [{ action: allow, http: { ${match} } }] }, { name: "*", action: deny }`);
const provider = (spec: string): string => o("JWTProvider", `{ ${spec} }`, "p");
const keys = "jsonWebKeySet: { remote: { uri: https://a.example/keys } }";
const proxies = (spec: string, name = "global"): string => o("ProxyDefaults", `{ ${spec} }`, name, "consul");
const mesh = (spec: string, name = "mesh"): string => o("Mesh", `{ ${spec} }`, name, "consul");
const tcpOrder = o("ServiceDefaults", "{ protocol: tcp }");

const pods = (name: string, spec: string, annotations = ""): string => `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: shop }\nspec: { selector: { app: ${name} }, ports: [{ port: 8080 }] }\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: shop }\nspec:\n  selector: { matchLabels: { app: ${name} } }\n  template: { metadata: { labels: { app: ${name} }, annotations: { ${annotations} } }, spec: { ${spec} containers: [{ name: main, image: a.example/${name} }] } }\n---\n`;

const found = (row: string, about: string, codes: string, text: string, profile: string | null = null): Condition => ({ row, about, codes: codes.split(" "), text, profile });

/** What `meshwright lint --on consul` says of each condition. */
export const conditions: readonly Condition[] = [
  found("[consul 21.1#1]", "one name in two namespaces", "MW4431", o("ServiceDefaults", "{ protocol: http }") + o("ServiceDefaults", "{ protocol: http }", "order", "other")),
  found("[consul 21.1#2]", "ProxyDefaults of another name", "MW4431", proxies("", "all")),
  found("[consul 21.1#2]", "two ProxyDefaults", "MW4431", proxies("") + o("ProxyDefaults", "{}", "global", "shop")),
  found("[consul 21.1#2]", "a Mesh of another name", "MW4431", mesh("", "all")),
  found("[consul 21.1#3]", "a duration that is none", "MW4430", to("requestTimeout: 5 seconds")),
  found("[consul 21.1#3]", "a number that is none", "MW4430", to("numRetries: many, retryOn: [reset]")),
  found("[consul 21.1#4]", "an unknown key of an entry", "MW4441", "Kind: service-defaults\nName: order\nProtokoll: http\n", "community-entries"),
  found("[consul 21.1#5]", "an unknown field of a resource", "MW3190", defaults("maxInboundConnection: 5")),
  found("[consul 21.1#6]", "metadata that is too long", "MW4441", `Kind: service-defaults\nName: order\nMeta: { a: ${"a".repeat(513)} }\n`, "community-entries"),

  found("[consul 21.2#1]", "two conditions on a path", "MW4432", route("pathExact: /a, pathPrefix: /b")),
  found("[consul 21.2#2]", "a path without a slash", "MW4432", route("pathExact: a")),
  found("[consul 21.2#3]", "a header with two conditions", "MW4432", route("header: [{ name: a, exact: b, prefix: c }]")),
  found("[consul 21.2#3]", "a header without a name", "MW4432", route("header: [{ name: '', exact: b }]")),
  found("[consul 21.2#4]", "a parameter with two conditions", "MW4432", route("queryParam: [{ name: a, exact: b, regex: c }]")),
  found("[consul 21.2#4]", "a parameter without a name", "MW4432", route("queryParam: [{ name: '', exact: b }]")),
  found("[consul 21.2#5]", "a rewrite without a path to replace", "MW4432", http() + o("ServiceRouter", "{ routes: [{ destination: { prefixRewrite: /b } }] }")),
  found("[consul 21.2#6]", "an unknown method", "MW4432", route("methods: [PROPFIND]")),
  found("[consul 21.2#6]", "a method twice", "MW4432", route("methods: [GET, get]")),
  found("[consul 21.2#6]", "an unknown word of retries", "MW4432", to("numRetries: 1, retryOn: [sometimes]")),
  found("[consul 21.2#7]", "a subset that is not there", "MW4438", to("serviceSubset: v9")),
  found("[consul 21.2#7]", "a chain over TCP", "MW4438", tcpOrder + o("ServiceRouter", "{ routes: [{ destination: { numRetries: 1, retryOn: [refused-stream] } }] }")),
  found("[consul 21.2#8]", "a pattern that is not RE2", "MW4439", route('pathRegex: "/(?=a)"')),
  found("[consul 21.2#8]", "a pattern of a header that is not RE2", "MW4439", route('header: [{ name: a, regex: "(?=a)" }]')),
  found("[consul 21.2#8]", "a pattern of a parameter that is not RE2", "MW4439", route('queryParam: [{ name: a, regex: "(?=a)" }]')),
  found("[consul 21.2#8]", "a change of Host", "MW4439", to("requestHeaders: { set: { Host: a } }")),
  found("[consul 21.2#8]", "a lone percent sign", "MW4439", to("requestHeaders: { set: { a: 5% } }")),
  found("[consul 21.2#9]", "`contains` of a header", "MW4432", route("header: [{ name: a, contains: b }]")),
  found("[consul 21.2#9]", "`ignoreCase` of a header", "MW3190", route("header: [{ name: a, exact: b, ignoreCase: true }]")),
  found("[consul 21.2#9]", "case beside a pattern", "MW4440", route("pathRegex: /a, caseInsensitive: true")),
  found("[consul 21.2#9]", "a count without a condition", "MW4440", to("numRetries: 2")),
  found("[consul 21.2#9]", "a deadline of zero", "MW4440", to("requestTimeout: 0s")),
  found("[consul 21.2#9]", "a route after one that takes every call", "MW4440", http() + o("ServiceRouter", "{ routes: [{ destination: { requestTimeout: 5s } }, { match: { http: { pathExact: /a } } }] }")),
  found("[consul 21.2#9]", "a deadline above the server's own", "MW3157", to("requestTimeout: 30s")),
  found("[consul 21.2#9]", "a target with routes of its own", "MW3145", to("service: stock") + http("stock").split("---\n")[1] + "---\n" + o("ServiceRouter", "{ routes: [{ match: { http: { pathExact: /a } } }] }", "stock")),

  found("[consul 21.3#1]", "no splits", "MW4433", http() + o("ServiceSplitter", "{ splits: [] }")),
  found("[consul 21.3#1]", "a weight below a hundredth", "MW4433", split("{ weight: 0.001 }, { weight: 99.999, service: stock }", "stock")),
  found("[consul 21.3#1]", "a weight above a hundred", "MW4433", split("{ weight: 101 }")),
  found("[consul 21.3#2]", "a sum that is not stored as 100", "MW4433", split("{ weight: 0.1 }, { weight: 84.2, service: stock }, { weight: 15.7, service: web }", "stock", "web")),
  found("[consul 21.3#3]", "hundredths that do not add up", "MW4433", "Kind: service-splitter\nName: order\nSplits: [{ Weight: 50 }, { Weight: 40, Service: web }]\n", "community-entries"),
  found("[consul 21.3#3]", "a target twice", "MW4433", split("{ weight: 50 }, { weight: 50 }")),
  found("[consul 21.3#4]", "a target of another protocol", "MW4438", split("{ weight: 50 }, { weight: 50, service: stock }") + o("ServiceDefaults", "{ protocol: tcp }", "stock")),
  found("[consul 21.3#5]", "a target with routes of its own", "MW3145", split("{ weight: 100, service: stock }", "stock") + o("ServiceRouter", "{ routes: [{ match: { http: { pathExact: /a } } }] }", "stock")),
  found("[consul 21.3#5]", "a target whose resolver has a deadline", "MW3094", split("{ weight: 100, service: stock }", "stock") + o("ServiceResolver", "{ requestTimeout: 5s }", "stock")),
  found("[consul 21.3#5]", "a second balancer by hash", "MW3191", split("{ weight: 50, service: stock }, { weight: 50, service: web }", "stock", "web") + o("ServiceResolver", "{ loadBalancer: { policy: maglev, hashPolicies: [{ field: header, fieldValue: a }] } }", "stock") + o("ServiceResolver", "{ loadBalancer: { policy: ring_hash, hashPolicies: [{ field: header, fieldValue: b }] } }", "web")),
  found("[consul 21.3#5]", "weights that lose their end", "MW3094", split("{ weight: 33.335 }, { weight: 66.665, service: stock }", "stock")),

  found("[consul 21.4#1]", "a redirect beside failover", "MW4434", resolver('redirect: { service: stock }, failover: { "*": { service: web } }')),
  found("[consul 21.4#2]", "an empty redirect", "MW4434", resolver("redirect: {}")),
  found("[consul 21.4#2]", "a redirect to a subset of nothing", "MW4434", resolver("redirect: { serviceSubset: v1 }")),
  found("[consul 21.4#2]", "a peer with a datacenter", "MW4434", resolver("redirect: { service: stock, peer: far, datacenter: dc2 }")),
  found("[consul 21.4#3]", "a name of a subset", "MW4434", resolver("subsets: { V1: { filter: 'Service.Meta.version == v1' } }")),
  found("[consul 21.4#3]", "a subset without a name", "MW4434", resolver("subsets: { '': { filter: 'Service.Meta.version == v1' } }")),
  found("[consul 21.4#3]", "a filter that cannot be read", "MW4434", resolver("subsets: { v1: { filter: 'Service.Meta.version = v1' } }")),
  found("[consul 21.4#4]", "failover without a goal", "MW4434", resolver('failover: { "*": {} }')),
  found("[consul 21.4#4]", "failover with two kinds of goals", "MW4434", resolver('failover: { "*": { service: stock, targets: [{ service: web }] } }')),
  found("[consul 21.4#4]", "a goal in a peer, with a subset", "MW4434", resolver('failover: { "*": { targets: [{ peer: far, serviceSubset: v1 }] } }')),
  found("[consul 21.4#4]", "an empty datacenter", "MW4434", resolver('failover: { "*": { datacenters: [""] } }')),
  found("[consul 21.4#5]", "failover to datacenters", "MW4434", resolver('failover: { "*": { datacenters: [dc2] } }')),
  found("[consul 21.4#6]", "a default subset that is not defined", "MW4434", resolver("defaultSubset: v1")),
  found("[consul 21.4#6]", "failover of a subset that is not defined", "MW4434", resolver("failover: { v1: { service: stock } }")),
  found("[consul 21.4#6]", "a time below zero", "MW4434", resolver("connectTimeout: -1s")),
  found("[consul 21.4#6]", "a deadline below zero", "MW4434", resolver("requestTimeout: -1s")),
  found("[consul 21.4#6]", "an unknown balancer", "MW4434", resolver("loadBalancer: { policy: sticky }")),
  found("[consul 21.4#6]", "settings of another balancer", "MW4434", resolver("loadBalancer: { policy: random, ringHashConfig: { minimumRingSize: 1, maximumRingSize: 2 } }")),
  found("[consul 21.4#6]", "keys without a hash", "MW4434", resolver("loadBalancer: { policy: random, hashPolicies: [{ sourceIP: true }] }")),
  found("[consul 21.4#6]", "a cookie of a header", "MW4434", resolver("loadBalancer: { policy: maglev, hashPolicies: [{ field: header, fieldValue: a, cookieConfig: { session: true } }] }")),
  found("[consul 21.4#6]", "a session with an end", "MW4434", resolver("loadBalancer: { policy: maglev, hashPolicies: [{ field: cookie, fieldValue: a, cookieConfig: { session: true, ttl: 5s } }] }")),
  found("[consul 21.4#6]", "an address with a field", "MW4434", resolver("loadBalancer: { policy: maglev, hashPolicies: [{ field: header, fieldValue: a, sourceIP: true }] }")),
  found("[consul 21.4#7]", "a key of an unknown kind", "MW4434", resolver("loadBalancer: { policy: maglev, hashPolicies: [{ field: path, fieldValue: a }] }")),
  found("[consul 21.4#7]", "a key without its name", "MW4434", resolver("loadBalancer: { policy: maglev, hashPolicies: [{ field: header }] }")),
  found("[consul 21.4#8]", "a mode of failover", "MW4437", resolver('failover: { "*": { service: stock, policy: { mode: order-by-locality } } }')),
  found("[consul 21.4#8]", "endpoints of the own zone", "MW4437", resolver("prioritizeByLocality: { mode: failover }")),
  found("[consul 21.4#8]", "a group of equals", "MW4437", resolver('failover: { "*": { samenessGroup: all } }')),
  found("[consul 21.4#8]", "a namespace", "MW4437", resolver("redirect: { service: stock, namespace: far }")),
  found("[consul 21.4#8]", "a partition", "MW4437", resolver("redirect: { service: stock, partition: far }")),
  found("[consul 21.4#9]", "a subset that some router names", "MW4438", to("serviceSubset: v1") + resolver("subsets: { v2: { filter: 'Service.Meta.version == v2' } }")),
  found("[consul 21.4#9]", "redirects in a circle", "MW4438", resolver("redirect: { service: stock }") + o("ServiceResolver", "{ redirect: { service: order } }", "stock")),
  found("[consul 21.4#9]", "an outer name of a service with subsets", "MW4438", defaults("externalSNI: a.example") + resolver("subsets: { v1: { filter: 'Service.Meta.version == v1' } }")),
  found("[consul 21.4#10]", "a ring that is larger at least than at most", "MW4439", resolver("loadBalancer: { policy: ring_hash, ringHashConfig: { minimumRingSize: 9, maximumRingSize: 2 } }")),
  found("[consul 21.4#10]", "a choice of one", "MW4439", resolver("loadBalancer: { policy: least_request, leastRequestConfig: { choiceCount: 1 } }")),
  found("[consul 21.4#11]", "a time beside a redirect", "MW4440", resolver("redirect: { service: stock }, connectTimeout: 5s")),
  found("[consul 21.4#11]", "a deadline behind a router", "MW3094", to("retryOnConnectFailure: false") + resolver("requestTimeout: 5s")),
  found("[consul 21.4#11]", "a filter on metadata that no pod has", "MW3192", resolver("subsets: { v1: { filter: 'Service.Meta.version == v1' } }") + pods("order", "", "consul.hashicorp.com/service-meta-release: v1")),

  found("[consul 21.5#1]", "an unknown protocol", "MW4435", o("ServiceDefaults", "{ protocol: https }")),
  found("[consul 21.5#1]", "an unknown way of balancing connections", "MW4435", defaults("balanceInboundConnections: even")),
  found("[consul 21.5#1]", "an unknown mode of the mesh gateway", "MW4435", defaults("meshGateway: { mode: far }")),
  found("[consul 21.5#1]", "an unknown mode of mutual TLS", "MW4435", defaults("mutualTLSMode: loose")),
  found("[consul 21.5#2]", "the mode of the proxy", "MW4435", defaults("mode: transparent")),
  found("[consul 21.5#2]", "the port of the proxy", "MW4435", defaults("transparentProxy: { outboundListenerPort: 1 }")),
  found("[consul 21.5#3]", "connections below zero", "MW4435", defaults("maxInboundConnections: -1")),
  found("[consul 21.5#3]", "a time to connect below zero", "MW4435", defaults("localConnectTimeoutMs: -1")),
  found("[consul 21.5#3]", "a deadline below zero", "MW4435", defaults("localRequestTimeoutMs: -1")),
  found("[consul 21.5#4]", "settings for all that name one", "MW4435", caller("name: order")),
  found("[consul 21.5#4]", "settings for nobody", "MW4435", o("ServiceDefaults", "{ protocol: http, upstreamConfig: { overrides: [{ limits: { maxConnections: 5 } }] } }", "web")),
  found("[consul 21.5#4]", "settings for a peer with a namespace", "MW4435", o("ServiceDefaults", "{ protocol: http, upstreamConfig: { overrides: [{ name: order, peer: far, namespace: shop }] } }", "web")),
  found("[consul 21.5#5]", "settings of callers beside a destination", "MW4435", o("ServiceDefaults", "{ protocol: http, upstreamConfig: { defaults: {} }, destination: { addresses: [a.example], port: 443 } }")),
  found("[consul 21.5#5]", "defaults for every service", "MW4431", o("ServiceDefaults", "{ protocol: http }", "'*'")),
  found("[consul 21.5#5]", "more than a hundred percent ejected", "MW4435", caller("passiveHealthCheck: { maxEjectionPercent: 101 }")),
  found("[consul 21.5#5]", "more than a hundred percent certain", "MW4435", caller("passiveHealthCheck: { maxEjectionPercent: 50, enforcingConsecutive5xx: 101 }")),
  found("[consul 21.5#5]", "a limit below zero", "MW4435", caller("limits: { maxConnections: -1 }")),
  found("[consul 21.5#5]", "an interval below zero", "MW4435", caller("passiveHealthCheck: { maxEjectionPercent: 50, interval: -1s }")),
  found("[consul 21.5#5]", "an ejection below zero", "MW4435", caller("passiveHealthCheck: { maxEjectionPercent: 50, baseEjectionTime: -1s }")),
  found("[consul 21.5#6]", "a destination without addresses", "MW4435", o("ServiceDefaults", "{ protocol: http, destination: { port: 443 } }")),
  found("[consul 21.5#6]", "an address twice", "MW4435", o("ServiceDefaults", "{ protocol: http, destination: { addresses: [a.example, a.example], port: 443 } }")),
  found("[consul 21.5#6]", "an address with a wildcard", "MW4435", o("ServiceDefaults", "{ protocol: http, destination: { addresses: ['*.example'], port: 443 } }")),
  found("[consul 21.5#6]", "a port that is none", "MW4435", o("ServiceDefaults", "{ protocol: http, destination: { addresses: [a.example], port: 70000 } }")),
  found("[consul 21.5#7]", "an extension without arguments", "MW4435", defaults("envoyExtensions: [{ name: builtin/ext-authz }]")),
  found("[consul 21.5#7]", "an unknown extension", "MW4435", defaults("envoyExtensions: [{ name: builtin/magic, arguments: { a: b } }]")),
  found("[consul 21.5#7]", "an extension of the enterprise edition", "MW4437", defaults("envoyExtensions: [{ name: builtin/fault-injection, arguments: { a: b } }]")),
  found("[consul 21.5#7]", "a path of an override in a list", "MW4435", defaults("envoyExtensions: [{ name: builtin/property-override, arguments: { ProxyType: connect-proxy, Patches: [{ ResourceFilter: { ResourceType: cluster, TrafficDirection: outbound }, Op: add, Path: /circuit_breakers/thresholds/retry_budget, Value: 5 }] } }]")),
  found("[consul 21.5#7]", "a script for no proxy", "MW4435", defaults("envoyExtensions: [{ name: builtin/lua, arguments: { Listener: inbound } }]")),
  found("[consul 21.5#8]", "an exposed path without a slash", "MW4435", defaults("expose: { paths: [{ path: health, listenerPort: 21500, localPathPort: 8080 }] }")),
  found("[consul 21.5#8]", "an exposed path of an unknown protocol", "MW4435", defaults("expose: { paths: [{ path: /health, protocol: tcp }] }")),
  found("[consul 21.5#8]", "a rate", "MW4437", defaults("rateLimits: { instanceLevel: { requestsPerSecond: 5 } }")),
  found("[consul 21.5#8]", "a rate without a number", "MW4435", defaults("rateLimits: { instanceLevel: { requestsMaxBurst: 5 } }"), "enterprise"),
  found("[consul 21.5#10]", "a protocol without routes", "MW4438", tcpOrder + o("ServiceSplitter", "{ splits: [{ weight: 100 }] }")),
  found("[consul 21.5#10]", "a protocol without permissions", "MW4438", tcpOrder + o("ServiceIntentions", "{ destination: { name: order }, sources: [{ name: '*', permissions: [{ action: deny, http: { methods: [GET] } }] }] }")),
  found("[consul 21.5#10]", "plain text without the switch of the mesh", "MW4438", defaults("mutualTLSMode: permissive")),
  found("[consul 21.5#11]", "logs of an unknown kind", "MW4435", proxies("accessLogs: { enabled: true, type: syslog }")),
  found("[consul 21.5#11]", "a file without a path", "MW4435", proxies("accessLogs: { enabled: true, type: file }")),
  found("[consul 21.5#11]", "a path without a file", "MW4435", proxies("accessLogs: { enabled: true, type: stdout, path: /a }")),
  found("[consul 21.5#11]", "two formats", "MW4435", proxies("accessLogs: { enabled: true, jsonFormat: '{}', textFormat: a }")),
  found("[consul 21.5#11]", "a format that is no JSON", "MW4435", proxies("accessLogs: { enabled: true, jsonFormat: '{' }")),
  found("[consul 21.5#11]", "settings that are no mapping", "MW4430", proxies("config: [protocol]")),
  found("[consul 21.5#12]", "an unknown version of TLS", "MW4435", mesh("tls: { incoming: { tlsMinVersion: TLSv1_4 } }")),
  found("[consul 21.5#12]", "an unknown treatment of paths", "MW4435", mesh("http: { incoming: { requestNormalization: { pathWithEscapedSlashesAction: DROP } } }")),
  found("[consul 21.5#13]", "an ejection of no time", "MW4439", caller("passiveHealthCheck: { maxEjectionPercent: 50, baseEjectionTime: 0s }")),
  found("[consul 21.5#13]", "a cluster that is no JSON", "MW4439", caller("envoyClusterJSON: '{'")),
  found("[consul 21.5#14]", "no protocol of its own", "MW3146", proxies("config: { protocol: http }") + o("ServiceDefaults", "{ maxInboundConnections: 5 }")),
  found("[consul 21.5#14]", "limits of its callers", "MW3094", defaults("upstreamConfig: { overrides: [{ name: order, limits: { maxConnections: 5 } }] }")),
  found("[consul 21.5#14]", "no limit in a limit", "MW4440", caller("limits: {}")),
  found("[consul 21.5#14]", "settings for the target of a split", "MW3152", split("{ weight: 100, service: stock }", "stock") + o("ServiceDefaults", "{ protocol: http, upstreamConfig: { overrides: [{ name: stock, limits: { maxConnections: 5 } }] } }", "web")),
  found("[consul 21.5#14]", "a cluster of a service with routes", "MW3094", to("retryOnConnectFailure: false") + o("ServiceDefaults", "{ protocol: http, upstreamConfig: { overrides: [{ name: order, envoyClusterJSON: '{}' }] } }", "web")),
  found("[consul 21.5#14]", "a deadline of zero", "MW3094", defaults("localRequestTimeoutMs: 0")),

  found("[consul 21.6#1]", "two resources for one destination", "MW4431", intention("{ name: '*', action: deny }") + o("ServiceIntentions", "{ destination: { name: order }, sources: [{ name: '*', action: deny }] }", "more")),
  found("[consul 21.6#2]", "no sources", "MW4436", intention("")),
  found("[consul 21.6#2]", "a source without a name", "MW4436", intention("{ action: deny }")),
  found("[consul 21.6#2]", "an action with permissions", "MW4436", intention("{ name: web, action: allow, permissions: [{ action: allow, http: { methods: [GET] } }] }")),
  found("[consul 21.6#2]", "an unknown action", "MW4436", intention("{ name: web, action: maybe }")),
  found("[consul 21.6#2]", "a long description", "MW4436", intention(`{ name: web, action: deny, description: ${"a".repeat(513)} }`)),
  found("[consul 21.6#3]", "a peer and a partition", "MW4436", intention("{ name: web, action: deny, peer: far, partition: far }")),
  found("[consul 21.6#3]", "every peer", "MW4436", intention("{ name: web, action: deny, peer: '*' }")),
  found("[consul 21.6#4]", "a part of a name", "MW4436", intention("{ name: 'web-*', action: deny }")),
  found("[consul 21.6#4]", "a source twice", "MW4436", intention("{ name: web, action: deny }, { name: web, action: deny }")),
  found("[consul 21.6#4]", "permissions for every destination", "MW4436", o("ServiceIntentions", "{ destination: { name: '*' }, sources: [{ name: web, permissions: [{ action: allow, http: { methods: [GET] } }] }] }")),
  found("[consul 21.6#4]", "a permission without requests", "MW4436", intention("{ name: web, permissions: [{ action: allow }] }")),
  found("[consul 21.6#4]", "a header without a condition", "MW4436", permission("header: [{ name: a }]")),
  found("[consul 21.6#5]", "a path without a slash", "MW4436", permission("pathExact: a")),
  found("[consul 21.6#5]", "a method in small letters", "MW4436", permission("methods: [get]")),
  found("[consul 21.6#5]", "a method twice", "MW4436", permission("methods: [GET, GET]")),
  found("[consul 21.6#5]", "case beside a pattern", "MW4436", permission("header: [{ name: a, regex: b, ignoreCase: true }]")),
  found("[consul 21.6#6]", "permissions of connections", "MW4438", tcpOrder + o("ServiceIntentions", "{ destination: { name: order }, sources: [{ name: web, permissions: [{ action: allow, http: { methods: [GET] } }] }, { name: '*', action: deny }] }")),
  found("[consul 21.6#6]", "an unknown provider", "MW4438", intention("{ name: web, action: allow }, { name: '*', action: deny }", ", jwt: { providers: [{ name: p }] }")),
  found("[consul 21.6#7]", "keys of two kinds", "MW4435", provider("issuer: a, jsonWebKeySet: { local: { filename: /a }, remote: { uri: https://a.example/keys } }")),
  found("[consul 21.6#7]", "local keys of two kinds", "MW4435", provider("issuer: a, jsonWebKeySet: { local: { filename: /a, jwks: e30= } }")),
  found("[consul 21.6#7]", "keys that are not base64", "MW4435", provider("issuer: a, jsonWebKeySet: { local: { jwks: '{}' } }")),
  found("[consul 21.6#7]", "keys without an address", "MW4435", provider("issuer: a, jsonWebKeySet: { remote: {} }")),
  found("[consul 21.6#7]", "a token in two places", "MW4435", provider(`issuer: a, ${keys}, locations: [{ header: { name: a }, cookie: { name: b } }]`)),
  found("[consul 21.6#7]", "a token in a place without a name", "MW4435", provider(`issuer: a, ${keys}, locations: [{ header: { name: '' } }]`)),
  found("[consul 21.6#7]", "a payload without a header", "MW4435", provider(`issuer: a, ${keys}, forwarding: {}`)),
  found("[consul 21.6#7]", "an unknown way to find the keys", "MW4435", provider("issuer: a, jsonWebKeySet: { remote: { uri: https://a.example/keys, jwksCluster: { discoveryType: MAGIC } } }")),
  found("[consul 21.6#7]", "roots of two kinds", "MW4435", provider("issuer: a, jsonWebKeySet: { remote: { uri: https://a.example/keys, jwksCluster: { tlsCertificates: { trustedCA: { filename: /a }, caCertificateProviderInstance: { instanceName: a } } } } }")),
  found("[consul 21.6#7]", "roots in two places", "MW4435", provider("issuer: a, jsonWebKeySet: { remote: { uri: https://a.example/keys, jwksCluster: { tlsCertificates: { trustedCA: { filename: /a, inlineString: b } } } } }")),
  found("[consul 21.6#7]", "pauses that end below their begin", "MW4435", provider("issuer: a, jsonWebKeySet: { remote: { uri: https://a.example/keys, retryPolicy: { retryPolicyBackOff: { baseInterval: 5s, maxInterval: 1s } } } }")),
  found("[consul 21.6#8]", "tokens where the default allows", "MW3193", provider(`issuer: a, ${keys}`) + intention("{ name: web, action: allow }, { name: '*', action: deny }", ", jwt: { providers: [{ name: p }] }")),
  found("[consul 21.6#8]", "tokens of connections", "MW3094", provider(`issuer: a, ${keys}`) + tcpOrder + o("ServiceIntentions", "{ destination: { name: order }, sources: [{ name: '*', action: deny }], jwt: { providers: [{ name: p }] } }")),
  found("[consul 21.6#8]", "a provider of no issuer", "MW4440", provider(`issuer: '', ${keys}`)),
  found("[consul 21.6#8]", "skew of clocks", "MW4440", provider(`issuer: a, ${keys}, clockSkewSeconds: 5`)),
  found("[consul 21.6#8]", "a cache of tokens", "MW4440", provider(`issuer: a, ${keys}, cacheConfig: { size: 5 }`)),
  found("[consul 21.6#8]", "a time to fetch keys below a second", "MW4440", provider("issuer: a, jsonWebKeySet: { remote: { uri: https://a.example/keys, requestTimeoutMs: 500 } }")),
  found("[consul 21.6#8]", "an intention for a name whose calls end elsewhere", "MW3151", split("{ weight: 100, service: stock }", "stock") + o("ServiceIntentions", "{ destination: { name: order }, sources: [{ name: '*', action: deny }] }")),
  found("[consul 21.6#8]", "everybody, where peers call", "MW3194", intention("{ name: web, peer: far, action: allow }, { name: '*', action: deny }")),
  found("[consul 21.6#8]", "the datacenter of a source", "MW3190", intention("{ name: web, action: deny, datacenter: dc2 }, { name: '*', action: deny }")),

  found("[consul 21.7#1]", "a deadline above the server's own", "MW3157", to("requestTimeout: 30s")),
  found("[consul 21.7#2]", "a count without a condition", "MW4440", to("numRetries: 2")),
  found("[consul 21.7#3]", "connections that fail alone", "MW3147", to("numRetries: 2, retryOnConnectFailure: true")),
  found("[consul 21.7#4]", "repetitions of calls that write", "MW3156", http() + o("ServiceRouter", "{ routes: [{ destination: { numRetries: 2, retryOn: [gateway-error] } }] }")),
  found("[consul 21.7#5]", "tries that do not fit their deadline", "MW3097", http() + o("ServiceDefaults", "{ protocol: http, localRequestTimeoutMs: 2000 }", "stock") + o("ServiceRouter", "{ routes: [{ match: { http: { methods: [GET] } }, destination: { service: stock, requestTimeout: 3s, numRetries: 2, retryOn: [gateway-error] } }] }")),
  found("[consul 21.7#6]", "an ejection of hardly any", "MW3098", caller("passiveHealthCheck: { maxFailures: 5 }")),
  found("[consul 21.7#7]", "a version with a name of its own", "MW3148", split("{ weight: 100, service: order-v1 }", "order-v1")),
  found("[consul 21.7#8]", "a rewrite before a rule on paths", "MW3149", http() + o("ServiceRouter", "{ routes: [{ match: { http: { pathPrefix: /a/ } }, destination: { prefixRewrite: /b/ } }] }") + o("ServiceIntentions", "{ destination: { name: order }, sources: [{ name: web, permissions: [{ action: allow, http: { pathPrefix: /a/ } }] }, { name: '*', action: deny }] }")),
  found("[consul 21.7#9]", "rules that rest on the default", "MW3150", intention("{ name: web, action: allow }")),
  found("[consul 21.7#10]", "an account as a source", "MW3195", intention("{ name: web-account, action: allow }, { name: '*', action: deny }") + pods("web", "serviceAccountName: web-account,")),
  found("[consul 21.7#11]", "a prefix by characters", "MW3093", route("pathPrefix: /orders")),
];

/** Conditions of rows that manifests cannot show. */
export const unseen: readonly Unseen[] = [
  { row: "[consul 21.1#7]", about: "an entry that others made", why: "it lies in the servers; what is written says what becomes of it" },
  { row: "[consul 21.1#8]", about: "an entry of another datacenter", why: "it lies in the servers of that datacenter" },
  { row: "[consul 21.5#9]", about: "rights to write escape hatches", why: "they are those of the token that writes, which no manifest has" },
  { row: "[consul 21.5#10]", about: "a protocol that is deleted while others need it", why: "manifests are one state; without the protocol the routes are refused, which is seen" },
  { row: "[consul 21.5#12]", about: "peers through gateways outside of the default partition", why: "a Mesh names no partition: it is that of the cluster" },
  { row: "[consul 21.6#1]", about: "another destination when an intention is changed", why: "manifests are one state, and say nothing of the one before" },
  { row: "[consul 21.6#6]", about: "a provider that is deleted while it is in use", why: "manifests are one state; without the provider the intention is refused, which is seen" },
];
