import { newFolder, policy } from "./harness.ts";

const folder = newFolder({ "order.yaml": policy("order"), "broken.yaml": policy("order", "  port: 9090\n") });

test.each<[string, readonly string[], number, RegExp]>([
  ["no command", [], 2, /^meshwright: which command\?/],
  ["an unknown command", ["lintt"], 2, /`lintt` is not a command; did you mean `lint`\?/],
  ["a command of the prototype", ["constructor"], 2, /`constructor` is not a command; see/],
  ["an unknown option", ["lint", "--formt", "json"], 2, /`--formt` is not an option of lint; did you mean `--format`\?/],
  ["an unknown short option", ["lint", "-z"], 2, /`-z` is not an option of lint; see `meshwright lint --help`/],
  ["an option without its value", ["lint", "--format"], 2, /--format needs a value: --format FORMAT/],
  ["a flag with a value", ["lint", "--quiet=yes"], 2, /--quiet takes no value/],
  ["a value that is none", ["lint", "--format", "jsn"], 2, /`jsn` is not a value of --format; did you mean `json`\?/],
  ["a level that is none", ["lint", "--fail-on", "often"], 2, /it takes never, error, warning, info/],
  ["a path that does not exist", ["lint", "nowhere.yaml"], 2, /`nowhere.yaml` does not exist/],
  ["all such paths", ["lint", "a.yaml", "b.yaml"], 2, /`a.yaml` does not exist; `b.yaml` does not exist/],
  ["a glob that matches nothing", ["lint", "*.json"], 2, /no file matches `\*\.json`/],
  ["nothing to read", ["lint"], 2, /there is nothing to read/],
  ["a setting of SMI without value", ["lint", "order.yaml", "--smi", "x"], 2, /has to be `--smi NAME=VALUE`/],
  ["a setting of SMI that is none", ["lint", "order.yaml", "--smi", "acessDefault=deny"], 2, /did you mean `accessDefault`\?/],
  ["a value of SMI that is none", ["lint", "order.yaml", "--smi", "accessDefault=no"], 2, /`no` is not a value of accessDefault; known: deny, selected, allow/],
  ["a configuration that is not there", ["lint", "--config", "c.yaml"], 2, /`c.yaml` is not a file/],
  ["no code to explain", ["explain"], 2, /which code\?/],
  ["a code that does not exist", ["explain", "MW0000"], 2, /`MW0000` is not the code of a finding/],
  ["a code that is a path", ["explain", "../../package"], 2, /is not the code of a finding/],
])("%s is wrong use", async (_, argv, code, message) => {
  const ran = await folder.run(argv);
  expect(ran).toEqual({ code, stdout: "", stderr: expect.stringMatching(message) });
  expect(ran.stderr).toMatch(/^meshwright: .*\n$/);
});

test("wrong words cannot drive a terminal", async () => {
  expect((await folder.run(["\x1b[31m"])).stderr).not.toContain("\x1b");
  expect((await folder.run(["lint", "\x1b[31m"])).stderr).not.toContain("\x1b");
});

test.each([["--version"], ["-V"], ["version"]])("%s", async (word) => {
  expect(await folder.run([word])).toEqual({ code: 0, stdout: expect.stringMatching(/^meshwright \d+\.\d+\.\d+\n$/), stderr: "" });
});

test.each([[["--help"]], [["-h"]], [["help"]]])("%j lists the commands", async (argv) => {
  const { code, stdout } = await folder.run(argv);
  expect(code).toBe(0);
  for (const name of ["lint", "compile", "route", "explain"]) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
});

test.each([[["lint", "--help"]], [["lint", "x", "-h"]], [["help", "lint"]]])("%j lists the options", async (argv) => {
  const { code, stdout } = await folder.run(argv);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^usage: meshwright lint \[PATHS…\]/);
  expect(stdout).toMatch(/--fail-on LEVEL .*\(never, error, warning, info\)/);
});

test("explain prints the page", async () => {
  const { code, stdout } = await folder.run(["explain", "mw1003"]);
  expect({ code, start: stdout.slice(0, 24) }).toEqual({ code: 0, start: "# MW1003: duplicate-key\n" });
});

describe("a fault of our own", () => {
  const broken = { packageFile: () => { throw new Error("the moon\x1b is down"); } };

  test("ends in one line and code 3", async () => {
    const ran = await folder.run(["--version"], broken);
    expect(ran).toEqual({ code: 3, stdout: "", stderr: "meshwright: this is a fault of meshwright itself, please report it: the moon\\u{1b} is down\n" });
  });

  test("shows its stack when asked to", async () => {
    expect((await folder.run(["--version"], { ...broken, env: { MESHWRIGHT_DEBUG: "1" } })).stderr).toMatch(/\n\s+at /);
  });
});

describe("lint", () => {
  test("a sound policy", async () => {
    expect(await folder.run(["lint", "order.yaml"])).toEqual({ code: 0, stdout: "", stderr: "no findings in 1 file\n" });
  });

  test("findings go to standard output, the summary to standard error", async () => {
    const { code, stdout, stderr } = await folder.run(["lint", "broken.yaml"]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "1 error in 1 file\n" });
    expect(stdout).toMatch(/^broken.yaml:6:3 error MW1003: key `port` is written twice in one mapping\n/);
  });

  test("JSON says the same with the same code", async () => {
    const { code, stdout } = await folder.run(["lint", "broken.yaml", "--format", "json", "-q"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ diagnostics: [{ code: "MW1003", file: "broken.yaml", line: 6, column: 3 }] });
  });

  test.each([
    ["error", 0],
    ["warning", 1],
    ["info", 1],
    ["never", 0],
  ])("--fail-on %s with a warning", async (level, code) => {
    const vendor = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\n";
    const ran = await folder.run(["lint", "-", "--fail-on", level], { input: vendor });
    expect(ran.code).toBe(code);
    expect(ran.stdout).toMatch(/^-:2:7 warning MW1019: /);
  });

  test("never fails on errors when told so", async () => {
    expect((await folder.run(["lint", "broken.yaml", "--fail-on", "never"])).code).toBe(0);
  });

  test.each<[string, Record<string, string>, boolean, boolean]>([
    ["a terminal", {}, true, true],
    ["a pipe", {}, false, false],
    ["NO_COLOR", { NO_COLOR: "1" }, true, false],
    ["FORCE_COLOR", { FORCE_COLOR: "1" }, false, true],
  ])("colour with %s", async (_, env, isTty, coloured) => {
    const { stdout } = await folder.run(["lint", "broken.yaml"], { env, isTty });
    expect(stdout.includes("\x1b[")).toBe(coloured);
    expect((await folder.run(["lint", "broken.yaml", "--format", "json"], { env, isTty })).stdout).not.toContain("\x1b[");
  });
});
