import { spawnSync } from "node:child_process";
import { join } from "node:path";

test("every row of the references' pitfalls, lints and golden cases has a test that is named for it, and every tag a row", () => {
  const { status, stdout } = spawnSync(process.execPath, ["scripts/pitfalls.mjs"], { cwd: join(__dirname, "../.."), encoding: "utf8" });
  expect({ stdout, status }).toEqual({ stdout: "every row has its test\n", status: 0 });
});
