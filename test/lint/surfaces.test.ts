import { newFolder } from "../cli/harness.ts";
import { policy } from "./lint-text.ts";

const retry = "retry: { attempts: 2, perTryTimeout: 1s, on: [gateway-error], backoff: { base: 50ms, max: 100ms } }";

function service(name: string, deadline: string, more: string, fields = ""): string {
  return policy(`port: 8080\n${more}\nroutes:\n  - name: all\n    to: ${name}\n    deadline: ${deadline}${fields === "" ? "" : `\n    ${fields}`}`, name);
}

const mesh = newFolder({
  "mesh.yaml": [
    service("web", "10s", "calls: [order]"),
    service("order", "5s", 'calls: [{ to: payment, perRequest: 2 }]\naccess: { allow: [{ name: web, from: [{ service: web }], to: [{ methods: [GET], path: { prefix: /orders } }] }] }', retry),
    service("payment", "4s", "retryBudget: { percent: 20, window: 10s, minPerSecond: 5 }\naccess: { default: deny }", retry),
  ].join("---\n"),
});

async function out(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await mesh.run(argv);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

test("the graph as text", async () => {
  expect(await out("graph", "mesh.yaml")).toBe(
    "shop/order\n  → shop/payment  2 calls, 3 tries (1.2 within the budget), at most 4s, refused\nshop/web\n  → shop/order  3 tries, at most 5s, some requests allowed\n",
  );
});

test.each([
  ["mermaid", 'flowchart LR\n  n0["shop/order"]\n  n1["shop/payment"]\n  n2["shop/web"]\n  n0 -.->|"2 calls'],
  ["dot", 'digraph calls {\n  rankdir=LR;\n  "shop/order" [shape=box];'],
])("the graph as %s", async (format, start) => {
  expect((await out("graph", "mesh.yaml", "--format", format)).slice(0, start.length)).toBe(start);
});

test("the graph as JSON", async () => {
  const { edges } = JSON.parse(await out("graph", "mesh.yaml", "--format", "json")) as { readonly edges: readonly unknown[] };
  expect(edges).toEqual([
    expect.objectContaining({ from: "shop/order", to: "shop/payment", calls: "2", tries: "3", triesWithinBudget: "6/5", longestMs: 4000, access: { allowed: "none", by: ["default"] } }),
    expect.objectContaining({ from: "shop/web", to: "shop/order", calls: "1", tries: "3", triesWithinBudget: "3", longestMs: 5000, access: { allowed: "some", by: ["web"] } }),
  ]);
});

test("the arithmetic of a path, line by line", async () => {
  expect(await out("lint", "mesh.yaml", "--explain-path", "web..payment")).toBe(`shop/web → shop/order → shop/payment
  shop/web → shop/order (route all)
    calls   1 for one request of shop/web
    tries   1 + 2 retries = 3
    time    3 tries × 1s + pauses 200ms = 3s200ms; over all routes at most 5s
    access  some requests allowed by web
  shop/order → shop/payment (route all)
    calls   2 for one request of shop/order
    tries   1 + 2 retries = 3
    time    3 tries × 1s + pauses 200ms = 3s200ms; over all routes at most 4s
    budget  20 % of the calls: 1.2 tries a call at most, above the floor
    access  refused by default
  load on shop/payment for one call of shop/web:
    when everything works   1 × 2 = 2
    when everything fails   3 × 6 = 18
    within the budgets      3 × 2.4 = 7.2
`);
});

test("the access matrix, whole and asked for", async () => {
  const table = await out("access", "mesh.yaml");
  expect(table.split("\n")[0]).toMatch(/^FROM +TO +ALLOWED +BY +REQUESTS$/);
  expect(table).toMatch(/^shop\/web +shop\/order +some +web +GET \/orders…$/m);
  expect(table).toMatch(/^none +shop\/web +all +default$/m);
  expect(await out("access", "mesh.yaml", "--from", "web", "--to", "order", "--method", "GET", "--path", "/orders/7", "--format", "markdown")).toContain("| shop/web | shop/order | all | web |  |");
  expect(JSON.parse(await out("access", "mesh.yaml", "--from", "jobs/batch", "--to", "order", "--format", "json"))).toEqual({
    version: 1,
    access: [{ from: "jobs/batch", to: "shop/order", allowed: "none", by: ["default"], requests: [] }],
  });
});

test.each([
  [["lint", "mesh.yaml", "--explain-path", "web"], "has to be two services of the graph"],
  [["lint", "mesh.yaml", "--explain-path", "payment..web"], "no declared calls lead from `shop/payment` to `shop/web`"],
  [["access", "mesh.yaml", "--to", "nobody"], "has to be a service with a policy"],
  [["access", "mesh.yaml", "--from", "what is this"], "has to be a service with a policy"],
])("wrong use is said: %j", async (argv, said) => {
  const { code, stderr } = await mesh.run(argv);
  expect(code).toBe(2);
  expect(stderr).toContain(said);
});

const legacy = newFolder({
  "mesh.yaml": [
    service("web", "30s", "calls: [order]"),
    service("order", "20s", "calls: [{ to: legacy, perRequest: 2 }]"),
    "apiVersion: v1\nkind: Service\nmetadata: { name: legacy, namespace: shop }\nspec: { selector: { app: legacy }, ports: [{ port: 8080, name: http }] }\n",
  ].join("---\n"),
});

test("what the chosen meshes do by themselves is part of the arithmetic, and said to be it", async () => {
  const { code, stdout } = await legacy.run(["lint", "mesh.yaml", "--explain-path", "web..legacy", "-t", "istio,appmesh"]);
  expect(code).toBe(0);
  const lines = stdout.split("\n").map((line) => line.trim());
  expect(lines).toContain("default istio, retry.attempts (HTTP, any method): 2 further tries, since nothing says otherwise");
  expect(lines).toContain("avoided istio, retry.attempts (HTTP, any method): 2 further tries, but the manifests say that there is none (VirtualService.http[].retries.attempts)");
  expect(lines).toContain("when everything fails   1 × 6 = 6");
  expect((await legacy.run(["lint", "mesh.yaml", "--explain-path", "web..legacy"])).stdout).toContain("when everything fails   1 × 2 = 2");
});

test("a chosen mesh is named as elsewhere, and a wrong one is wrong use", async () => {
  expect((await legacy.run(["lint", "mesh.yaml", "-t", "istio", "--min-severity", "warning"])).stdout).toContain("MW3013");
  expect((await legacy.run(["lint", "mesh.yaml", "--min-severity", "warning"])).stdout).not.toContain("MW3013");
  expect((await legacy.run(["lint", "mesh.yaml", "-t", "istoi"])).code).toBe(2);
});

test("thresholds are those of the configuration", async () => {
  const chain = { "mesh.yaml": [service("web", "9s", "calls: [order]"), service("order", "4s", "calls: [payment]", "retry: { attempts: 1, on: [503] }"), service("payment", "1s", "", "retry: { attempts: 1, on: [503] }")].join("---\n") };
  const codes = async (folder: ReturnType<typeof newFolder>): Promise<string> => (await folder.run(["lint", "mesh.yaml"])).stdout;
  expect(await codes(newFolder(chain))).not.toContain("MW3062");
  expect(await codes(newFolder({ ...chain, "meshwright.yaml": "thresholds: { amplification: 3.5 }\n" }))).toContain("MW3062");
  expect((await newFolder({ ...chain, "meshwright.yaml": "thresholds: { shortestPause: soon }\n" }).run(["lint", "mesh.yaml"])).code).toBe(2);
});
