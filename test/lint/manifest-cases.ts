/** Target, code, manifest with the mistake, and the word at which it is found. Istio's other ones are the examples of the rule pages. */
export const manifestCases = (): readonly (readonly [target: string, code: string, text: string, word: string])[] => [
  ["appmesh", "MW3090", router(`{ match: { prefix: / }, ${action} }`), "action"],
  ["appmesh", "MW3093", router(`{ match: { prefix: /orders }, ${action}, retryPolicy: { maxRetries: 0, perRetryTimeout: { unit: s, value: 1 } } }`), "/orders"],
  ["appmesh", "MW3097", router(`{ match: { prefix: / }, ${action}, timeout: { perRequest: { unit: s, value: 3 } }, retryPolicy: { maxRetries: 2, perRetryTimeout: { unit: ms, value: 2000 }, httpRetryEvents: [gateway-error] } }`), "2"],
  ["consul", "MW3093", consul("{ match: { http: { pathPrefix: /orders } } }"), "/orders"],
  ["consul", "MW3094", consulObject("ServiceSplitter", "{ splits: [{ weight: 33.335 }, { weight: 66.665, serviceSubset: b }] }"), "33.335"],
  ["consul", "MW3094", `${consulObject("ServiceResolver", "{ requestTimeout: 5s }")}---\n${consul("{ destination: { requestTimeout: 5s } }")}`, "5s"],
  ["consul", "MW3094", consulObject("ServiceDefaults", "{ protocol: http, localRequestTimeoutMs: 0 }"), "0"],
  ["consul", "MW3094", consulObject("ServiceDefaults", "{ protocol: http, upstreamConfig: { overrides: [{ name: order, limits: { maxConnections: 5 } }] } }"), "order"],
  ["consul", "MW3094", `${consulObject("ServiceDefaults", "{ protocol: tcp }")}---\n${consulObject("ServiceIntentions", "{ destination: { name: order }, sources: [{ name: '*', action: deny }], jwt: { providers: [{ name: p }] } }")}`, "jwt"],
  ["consul", "MW3094", `${consul("{ destination: { numRetries: 1, retryOnStatusCodes: [429] } }")}---\n${consulObject("ServiceDefaults", "{ upstreamConfig: { overrides: [{ name: order, envoyClusterJSON: '{}' }] } }").replace("name: order, namespace", "name: web, namespace")}`, "'{}'"],
  ["consul", "MW3098", consulObject("ServiceDefaults", "{ upstreamConfig: { defaults: { passiveHealthCheck: { maxFailures: 5 } } } }"), "passiveHealthCheck"],
  ["consul", "MW3156", consul("{ destination: { numRetries: 2, retryOn: [refused-stream, gateway-error] } }"), "gateway-error"],
  ["consul", "MW3157", consul("{ destination: { requestTimeout: 30s } }"), "30s"],
  ["consul", "MW3158", consul("{ match: { http: { header: [{ name: user-agent, regex: mobile }] } } }"), "mobile"],
  ["istio", "MW3095", istio(`{ ${to}, retries: { attempts: 0 }, fault: { abort: { httpStatus: 503 } } }`), "abort"],
  ["istio", "MW3094", "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: order, namespace: shop }\nspec: { host: order, trafficPolicy: { tls: { mode: ISTIO_MUTUAL }, portLevelSettings: [{ port: { number: 80 }, loadBalancer: { simple: RANDOM } }] } }\n", "tls"],
  ["istio", "MW3094", "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: order, namespace: shop }\nspec: { host: order, trafficPolicy: { retryBudget: { percent: 20 }, portLevelSettings: [{ port: { number: 80 }, loadBalancer: { simple: RANDOM } }] } }\n", "retryBudget"],
  ["istio", "MW3094", istio(`{ match: [{ gateways: [mesh], sourceLabels: { app: web } }], ${to}, retries: { attempts: 0 } }`), "sourceLabels"],
  ["istio", "MW3094", istio(`{ match: [{ method: { exact: GET } }], ${to}, corsPolicy: { allowOrigins: [{ exact: "https://shop.example" }] } }, { ${to}, retries: { attempts: 0 } }`), "corsPolicy"],
  ["istio", "MW3155", istio(`{ match: [{ uri: { exact: /a } }], ${to}, retries: { attempts: 0 } }, { match: [{ name: again, uri: { exact: /a } }], redirect: { uri: /b } }, { ${to}, retries: { attempts: 0 } }`), "match"],
  ["istio", "MW3109", istio(`{ directResponse: { status: 600 } }`), "600"],
  ["appmesh", "MW3155", router(`{ match: { prefix: / }, ${action}, ${once} }`, `    - { name: late, priority: 2, httpRoute: { match: { prefix: /a }, ${action}, ${once} } }\n`), "late"],
  ["appmesh", "MW3156", router(`{ match: { prefix: / }, ${action}, retryPolicy: { maxRetries: 2, perRetryTimeout: { unit: s, value: 1 }, httpRetryEvents: [client-error, server-error] } }`), "server-error"],
  ["appmesh", "MW3158", router(`{ match: { prefix: /, headers: [{ name: user-agent, match: { regex: mobile } }] }, ${action}, ${once} }`), "mobile"],
  ["appmesh", "MW3094", node(`listeners: [{ portMapping: { port: 80, protocol: http }, outlierDetection: { maxServerErrors: 5, interval: { unit: s, value: 1 }, baseEjectionDuration: { unit: s, value: 1 }, maxEjectionPercent: 50 } }]`), "outlierDetection"],
  ["appmesh", "MW3094", node(`listeners: [{ portMapping: { port: 80, protocol: http }, tls: { mode: PERMISSIVE, certificate: { sds: { secretName: a } }, validation: { trust: { sds: { secretName: b } }, subjectAlternativeNames: { match: { exact: [web] } } } } }]`), "subjectAlternativeNames"],
  ["appmesh", "MW3094", node("backendGroups: [{ name: all }]"), "backendGroups"],
  ["appmesh", "MW3090", "apiVersion: appmesh.k8s.aws/v1beta2\nkind: VirtualService\nmetadata: { name: order, namespace: shop }\nspec: { awsName: order, provider: { virtualNode: { virtualNodeRef: { name: order } } } }\n", "virtualNode"],
  ["appmesh", "MW3154", router(`{ match: { prefix: / }, action: { weightedTargets: [{ virtualNodeRef: { name: order }, weight: 0 }] }, ${once} }`), "0"],
];

