/** A small shop in a folder of its own, as an editor finds it. */

export const order = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  versions:
    v1: { service: order-v1 }
    v2: { labels: { version: v2 } }
  calls: [payment]
  routes:
    - name: beta
      match:
        - path: { prefix: /orders }
          headers: { x-cohort: beta }
        - path: { exact: /beta }
      to: v2
      deadline: 2s
    - name: all
      split: { v1: 95, v2: 5 }
      deadline: 2s
  access:
    allow:
      - name: web-orders
        from: [{ service: web }]
        to: [{ path: { prefix: /orders } }]
`;

export const payment = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: payment, namespace: shop }
spec:
  port: 8080
  routes:
    - name: charge
      to: payment
      deadline: 1s
  access:
    allow: [{ name: orders, from: [{ service: order }], to: [{ methods: [POST], path: { exact: /charges } }] }]
`;

export const web = `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: web, namespace: shop }
spec:
  port: 80
  calls: [order]
  access: { default: deny }
`;

export const services = `apiVersion: v1
kind: Service
metadata: { name: order-v1, namespace: shop }
spec: { selector: { app: order, version: v1 }, ports: [{ name: http, port: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: search, namespace: shop }
spec: { selector: { app: search }, ports: [{ name: http, port: 8080 }] }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }] }
`;

export const splits = `apiVersion: split.smi-spec.io/v1alpha4
kind: TrafficSplit
metadata: { name: search, namespace: shop }
spec:
  service: search
  backends:
    - { service: order-v1, weight: 90 }
    - { service: payment, weight: 10 }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: cart, namespace: shop }
spec:
  parentRefs: [{ group: "", kind: Service, name: cart, port: 80 }]
  rules:
    - matches: [{ path: { type: PathPrefix, value: /cart } }]
      backendRefs: [{ name: order-v1, port: 8080 }]
`;

/** Twenty retries of five seconds in eleven. */
export const impatient = payment.replace("deadline: 1s", "deadline: 11s\n      retry: { attempts: 20, perTryTimeout: 5s, methods: [GET], on: [gateway-error] }");

export const files: Readonly<Record<string, string>> = {
  "meshwright.yaml": "policies: [policies]\ntargets: { istio: {}, linkerd: {} }\nsmi: { accessDefault: deny }\n",
  "policies/order.yaml": order,
  "policies/payment.yaml": payment,
  "policies/web.yaml": web,
  "policies/services.yaml": services,
  "policies/splits.yaml": splits,
};
