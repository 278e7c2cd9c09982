import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { readArguments } from "../../src/cli/arguments.ts";
import { commands } from "../../src/cli/commands.ts";
import { newFolder, policy } from "../cli/harness.ts";

const root = join(__dirname, "../..");
const hooks = parse(readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8")) as readonly Readonly<Record<string, unknown>>[];
const bins = (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { bin: Record<string, string>; scripts: Record<string, string> });

test.each(hooks.map((hook) => [String(hook["id"]), hook] as const))("%s runs a command that exists", async (_, hook) => {
  const [bin = "", name = "", ...argv] = String(hook["entry"]).split(" ");
  expect(Object.keys(bins.bin)).toContain(bin);
  const { command } = (await commands[name]?.()) ?? { command: null };
  expect(command).not.toBeNull();
  if (command !== null) expect(readArguments(argv, command, {} as Parameters<typeof readArguments>[2]).ok).toBe(true);
  expect(hook).toMatchObject({ language: "node", name: expect.any(String), description: expect.any(String), files: expect.any(String) });
  expect(new RegExp(String(hook["files"])).test("policies/a.yaml")).toBe(true);
});

test("files are passed once, or not at all", () => {
  expect(hooks.filter((hook) => hook["pass_filenames"] !== false && hook["require_serial"] !== true)).toEqual([]);
});

test("an installation from Git builds what it runs", () => expect(bins.scripts["prepare"]).toBe("node scripts/prepare.mjs"));

test("changed files are linted by themselves", async () => {
  const folder = newFolder({ "a.yaml": policy("a"), "b.yaml": policy("b", "  port: 1\n") });
  expect((await folder.run(["lint", "a.yaml", "b.yaml"])).code).toBe(1);
});
