import { newFolder, policy } from "./harness.ts";

const vendor = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\n";

test("policies and ignored files are relative to the configuration, wherever the tool is run", async () => {
  const folder = newFolder({
    ".git/HEAD": "",
    "meshwright.yaml": "policies: [policies]\nignore: [policies/old]\n",
    "policies/order.yaml": policy("order"),
    "policies/old/order.yaml": "not: a policy",
    "src/deep/x.txt": "",
  });
  expect(await folder.run(["lint"])).toMatchObject({ code: 0, stderr: "no findings in 1 file\n" });
  expect(await folder.run(["lint"], { below: "src/deep" })).toMatchObject({ code: 0, stderr: "no findings in 1 file\n" });
});

test("what lies above the repository is not looked at", async () => {
  const folder = newFolder({ "meshwright.yaml": "policies: [p]\n", "repository/.git/HEAD": "", "plain/x.txt": "" });
  expect((await folder.run(["lint"], { below: "repository" })).stderr).toMatch(/there is nothing to read/);
  expect((await folder.run(["lint"], { below: "plain" })).stderr).toMatch(/there is nothing to read/);
});

test("levels of findings", async () => {
  const folder = newFolder({ "meshwright.yaml": "lint: { MW1019: error, MW1003: off }\n", "v.yaml": vendor, "b.yaml": policy("order", "  port: 1\n") });
  const { code, stdout } = await folder.run(["lint", "v.yaml"]);
  expect({ code, level: /MW1019/.test(stdout) && /:2:7 error /.test(stdout) }).toEqual({ code: 1, level: true });
  expect((await folder.run(["lint", "b.yaml"])).stdout).toMatch(/error MW1003/);
});

test("flags win over the file", async () => {
  const folder = newFolder({ "meshwright.yaml": "policies: [none]\ndefaultNamespace: shop\nsmi: { accessDefault: deny, crossNamespaceTargets: true }\n" });
  const { code, stdout } = await folder.run(["lint", "--print-config", "-n", "jobs", "--smi", "accessDefault=allow"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ file: "meshwright.yaml", defaultNamespace: "jobs", settings: { "smi.accessDefault": "allow", "smi.crossNamespaceTargets": "true" } });
});

test("another file can be named", async () => {
  const folder = newFolder({ "meshwright.yaml": "policies: [none]\n", "other/m.yaml": "policies: [p.yaml]\n", "other/p.yaml": policy("order") });
  expect((await folder.run(["lint", "--config", "other/m.yaml"])).code).toBe(0);
});

test("an empty file sets nothing", async () => {
  expect((await newFolder({ "meshwright.yaml": "# later\n", "a.yaml": policy("order") }).run(["lint", "a.yaml"])).code).toBe(0);
});

test.each([
  ["an unknown key", "polices: [a]\n", /unknown key `polices` in the configuration[^]*did you mean `policies`\?/],
  ["a wrong type", "policies: a\n", /meshwright.yaml:1:11 error MW1021/],
  ["a wrong level", "lint: { MW1019: loud }\n", /MW1023/],
  ["broken YAML", "policies: [a\n", /MW1001/],
  ["a version that is a number", "targets: { istio: { version: 1.30 } }\n", /write it in quotes/],
  ["a target that is none", "targets: { isto: {} }\n", /istio/],
  ["a version that no target has", 'targets: { istio: { version: "0.1" } }\n', /meshwright.yaml:1:30 error MW4007/],
  ["a profile that no target has", "targets: { istio: { profile: heliport } }\n", /MW4008: profile `heliport` of istio is not known/],
  ["a level for a code that is none", "lint: { MW9001: off }\n", /meshwright.yaml:1:9 error MW1032: `MW9001`/],
  ["a suppression of a code that is none", "suppress: [{ code: MW9001, reason: x }]\n", /meshwright.yaml:1:20 error MW1032/],
  ["two documents", "policies: [a]\n---\nout: b\n", /one document/],
])("%s refuses the call", async (_, text, message) => {
  const ran = await newFolder({ "meshwright.yaml": text, "a.yaml": policy("order") }).run(["lint", "a.yaml"]);
  expect(ran).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(message) });
});

