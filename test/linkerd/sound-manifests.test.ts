import { findingsOn } from "../lint/section.ts";

/** What a careful team keeps for one service of Linkerd and its callers. */
const sound = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, annotations: { linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: all-authenticated } }
---
apiVersion: v1
kind: Service
metadata: { name: order, namespace: shop, annotations: { balancer.linkerd.io/failure-accrual: consecutive, balancer.linkerd.io/failure-accrual-consecutive-max-failures: "7" } }
spec: { selector: { app: order }, ports: [{ name: http, port: 80, targetPort: http }] }
---
apiVersion: v1
kind: Service
metadata: { name: order-v1, namespace: shop }
spec: { selector: { app: order, version: v1 }, ports: [{ name: http, port: 80, targetPort: http }] }
---
apiVersion: v1
kind: Service
metadata: { name: order-v2, namespace: shop }
spec: { selector: { app: order, version: v2 }, ports: [{ name: http, port: 80, targetPort: http }] }
---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop, annotations: { config.linkerd.io/opaque-ports: "5432" } }
spec: { selector: { app: db }, ports: [{ name: sql, port: 5432 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: order-v1, namespace: shop }
spec:
  selector: { matchLabels: { app: order, version: v1 } }
  template:
    metadata: { labels: { app: order, version: v1 } }
    spec:
      serviceAccountName: order
      containers:
        - name: app
          image: order:1
          ports: [{ name: http, containerPort: 8080 }, { name: admin, containerPort: 9990 }]
          env: [{ name: DB, value: "postgres://db:5432/order" }]
          readinessProbe: { httpGet: { path: /ready, port: http } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: order-v2, namespace: shop }
spec:
  selector: { matchLabels: { app: order, version: v2 } }
  template:
    metadata: { labels: { app: order, version: v2 } }
    spec:
      serviceAccountName: order
      containers:
        - name: app
          image: order:2
          ports: [{ name: http, containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /ready, port: http } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  selector: { matchLabels: { app: db } }
  serviceName: db
  template:
    metadata: { labels: { app: db }, annotations: { config.linkerd.io/opaque-ports: "5432" } }
    spec: { containers: [{ name: db, image: postgres, ports: [{ containerPort: 5432 }] }] }
---
apiVersion: policy.linkerd.io/v1beta3
kind: Server
metadata: { name: order-http, namespace: shop }
spec: { podSelector: { matchLabels: { app: order } }, port: http, proxyProtocol: HTTP/1 }
---
apiVersion: policy.linkerd.io/v1beta3
kind: Server
metadata: { name: db, namespace: shop }
spec: { podSelector: { matchLabels: { app: db } }, port: 5432, proxyProtocol: opaque }
---
apiVersion: policy.linkerd.io/v1alpha1
kind: MeshTLSAuthentication
metadata: { name: web, namespace: shop }
spec: { identities: [web.shop.serviceaccount.identity.linkerd.cluster.local, "*.jobs.serviceaccount.identity.linkerd.cluster.local"] }
---
apiVersion: policy.linkerd.io/v1alpha1
kind: AuthorizationPolicy
metadata: { name: order-web, namespace: shop }
spec:
  targetRef: { group: policy.linkerd.io, kind: Server, name: order-http }
  requiredAuthenticationRefs: [{ group: policy.linkerd.io, kind: MeshTLSAuthentication, name: web }]
---
apiVersion: policy.linkerd.io/v1alpha1
kind: AuthorizationPolicy
metadata: { name: db-order, namespace: shop }
spec:
  targetRef: { group: policy.linkerd.io, kind: Server, name: db }
  requiredAuthenticationRefs: [{ kind: ServiceAccount, name: order }]
---
apiVersion: policy.linkerd.io/v1alpha1
kind: EgressNetwork
metadata: { name: outside, namespace: shop }
spec: { trafficPolicy: Deny }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: order-read, namespace: shop, annotations: { retry.linkerd.io/http: gateway-error, retry.linkerd.io/limit: "2", retry.linkerd.io/timeout: 500ms, timeout.linkerd.io/request: 2s } }
spec:
  parentRefs: [{ group: core, kind: Service, name: order, port: 80 }]
  rules:
    - matches: [{ path: { value: /orders }, method: GET }]
      backendRefs: [{ name: order-v1, namespace: shop, port: 80, weight: 9 }, { name: order-v2, namespace: shop, port: 80, weight: 1 }]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: order, namespace: shop, annotations: { timeout.linkerd.io/request: 5s } }
spec:
  parentRefs: [{ group: core, kind: Service, name: order, port: 80 }]
  rules:
    - backendRefs: [{ name: order-v1, namespace: shop, port: 80 }]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: public, namespace: shop, annotations: { nginx.ingress.kubernetes.io/service-upstream: "true" } }
spec:
  ingressClassName: nginx
  rules: [{ http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: order, port: { number: 80 } } } }] } }]
`;

test("what a careful team writes has no finding of Linkerd's", () => {
  const found = findingsOn("linkerd", sound).filter(({ code }) => /^MW(?:309|31|4)/.test(code));
  expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});
