/** Target, code, manifest with the mistake, and the word at which it is found. Istio's other ones are the examples of the rule pages. */
export const manifestCases = (): readonly (readonly [target: string, code: string, text: string, word: string])[] => [
  ["appmesh", "MW3090", router(`{ match: { prefix: / }, ${action} }`), "action"],
  ["appmesh", "MW3093", router(`{ match: { prefix: /orders }, ${action}, retryPolicy: { maxRetries: 0, perRetryTimeout: { unit: s, value: 1 } } }`), "/orders"],
  ["appmesh", "MW3097", router(`{ match: { prefix: / }, ${action}, timeout: { perRequest: { unit: s, value: 3 } }, retryPolicy: { maxRetries: 2, perRetryTimeout: { unit: ms, value: 2000 }, httpRetryEvents: [gateway-error] } }`), "2"],
  ["consul", "MW3093", consul("{ match: { http: { pathPrefix: /orders } } }"), "/orders"],
  ["consul", "MW3094", consul("{ destination: { numRetries: 3 } }"), "3"],
  ["istio", "MW3095", istio(`{ ${to}, retries: { attempts: 0 }, fault: { abort: { httpStatus: 503 } } }`), "abort"],
  ["istio", "MW3094", "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: order, namespace: shop }\nspec: { host: order, trafficPolicy: { tls: { mode: ISTIO_MUTUAL }, portLevelSettings: [{ port: { number: 80 }, loadBalancer: { simple: RANDOM } }] } }\n", "tls"],
];

const router = (route: string): string => `apiVersion: appmesh.k8s.aws/v1beta2\nkind: VirtualRouter\nmetadata: { name: order, namespace: shop }\nspec:\n  listeners: [{ portMapping: { port: 8080, protocol: http } }]\n  routes:\n    - name: all\n      priority: 1\n      httpRoute: ${route}\n`;
const action = "action: { weightedTargets: [{ virtualNodeRef: { name: order }, weight: 1 }] }";
const consul = (route: string): string => `apiVersion: consul.hashicorp.com/v1alpha1\nkind: ServiceRouter\nmetadata: { name: order, namespace: shop }\nspec:\n  routes:\n    - ${route}\n`;
/** A VirtualService of these entries. */
export const istio = (http: string): string => `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: order, namespace: shop }\nspec:\n  hosts: [order]\n  http: [${http}]\n`;
/** Everything goes to the service itself. */
export const to = "route: [{ destination: { host: order } }]";