test("a configured path that is not there stands at its place, unless the command line names what to read", async () => {
  const folder = newFolder({ "meshwright.yaml": "policies: [a.yaml, none]\n", "a.yaml": policy("order") });
  expect(await folder.run(["lint"])).toEqual({ code: 2, stdout: "", stderr: expect.stringContaining("meshwright.yaml:1:20 error MW1031: `none` does not exist") });
  expect((await folder.run(["lint", "a.yaml"])).code).toBe(0);
});

describe("the folder of manifests", () => {
  const folder = newFolder({ "meshwright.yaml": "out: made\ntargets: { istio: {} }\n", "order.yaml": policy("order"), "made/istio/v.yaml": vendor });

  test("is left out where a folder around it is read, and read where it is named", async () => {
    expect((await folder.run(["lint", "."])).stderr).toBe("no findings in 1 file\n");
    expect((await folder.run(["lint", "**/*.yaml"])).stderr).toBe("no findings in 1 file\n");
    for (const path of ["made", "made/istio/v.yaml"]) expect((await folder.run(["lint", path])).stdout).toContain("made/istio/v.yaml:2:7 warning MW1019");
  });

  test("is not silently one of those that are read", async () => {
    const note = "other lies in a folder that is read for policies: leave it out with --ignore, or name it as `out` in meshwright.yaml\n";
    expect((await folder.run(["compile", ".", "-o", "other"])).stderr).toContain(note);
    for (const more of [[], ["--ignore", "made"]]) expect((await folder.run(["compile", "order.yaml", "-o", "made", ...more])).stderr).not.toContain(note);
    expect((await folder.run(["compile", ".", "--ignore", "other", "-o", "other"])).stderr).not.toContain(note);
  });
});

test("the configuration is no policy, whoever hands it over", async () => {
  const folder = newFolder({ "meshwright.yaml": "out: made\n", "order.yaml": policy("order"), "other.yaml": "out: x\n" });
  expect((await folder.run(["lint", "meshwright.yaml", "order.yaml"])).stderr).toBe("no findings in 1 file\n");
  expect(await folder.run(["lint", "meshwright.yaml"])).toEqual({ code: 0, stdout: "", stderr: "no findings in 0 files\n" });
  expect((await folder.run(["lint", "meshwright.yaml", "--config", "other.yaml"])).code).toBe(1);
  expect((await newFolder({ "meshwright.yaml": "out: made\n" }).run(["lint", "."])).stderr).toMatch(/there is nothing to read/);
});

test.each([
  [["-n", "Shop_1"], "`Shop_1` is not the name of a namespace"],
  [["--as-of", "2026-02-30"], "`2026-02-30` is not a date such as 2026-12-31"],
  [["--as-of", "tomorrow"], "`tomorrow` is not a date such as 2026-12-31"],
])("%j is wrong use", async (more, problem) => {
  expect(await newFolder({ "a.yaml": policy("order") }).run(["lint", "a.yaml", ...more])).toEqual({ code: 2, stdout: "", stderr: `meshwright: ${problem}\n` });
});

test("settings under another name are not passed over in silence", async () => {
  const folder = newFolder({ "meshwright.yml": "policies: [a.yaml]\n", "a.yaml": policy("order") });
  const problem = "meshwright: `meshwright.yml` is not looked at: the configuration is called meshwright.yaml; rename it, or name it with --config\n";
  expect(await folder.run(["lint", "a.yaml"])).toEqual({ code: 2, stdout: "", stderr: problem });
  expect((await folder.run(["lint", "--config", "meshwright.yml"])).code).toBe(0);
  folder.write({ "meshwright.yaml": "policies: [a.yaml]\n" });
  expect((await folder.run(["lint"])).code).toBe(0);
});
