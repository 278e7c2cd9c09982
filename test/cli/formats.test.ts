import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { newFolder, policy } from "./harness.ts";

const folder = newFolder({ ".git/HEAD": "", "sub/broken.yaml": policy("order", "  port: 9090\n") });
const read = (name: string): string => readFileSync(join(folder.path, name), "utf8");
const formats = ["text", "json", "ndjson", "sarif", "junit", "github", "gitlab", "markdown"];

test.each(formats)("%s has the same exit code, and standard output to itself", async (format) => {
  const { code, stdout, stderr } = await folder.run(["lint", "sub", "--format", format]);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "1 error in 1 file\n" });
  expect(stdout).toContain("MW1003");
  expect((await folder.run(["lint", "sub", "--format", format, "--fail-on", "never"])).code).toBe(0);
});

test("several formats in one run", async () => {
  const { code, stdout } = await folder.run(["lint", "broken.yaml", "--format", "json", ...["sarif=out/r.sarif", "junit=j.xml", "markdown=m.md"].flatMap((each) => ["--format", each])], { below: "sub" });
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [{ code: "MW1003", file: "broken.yaml" }] });
  expect(JSON.parse(read("sub/out/r.sarif"))).toMatchObject({ runs: [{ results: [{ locations: [{ physicalLocation: { artifactLocation: { uri: "sub/broken.yaml" } } }] }] }] });
  expect(read("sub/j.xml")).toMatch(/^<\?xml /);
  expect(read("sub/m.md")).toMatch(/^<!-- meshwright -->\n### Meshwright: 1 error in 1 file\n/);
});

describe("a configuration that refuses the call", () => {
  const unsound = newFolder({ ".git/HEAD": "", "meshwright.yaml": "polices: [sub]\n", "sub/a.yaml": policy("order") });
  const error = { code: "MW1020", file: "meshwright.yaml", line: 1, column: 1 };

  test.each(["lint", "compile"])("is told by %s in every format, with the same exit code", async (command) => {
    for (const format of formats) {
      const { code, stdout, stderr } = await unsound.run([command, "sub", "--format", format]);
      expect([code, stderr, stdout.includes("MW1020")]).toEqual([2, expect.stringMatching(/^meshwright: the configuration is not sound\nmeshwright.yaml:1:1 error MW1020/), format !== "text"]);
    }
  });

  test("is written into the files that were asked for, which others wait for", async () => {
    const { code, stdout } = await unsound.run(["lint", "--format", "json=f/r.json", "--format", "sarif=r.sarif"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(JSON.parse(readFileSync(join(unsound.path, "f/r.json"), "utf8"))).toMatchObject({ diagnostics: [error] });
    expect(JSON.parse(readFileSync(join(unsound.path, "r.sarif"), "utf8"))).toMatchObject({ runs: [{ results: [{ ruleId: "MW1020" }] }] });
  });

  test("and a KRM function answers nothing", async () => {
    expect(await unsound.run(["lint", "--format", "krm"], { input: "kind: ResourceList\n" })).toMatchObject({ code: 2, stdout: "" });
  });
});

test("people are told too when only files were asked for", async () => {
  expect((await folder.run(["lint", "sub", "--format", "sarif=r.sarif"])).stdout).toMatch(/^sub\/broken.yaml:6:3 error MW1003/);
});

test.each<[string, readonly string[], RegExp]>([
  ["two on standard output", ["json", "sarif"], /only one format can go to standard output, not `json` and `sarif`; write the others as `--format sarif=FILE`/],
  ["two in one file", ["json=a", "sarif=a"], /two formats would be written to `a`/],
  ["a file without a name", ["json="], /`--format json=` lacks the name of the file/],
  ["an unknown one for a file", ["jsn=a"], /`jsn` is not a value of --format; did you mean `json`\?/],
])("%s is wrong use", async (_, values, message) => {
  const ran = await folder.run(["lint", "sub", ...values.flatMap((value) => ["--format", value])]);
  expect(ran).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(message) });
});

test("nothing is written through links or over a folder", async () => {
  const outside = newFolder({ "r.sarif": "precious" });
  symlinkSync(join(outside.path, "r.sarif"), join(folder.path, "link.sarif"));
  symlinkSync(outside.path, join(folder.path, "linked"));
  for (const file of ["link.sarif", "linked/r.sarif", "sub"]) {
    const { code, stderr } = await folder.run(["lint", "sub", "--format", `sarif=${file}`]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/is reached through a link, and nothing is written through links|is not a file/) });
  }
  expect(readFileSync(join(outside.path, "r.sarif"), "utf8")).toBe("precious");
});
