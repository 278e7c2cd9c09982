import { targets } from "../../src/targets/index.ts";
import { inFolder, shop } from "./world.ts";

/** A route that some targets mirror and others cannot, with an approximation that Istio may use, and not part of App Mesh. */
const policy = (targetLines: string, route = "") => `apiVersion: v1
kind: Service
metadata: { name: order, namespace: shop }
spec: { selector: { app: order }, ports: [{ name: http, port: 8080, targetPort: 8080 }] }
---
apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order, namespace: shop }
spec:
  port: 8080
  routes:
    - name: read
      match: [{ methods: [GET], path: { prefix: /orders } }]
      to: order
      deadline: 2s
${route}    - { name: rest, to: order }
${targetLines}`;
const mirror = "      mirror: { to: order, percent: 10 }\n";
const retry = "      retry: { attempts: 1, on: [gateway-error] }\n";
const budget = `  retryBudget: { percent: 25, window: 2s, minPerSecond: 10 }
  targets:
    istio: { approximate: [{ field: retryBudget }], because: close enough }
    appmesh: { excluded: true, because: not served there }
`;

type Answer = { readonly on: string; readonly version?: string; readonly answer: { readonly outcome: string } | null; readonly refused?: readonly Finding[]; readonly differences?: readonly Difference[] };
type Finding = { readonly code: string; readonly message: string; readonly at: object };
type Difference = { readonly effect: string; readonly policy: string; readonly target: string; readonly why: Record<string, unknown> };

async function all(text: string, ...argv: readonly string[]): Promise<Readonly<Record<string, Answer>>> {
  const { code, out, err } = await inFolder({ "p.yaml": text }, ["route", "p.yaml", "--on", "all", "--to", "order", "--format", "json", "-n", "shop", ...argv]);
  expect([code, err]).toEqual([0, ""]);
  const { answers } = JSON.parse(out) as { readonly answers: readonly Answer[] };
  return Object.fromEntries(answers.map((answer) => [answer.on, answer]));
}

test("the policy answers first, then every target there is, in one object", async () => {
  const answers = await all(policy(""), "--from", "web", "GET", "/orders/7");
  expect(Object.keys(answers)).toEqual(["policy", ...targets.map(({ name }) => name)]);
  const { appmesh, ...others } = answers;
  expect(Object.values(others).map(({ answer }) => answer?.outcome)).toEqual(Object.keys(others).map(() => "forward"));
  expect(appmesh?.differences).toMatchObject([{ effect: "access", why: { kind: "ledger" } }]);
  expect(Object.values(answers).flatMap(({ refused = [] }) => refused)).toEqual([]);
});

test("a target that refuses the policy says what it cannot say and where, and hides nobody's answer", async () => {
  const { istio, linkerd, consul } = await all(policy("", mirror), "GET", "/orders/7");
  expect(istio?.answer).toMatchObject({ outcome: "forward", mirrors: [{ service: "order", share: "1/10" }] });
  for (const refusing of [linkerd, consul]) {
    expect(refusing?.answer).toBeNull();
    expect(refusing?.refused).toMatchObject([{ code: "MW4001", at: { file: "p.yaml", line: 16, column: 21 } }]);
    expect(refusing?.refused?.[0]?.message).toContain(`${refusing?.on} ${refusing?.version}`);
  }
});

test("where answers differ, the ledger's entry and the author's consent say why", async () => {
  const { istio, appmesh } = await all(policy(budget, retry), "GET", "/orders/7");
  expect(istio?.differences).toMatchObject([{ effect: "retryBudget", why: { kind: "ledger", entry: "approximate", field: "retryBudget", because: "close enough", at: { file: "p.yaml", line: 20 } } }]);
  expect(appmesh?.differences?.length).toBeGreaterThan(0);
  for (const { why } of appmesh?.differences ?? []) expect(why).toMatchObject({ kind: "ledger", entry: "omitted", field: "excluded", because: "not served there" });
});

