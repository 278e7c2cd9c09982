import { lintText, pointedAt, policy } from "./lint-text.ts";

const budget = "retryBudget: { percent: 20, window: 10s, minPerSecond: 5 }\nalerts: { retryRate: { above: 10, for: 5m } }";

function withRoute(fields: string, more = budget): string {
  return policy(`port: 8080\n${more}\nroutes:\n  - name: all\n    to: order\n    ${fields.split("\n").join("\n    ")}`);
}

test.each([
  ["deadline: 10s\nretry: { attempts: 20, perTryTimeout: 5s, on: [gateway-error] }", "route `all` of `shop/order` asks for 20 retries of 5s in 10s: two tries fit"],
  ["deadline: 3s\nretry: { attempts: 2, perTryTimeout: 2s, on: [gateway-error] }", "route `all` of `shop/order` asks for two retries of 2s in 3s: one try fits"],
  ["deadline: 3s\nretry: { attempts: 2, perTryTimeout: 1s, on: [gateway-error] }", "route `all` of `shop/order` asks for two retries of 1s in 3s: the last try is cut short by the pauses"],
])("tries that do not fit are counted: %s", (fields, message) => {
  const text = withRoute(fields);
  const findings = lintText(text);
  expect(findings.map(({ code, message: said }) => [code, said])).toEqual([["MW3002", message]]);
  expect(findings.map((finding) => pointedAt(text, finding))).toEqual([/attempts: (\d+)/.exec(fields)?.[1]]);
});

test.each([
  ["tries with their pauses fit exactly", "deadline: 3150ms\nretry: { attempts: 2, perTryTimeout: 1s, on: [gateway-error] }"],
  ["conditions that come before the work may repeat every method", "deadline: 3s\nretry: { attempts: 1, on: [connect-failure, refused-stream, 503], methods: all }"],
  ["unsafe conditions repeat only idempotent methods", "deadline: 3s\nretry: { attempts: 1, on: [5xx], methods: [GET, PUT] }"],
])("no finding: %s", (_, fields) => {
  expect(lintText(withRoute(fields))).toEqual([]);
});

test("a method that the route does not take is not repeated", () => {
  const text = policy(
    `port: 8080\n${budget}\nroutes:\n  - name: reads\n    match: [{ methods: [GET] }]\n    to: order\n    deadline: 3s\n    retry: { attempts: 1, on: [5xx], methods: all }\n  - name: rest\n    to: order\n    deadline: 3s`,
  );
  expect(lintText(text)).toEqual([]);
});

test("a fault is compared with the day, and errors of the policy silence the lints", () => {
  const fault = (until: string): string => withRoute(`deadline: 5s\nfault: { abort: { percent: 1, status: 503 }, until: ${until} }`);
  expect(lintText(fault("2026-11-20")).map(({ code }) => code)).toEqual(["MW3009"]);
  expect(lintText(fault("2026-11-21"))).toEqual([]);
  expect(lintText(`${fault("2026-11-20")}  port: 9090\n`).filter(({ code }) => code.startsWith("MW3"))).toEqual([]);
});

test("a default that many routes inherit is reported once, where it stands", () => {
  const mesh = `apiVersion: meshwright.dev/v1alpha1\nkind: MeshPolicy\nmetadata: { name: mesh, namespace: istio-system }\nspec:\n  scope: mesh\n  defaults:\n    deadline: 2s\n    retryBudget: { percent: 20, window: 10s, minPerSecond: 5 }\n    retry: { attempts: 9, perTryTimeout: 1s, on: [gateway-error] }\n`;
  const services = ["order", "payment"].map((name) => policy("port: 8080\nalerts: { retryRate: { above: 10, for: 5m } }", name));
  const findings = lintText([mesh, ...services].join("---\n"));
  expect(findings.map(({ code, message }) => [code, message])).toEqual([["MW3002", "the default asks for nine retries of 1s in 2s: two tries fit"]]);
});
