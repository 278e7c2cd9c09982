import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder, policy } from "./harness.ts";
import type { Folder } from "./harness.ts";

const rules = "out/istio/shop/prometheus-rule-meshwright-istio.yaml";
const watched = policy("order", "  alerts: { errorRate: { above: 2, for: 5m } }\n");
const setting = (alerts: string): string => `policies: [policies]\ntargets: { istio: {} }\n${alerts}`;

function shop(alerts: string): Folder {
  return newFolder({ "meshwright.yaml": setting(alerts), "policies/order.yaml": watched });
}

test("alerts of the configuration stand for the flag, in compile and in its check", async () => {
  const folder = shop("alerts: true\n");
  expect((await folder.run(["compile"])).code).toBe(0);
  expect(readFileSync(join(folder.path, rules), "utf8")).toContain("MeshwrightErrorRate");
  expect((await folder.run(["compile", "--check"])).code).toBe(0);
  expect((await folder.run(["compile", "--check", "--alerts"])).code).toBe(0);
  expect((await folder.run(["compile", "--check", "--no-alerts"])).stdout).toContain(rules);
});

test.each(["", "alerts: false\n"])("with %j the flag still asks for them", async (alerts) => {
  const folder = shop(alerts);
  expect((await folder.run(["compile"])).code).toBe(0);
  expect(existsSync(join(folder.path, rules))).toBe(false);
  expect((await folder.run(["compile", "--check", "--alerts"])).code).toBe(1);
  expect((await folder.run(["compile", "--alerts"])).code).toBe(0);
  expect((await folder.run(["compile", "--check", "--alerts"])).code).toBe(0);
  expect((await folder.run(["compile", "--check"])).code).toBe(1);
});

test("asking for both, or for something else than yes or no, is wrong use", async () => {
  expect(await shop("").run(["compile", "--alerts", "--no-alerts"])).toMatchObject({ code: 2, stderr: expect.stringContaining("--no-alerts") });
  expect(await shop("alerts: prometheus\n").run(["compile"])).toMatchObject({ code: 2, stderr: expect.stringContaining("meshwright.yaml:3:9 error MW1021") });
});
