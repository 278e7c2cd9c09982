import { readInventory, recognisesInventory } from "../../src/dialects/kubernetes/index.ts";
import { portProtocol } from "../../src/dialects/kubernetes/port-protocol.ts";
import { recognise } from "../../src/dialects/recognise.ts";
import { readDocuments } from "../../src/source/index.ts";

function inventoryOf(text: string) {
  const { documents } = readDocuments([{ path: "k8s.yaml", text }]);
  return readInventory(documents.flatMap((document) => recognise(document).document ?? []), "shop");
}

/** Without places, which other tests look at. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === "origin" ? undefined : inner)));
}

describe("which objects say what runs", () => {
  test.each([
    ["v1", "Service", true],
    ["v1", "ServiceAccount", true],
    ["v1", "Namespace", true],
    ["v1", "Pod", true],
    ["apps/v1", "Deployment", true],
    ["apps/v1beta1", "StatefulSet", true],
    ["apps/v1", "DaemonSet", true],
    ["batch/v1", "CronJob", true],
    ["v1", "ConfigMap", false],
    ["serving.knative.dev/v1", "Service", false],
    ["batch/v1", "Deployment", false],
  ])("%s %s: %s", (apiVersion, kind, taken) => {
    expect(recognisesInventory(apiVersion, kind)).toBe(taken);
  });
});

describe("what a port speaks", () => {
  test.each([
    [{ port: 80, name: "http" }, "http"],
    [{ port: 80, name: "http-web" }, "http"],
    [{ port: 80, name: "http2-web" }, "http2"],
    [{ port: 80, name: "grpc-web-x" }, "http"],
    [{ port: 80, name: "grpc-orders" }, "grpc"],
    [{ port: 443, name: "https" }, "tls"],
    [{ port: 80, name: "web" }, null],
    [{ port: 80 }, null],
    [{ port: 3306, name: "db" }, "tcp"],
    [{ port: 6379, name: "redis" }, "tcp"],
    [{ port: 80, name: "http", appProtocol: "kubernetes.io/h2c" }, "http2"],
    [{ port: 80, name: "http", appProtocol: "example.com/own" }, null],
    [{ port: 53, name: "dns", protocol: "UDP" }, "udp"],
    [{ port: 80, name: "constructor" }, null],
  ])("%j: %s", (port, protocol) => {
    expect(portProtocol(port)).toBe(protocol);
  });
});

const shop = `
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Service
    metadata: { name: order, labels: null, creationTimestamp: null }
    spec:
      selector: { app: order }
      ports: [{ name: http, port: 80, targetPort: 8080 }, { name: metrics, port: 9090, targetPort: metrics, protocol: TCP }]
  - { apiVersion: v1, kind: Service, metadata: { name: db, namespace: data }, spec: { clusterIP: None } }
  - { apiVersion: v1, kind: ServiceAccount, metadata: { name: order } }
  - { apiVersion: v1, kind: Namespace, metadata: { name: shop, labels: { mesh: on } } }
  - apiVersion: apps/v1
    kind: Deployment
    metadata: { name: order-v1 }
    spec:
      replicas: 3
      template:
        metadata: { labels: { app: order, version: v1 } }
        spec:
          serviceAccountName: order
          nodeSelector: { disk: fast }
          containers: [{ name: app, image: order, ports: [{ name: web, containerPort: 8080 }] }]
  - apiVersion: batch/v1
    kind: CronJob
    metadata: { name: nightly }
    spec: { jobTemplate: { spec: { template: { metadata: { labels: { app: nightly } }, spec: { containers: [] } } } } }
  - { apiVersion: v1, kind: Pod, metadata: { name: probe, labels: { app: probe } }, spec: { serviceAccount: probe } }
`;

test("services, workloads, accounts and namespaces are read, whatever else stands there", () => {
  const { inventory, diagnostics } = inventoryOf(shop);
  expect(diagnostics).toEqual([]);
  expect(plain(inventory)).toEqual({
    services: [
      { id: { namespace: "data", name: "db" }, ports: [], selector: null, type: "Headless" },
      {
        id: { namespace: "shop", name: "order" },
        ports: [
          { name: "http", port: 80, targetPort: 8080, protocol: "http" },
          { name: "metrics", port: 9090, targetPort: "metrics", protocol: null },
        ],
        selector: { app: "order" },
        type: "ClusterIP",
      },
    ],
    workloads: [
      { id: { namespace: "shop", name: "nightly" }, kind: "CronJob", labels: { app: "nightly" }, serviceAccount: "default", ports: [], replicas: null },
      {
        id: { namespace: "shop", name: "order-v1" },
        kind: "Deployment",
        labels: { app: "order", version: "v1" },
        serviceAccount: "order",
        ports: [{ name: "web", port: 8080 }],
        replicas: 3,
      },
      { id: { namespace: "shop", name: "probe" }, kind: "Pod", labels: { app: "probe" }, serviceAccount: "probe", ports: [], replicas: 1 },
    ],
    accounts: [{ namespace: "shop", name: "order" }],
    namespaces: [{ name: "shop", labels: { mesh: "on" } }],
  });
});

describe("objects that cannot be taken as they are", () => {
  test.each([
    ["{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { ports: [{ port: http }] } }", "MW1021", "`port` must be a port number, found `http`"],
    ["{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { ports: [{ name: http }] } }", "MW1022", "`port` is missing from port `http`"],
    ["{ apiVersion: v1, kind: Service, metadata: {} }", "MW1022", "`name` is missing from `metadata`"],
    ["{ apiVersion: v1, kind: Pod, metadata: { name: a, labels: { v: 1 } } }", "MW1021", "label of `v` must be text, found `1`"],
    ["{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a }, spec: { replicas: two } }", "MW1021", "`replicas` must be a whole number, found `two`"],
  ])("%s", (text, code, message) => {
    const { diagnostics } = inventoryOf(text);
    expect(diagnostics.map((finding) => [finding.code, finding.message])).toEqual([[code, message]]);
  });

  test("of two unlike objects with one name the first counts", () => {
    const service = (port: number): string => `{ apiVersion: v1, kind: Service, metadata: { name: a }, spec: { ports: [{ port: ${port} }] } }`;
    const { inventory, diagnostics } = inventoryOf(`${service(80)}\n---\n${service(81)}\n---\n${service(80)}`);
    expect(inventory.services.map(({ ports }) => ports[0]?.port)).toEqual([80]);
    expect(diagnostics.map((finding) => `${finding.code} ${finding.severity} ${finding.message}`)).toEqual([
      "MW1300 warning Service `shop/a` stands here a second time, with other content",
    ]);
  });
});
