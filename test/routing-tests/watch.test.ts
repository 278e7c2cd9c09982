import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shop } from "../route/world.ts";
import { oneTest, routingTest } from "./world.ts";

const main = join(__dirname, "../../dist/bin/meshwright.js");

/** The real program, since it waits for the system's events. */
test("--watch runs again when a file changes, and ends on an interrupt", async () => {
  const folder = mkdtempSync(join(tmpdir(), "watch-"));
  const tests = (expected: string): void => writeFileSync(join(folder, "tests.yaml"), routingTest(oneTest("from: web, to: order, path: /orders/7", expected)));
  writeFileSync(join(folder, "shop.yaml"), shop);
  tests("route: read");
  const running = spawn(process.execPath, [main, "test", folder, "--on", "policy", "--watch"]);
  const said = { out: "", err: "" };
  running.stdout.on("data", (text) => (said.out += String(text)));
  running.stderr.on("data", (text) => (said.err += String(text)));
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await Promise.race([once(running.stdout, "data"), once(running.stderr, "data"), once(running, "exit")]);
  };
  await until(() => said.err.includes("waiting for changes"));
  expect(said.out).toContain("1 passed, 0 failed");
  tests("route: old");
  await until(() => said.out.includes("0 passed, 1 failed") && said.err.split("waiting for changes").length > 2);
  running.kill("SIGINT");
  const [code] = (await once(running, "exit")) as [number | null];
  expect(code).toBe(0);
}, 60_000);
