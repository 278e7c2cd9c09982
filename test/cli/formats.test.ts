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