const node = (rest: string): string => `apiVersion: appmesh.k8s.aws/v1beta2\nkind: VirtualNode\nmetadata: { name: order, namespace: shop }\nspec: { serviceDiscovery: { dns: { hostname: order } }, ${rest} }\n`;
const once = "retryPolicy: { maxRetries: 0, perRetryTimeout: { unit: s, value: 1 } }";
const router = (route: string, more = ""): string => `apiVersion: appmesh.k8s.aws/v1beta2\nkind: VirtualRouter\nmetadata: { name: order, namespace: shop }\nspec:\n  listeners: [{ portMapping: { port: 8080, protocol: http } }]\n  routes:\n    - name: all\n      priority: 1\n      httpRoute: ${route}\n${more}`;
const action = "action: { weightedTargets: [{ virtualNodeRef: { name: order }, weight: 1 }] }";
const consulObject = (kind: string, spec: string): string => `apiVersion: consul.hashicorp.com/v1alpha1\nkind: ${kind}\nmetadata: { name: order, namespace: shop }\nspec: ${spec}\n`;
const consul = (route: string): string => `apiVersion: consul.hashicorp.com/v1alpha1\nkind: ServiceRouter\nmetadata: { name: order, namespace: shop }\nspec:\n  routes:\n    - ${route}\n`;
/** A VirtualService of these entries. */
export const istio = (http: string): string => `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: order, namespace: shop }\nspec:\n  hosts: [order]\n  http: [${http}]\n`;
/** Everything goes to the service itself. */
export const to = "route: [{ destination: { host: order } }]";

