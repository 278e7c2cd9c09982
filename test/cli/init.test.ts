import { readFileSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { newFolder } from "./harness.ts";

const files = ["meshwright.yaml", "policies/hello.yaml", "policies/hello-tests.yaml", ".pre-commit-config.yaml", ".github/workflows/meshwright.yml"];

test("what it writes passes lint at once, and compiles", async () => {
  const folder = newFolder({ ".git/HEAD": "" });
  const { code, stdout, stderr } = await folder.run(["init"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  for (const file of files) expect(stderr).toContain(`${file}: written\n`);
  expect(await folder.run(["lint", "--fail-on", "info"])).toEqual({ code: 0, stdout: "", stderr: "no findings in 2 files\n" });
  expect(await folder.run(["lint", "policies", "--fail-on", "info"])).toMatchObject({ code: 0, stdout: "" });
  expect((await folder.run(["compile"])).code).toBe(0);
});

test("the policy, and what is compiled from it, answers as the tests beside it say, and they cover all of it", async () => {
  const folder = newFolder({ ".git/HEAD": "" });
  await folder.run(["init"]);
  const { code, stdout } = await folder.run(["test", "--fail-under", "100"]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/3 passed, 0 failed\ncoverage 100%/)]);
});

test("hook and workflow run this version", async () => {
  const folder = newFolder();
  expect((await folder.run(["init", "new/folder"])).stderr).toContain("new/folder/meshwright.yaml: written\n");
  const read = (name: string) => readFileSync(join(folder.path, "new/folder", name), "utf8");
  const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as { version: string };
  expect(parse(read(".pre-commit-config.yaml"))).toMatchObject({ repos: [{ repo: "local", hooks: [{ language: "node", additional_dependencies: [`meshwright@${version}`] }] }] });
  expect(JSON.stringify(parse(read(".github/workflows/meshwright.yml")))).toContain(`npx --yes meshwright@${version} lint --format github`);
});

test("what is there already stays", async () => {
  const folder = newFolder({ "meshwright.yaml": "out: elsewhere\n" });
  const { code, stderr } = await folder.run(["init"]);
  expect({ code, first: stderr.split("\n")[0] }).toEqual({ code: 0, first: "meshwright.yaml: is there already, left as it is" });
  expect(readFileSync(join(folder.path, "meshwright.yaml"), "utf8")).toBe("out: elsewhere\n");
});

test("nothing is written through links, nor over files", async () => {
  const outside = newFolder();
  const folder = newFolder({ file: "" });
  symlinkSync(outside.path, join(folder.path, "policies"));
  expect(await folder.run(["init"])).toMatchObject({ code: 2, stderr: expect.stringMatching(/`policies\/hello.yaml` is reached through a link/) });
  expect(readdirSync(outside.path)).toEqual([]);
  expect((await folder.run(["init", "file"])).code).toBe(2);
  expect((await folder.run(["init", "a", "b"])).code).toBe(2);
});

test("below the root of a repository hook and workflow are not written, since nobody would look for them there", async () => {
  const folder = newFolder({ ".git/HEAD": "", "mesh/x.txt": "" });
  const { code, stderr } = await folder.run(["init"], { below: "mesh" });
  expect([code, readdirSync(join(folder.path, "mesh")).sort()]).toEqual([0, ["meshwright.yaml", "policies", "x.txt"]]);
  expect(stderr).toContain(".pre-commit-config.yaml: not written, since it counts at the root of the repository only (..)\n");
});
