import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { newFolder, policy } from "./harness.ts";

/** The binary that `npm test` has just built. */
const main = join(__dirname, "../../dist/bin/meshwright.js");
const folder = newFolder({ "order.yaml": policy("order"), "broken.yaml": policy("order", "  port: 9090\n") });

function meshwright(argv: readonly string[], input = ""): { code: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, NO_COLOR: "", FORCE_COLOR: "" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...argv], { cwd: folder.path, input, env, encoding: "utf8" });
  return { code: status, stdout, stderr };
}

test("is built", () => expect(existsSync(main)).toBe(true));

test("knows its version, and loads nothing else for it", () => {
  const start = performance.now();
  expect(meshwright(["--version"])).toEqual({ code: 0, stdout: expect.stringMatching(/^meshwright \d/), stderr: "" });
  expect(performance.now() - start).toBeLessThan(2000);
});

test("explains from the package's own folder", () => {
  expect(meshwright(["explain", "MW1004"]).stdout).toMatch(/^# MW1004: tab-indentation\n/);
});

test.each<[string, readonly string[], string, number]>([
  ["a sound file", ["lint", "order.yaml"], "", 0],
  ["a broken file", ["lint", "broken.yaml"], "", 1],
  ["standard input", ["lint", "-"], policy("order", "  port: 1\n"), 1],
  ["wrong use", ["lint", "nowhere"], "", 2],
])("exits as documented for %s", (_, argv, input, code) => {
  expect(meshwright(argv, input).code).toBe(code);
});

test("the order of arguments makes no difference", () => {
  const json = ["--format", "json"];
  expect(meshwright(["lint", "order.yaml", "broken.yaml", ...json])).toEqual(meshwright(["lint", ...json, "broken.yaml", "order.yaml"]));
});
