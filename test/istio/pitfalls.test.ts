import { newFolder } from "../cli/harness.ts";

const objects = `apiVersion: v1
kind: Service
metadata: { name: order, namespace: shop }
spec: { selector: { app: order, version: v1 }, ports: [{ name: http, port: 8080, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: order, namespace: shop }
spec:
  selector: { matchLabels: { app: order, version: v1 } }
  template: { metadata: { labels: { app: order, version: v1 } }, spec: { containers: [{ name: main, image: "a.example/order:1" }] } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: order-v2, namespace: shop }
spec:
  selector: { matchLabels: { app: order, version: v2 } }
  template: { metadata: { labels: { app: order, version: v2 } }, spec: { containers: [{ name: main, image: "a.example/order:2" }] } }
---
apiVersion: meshwright.dev/v1alpha1
kind: MeshPolicy
metadata: { name: mesh, namespace: istio-system }
spec: { scope: mesh, inventory: complete, defaults: { deadline: 2s } }
---
`;
const policy = (versions: string): string => `apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  versions: { ${versions} }
  routes: [{ name: all, split: { v1: 1, v2: 1 } }]
`;

async function findings(text: string): Promise<readonly string[]> {
  const { stdout } = await newFolder({ "p.yaml": text }).run(["lint", "p.yaml", "--format", "json"]);
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly code: string; readonly message: string }[] };
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
}

test("[istio L3#29] two versions of the same pods are one backend listed twice, and reported", async () => {
  expect(await findings(policy("v1: { labels: { app: order } }, v2: { labels: { app: order } }"))).toContainEqual(expect.stringMatching(/^MW3030 .*`v2` twice/));
  expect(await findings(policy("v1: { labels: { version: v1 } }, v2: { labels: { version: v2 } }"))).toEqual([expect.stringMatching(/^MW3001/)]);
});

test("[istio L3#30] a version whose pods the Service does not select is reported", async () => {
  expect(await findings(objects + policy("v1: { labels: { version: v1 } }, v2: { labels: { version: v2 } }"))).toEqual([expect.stringMatching(/^MW3080 version `v2` of `shop\/order` has no pods/)]);
  expect(await findings(objects.replace("app: order, version: v1 }, ports", "app: order }, ports") + policy("v1: { labels: { version: v1 } }, v2: { labels: { version: v2 } }"))).toEqual([]);
});
