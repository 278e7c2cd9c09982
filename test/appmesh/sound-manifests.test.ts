import { findingsOn } from "../lint/section.ts";

const tls = (name: string): string => `{ mode: STRICT, certificate: { sds: { secretName: "spiffe://shop.example/${name}" } }, validation: { trust: { sds: { secretName: "spiffe://shop.example" } }, subjectAlternativeNames: { match: { exact: ["spiffe://shop.example/web"] } } } }`;
const policy = "clientPolicy: { tls: { certificate: { sds: { secretName: \"spiffe://shop.example/web\" } }, validation: { trust: { sds: { secretName: \"spiffe://shop.example\" } }, subjectAlternativeNames: { match: { exact: [\"spiffe://shop.example/order\"] } } } } }";

/** What a careful team keeps for one service of App Mesh, its caller and its gateway. */
const sound = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { mesh: shop, gateway: public } }
---
apiVersion: appmesh.k8s.aws/v1beta2
kind: Mesh
metadata: { name: shop }
spec: { namespaceSelector: { matchLabels: { mesh: shop } }, egressFilter: { type: DROP_ALL } }
---
apiVersion: appmesh.k8s.aws/v1beta2
kind: VirtualNode
metadata: { name: order, namespace: shop }
spec:
  podSelector: { matchLabels: { app: order } }
  serviceDiscovery: { awsCloudMap: { namespaceName: shop.example, serviceName: order } }
  listeners:
    - portMapping: { port: 8080, protocol: http }
      timeout: { http: { perRequest: { unit: s, value: 5 } } }
      outlierDetection: { maxServerErrors: 5, interval: { unit: s, value: 10 }, baseEjectionDuration: { unit: s, value: 30 }, maxEjectionPercent: 50 }
      connectionPool: { http: { maxConnections: 100 } }
      tls: ${tls("order")}
---
apiVersion: appmesh.k8s.aws/v1beta2
kind: VirtualRouter
metadata: { name: order, namespace: shop }
spec:
  listeners: [{ portMapping: { port: 8080, protocol: http } }]
  routes:
    - name: read
      priority: 10
      httpRoute:
        match: { prefix: /, method: GET }
        action: { weightedTargets: [{ virtualNodeRef: { name: order }, weight: 1 }] }
        timeout: { perRequest: { unit: s, value: 5 } }
        retryPolicy: { maxRetries: 2, perRetryTimeout: { unit: s, value: 1 }, httpRetryEvents: [gateway-error], tcpRetryEvents: [connection-error] }
    - name: rest
      priority: 20
      httpRoute:
        match: { prefix: / }
        action: { weightedTargets: [{ virtualNodeRef: { name: order }, weight: 1 }] }
        timeout: { perRequest: { unit: s, value: 5 } }
        retryPolicy: { maxRetries: 0, perRetryTimeout: { unit: s, value: 5 }, tcpRetryEvents: [connection-error] }
---
apiVersion: appmesh.k8s.aws/v1beta2
kind: VirtualService
metadata: { name: order, namespace: shop }
spec: { awsName: order.shop.svc.cluster.local, provider: { virtualRouter: { virtualRouterRef: { name: order } } } }
---
apiVersion: appmesh.k8s.aws/v1beta2
kind: VirtualNode
metadata: { name: web, namespace: shop }
spec:
  podSelector: { matchLabels: { app: web } }
  serviceDiscovery: { dns: { hostname: web.shop.svc.cluster.local } }
  listeners: [{ portMapping: { port: 8080, protocol: http } }]
  backends: [{ virtualService: { virtualServiceRef: { name: order }, ${policy} } }]
---
apiVersion: appmesh.k8s.aws/v1beta2
kind: VirtualGateway
metadata: { name: public, namespace: shop }
spec:
  namespaceSelector: { matchLabels: { gateway: public } }
  podSelector: { matchLabels: { app: public } }
  listeners: [{ portMapping: { port: 8088, protocol: http } }]
  backendDefaults: { ${policy} }
---
apiVersion: appmesh.k8s.aws/v1beta2
kind: GatewayRoute
metadata: { name: order, namespace: shop }
spec:
  priority: 10
  httpRoute:
    match: { prefix: /orders/ }
    action:
      target: { virtualService: { virtualServiceRef: { name: order } } }
      rewrite: { prefix: { defaultPrefix: DISABLED }, hostname: { defaultTargetHostname: DISABLED } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: order, namespace: shop }
spec:
  selector: { matchLabels: { app: order } }
  template:
    metadata: { labels: { app: order } }
    spec: { containers: [{ name: app, image: order, ports: [{ containerPort: 8080 }], readinessProbe: { exec: { command: [ready] } } }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: web, ports: [{ containerPort: 8080 }], env: [{ name: ORDER, value: "http://order.shop.svc.cluster.local:8080" }, { name: QUEUE, value: "https://sqs.eu-west-1.amazonaws.com/1/a" }, { name: LOG, value: info }] }] }
`;

test("what a careful team writes has no finding of App Mesh's but that its support ends", () => {
  const found = findingsOn("appmesh", sound).filter(({ code }) => /^MW(?:309|31|4)/.test(code) && code !== "MW4500");
  expect(found.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
});