test("a request that no proof speaks of is named as such where targets read it otherwise", async () => {
  const answers = await all(policy(""), "GET", "/orders", "--authority", "other.example");
  const reasons = Object.values(answers).flatMap(({ differences = [] }) => differences.map(({ why }) => why));
  expect(reasons.length).toBeGreaterThan(0);
  expect(reasons).toContainEqual({ kind: "outside", what: ["authority that is no name of the called service"] });
  expect(reasons.filter(({ kind }) => kind === "unexplained")).toEqual([]);
});

test("versions and profiles come from the configuration, else from the MeshPolicy", async () => {
  const mesh = `apiVersion: meshwright.dev/v1alpha1
kind: MeshPolicy
metadata: { name: mesh, namespace: infra }
spec: { scope: mesh, targets: { istio: { version: "1.30" }, gateway-api: { profile: experimental } } }
---
`;
  const files = { "p.yaml": mesh + policy(""), "meshwright.yaml": 'policies: [p.yaml]\ntargets: { istio: { version: "1.29" } }\n' };
  const { out } = await inFolder(files, ["route", "p.yaml", "--on", "all", "--to", "order", "-n", "shop", "--requests", "-"], '{"to": "order", "path": "/orders"}\n');
  const { answers } = JSON.parse(out) as { readonly answers: readonly Record<string, unknown>[] };
  expect(answers.find(({ on }) => on === "istio")).toMatchObject({ version: "1.29" });
  expect(answers.find(({ on }) => on === "gateway-api")).toMatchObject({ profile: "experimental" });
});

test("text is one table: the policy's answer, `=` where a target does the same, and below it what differs and why", async () => {
  const argv = ["route", "p.yaml", "--on", "all", "--to", "order", "-n", "shop", "GET", "/orders/7"];
  const { code, out } = await inFolder({ "p.yaml": policy(budget, mirror + retry) }, argv);
  expect(code).toBe(0);
  const [question, header, ...lines] = out.trimEnd().split("\n");
  expect(question).toBe("a caller without identity to shop/order GET /orders/7");
  expect(header?.trim().split(/ {2,}/)).toEqual(["policy", ...targets.map(({ name, defaultVersion }) => `${name} ${defaultVersion}`)]);
  const row = (label: string) => lines.find((line) => line.startsWith(`  ${label} `))?.trim().split(/ {2,}/);
  const outcomes: Readonly<Record<string, string>> = { istio: "=", appmesh: "refuse 404 no virtual service is named `order.shop`" };
  expect(row("outcome")).toEqual(["outcome", "forward", ...targets.map(({ name }) => outcomes[name] ?? "refuses the policy")]);
  expect(row("budget")).toEqual(["budget", "percent 25, window 2s, minPerSecond 10", "kind concurrency, percent 25, minConcurrency 1"]);
  expect(row("deadline")).toEqual(["deadline", "2s", "="]);
  expect(out).toMatch(/\n {2}istio differs in retryBudget: .*; allowed because: close enough {2}p\.yaml:21:\d+\n/);
  expect(out).toMatch(/\n {2}linkerd refuses the policy:\n {4}MW4001: .*mirror.* {2}p\.yaml:16:21\n/);
  expect(out).toMatch(/\n {2}appmesh differs in [\w, ]+: excluded omitted, left out of appmesh: not served there; allowed because: not served there {2}p\.yaml:22:/);
});

test.each([
  [["p.yaml", "--on", "all", "--on", "istio"], "`--on all` already asks everyone; leave the other `--on` out"],
  [["s.yaml", "--on", "all"], "`--on all` compares targets with a policy, and there is none among what was read; name the target of these manifests with `--on`"],
])("wrong use: %j", async (argv, problem) => {
  const service = "apiVersion: v1\nkind: Service\nmetadata: { name: order, namespace: shop }\nspec: { ports: [{ port: 8080 }] }\n";
  const { code, out, err } = await inFolder({ "p.yaml": shop, "s.yaml": service }, ["route", ...argv, "--to", "order", "GET", "/orders"]);
  expect([code, out, err]).toEqual([2, "", `meshwright: ${problem}\n`]);
});
