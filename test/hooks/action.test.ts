import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { newFolder, policy } from "../cli/harness.ts";

const root = join(__dirname, "../..");

interface Step {
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
}

const action = parse(readFileSync(join(root, "action.yml"), "utf8")) as Action;

/** Runs the steps as a runner would: expressions filled in, each with bash, up to the first that fails. */
function play(inputs: Readonly<Record<string, string>>, files: Readonly<Record<string, string>>) {
  const folder = newFolder({ ".git/HEAD": "", output: "", summary: "", ...files });
  const fill = (text: string): string =>
    text.replace(/\$\{\{ *([\w.-]+) *\}\}/g, (_, name: string) => (name === "github.action_path" ? root : (inputs[name.slice(7)] ?? action.inputs[name.slice(7)]?.default ?? "?")));
  const world = { PATH: process.env["PATH"], GITHUB_OUTPUT: join(folder.path, "output"), GITHUB_STEP_SUMMARY: join(folder.path, "summary"), RUNNER_TEMP: folder.path };
  let [code, stdout, stderr] = [0, "", ""];
  for (const step of action.runs.steps) {
    if (code !== 0) break;
    const env = { ...world, ...Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)])) };
    const ran = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run ?? ""], { cwd: join(folder.path, fill(step["working-directory"] ?? ".")), env, encoding: "utf8" });
    [code, stdout, stderr] = [ran.status ?? -1, stdout + ran.stdout, stderr + ran.stderr];
  }
  const read = (name: string): string => (existsSync(join(folder.path, name)) ? readFileSync(join(folder.path, name), "utf8") : "");
  return { code, stdout, stderr, read };
}

const bad = { "policies/order.yaml": policy("order", "  port: 9090\n"), "meshwright.yaml": "policies: [policies]\n" };
const good = { "policies/order.yaml": policy("order"), "meshwright.yaml": "policies: [policies]\n" };

test("every step is bash, and no input becomes part of a command", () => {
  expect(action.runs.using).toBe("composite");
  expect(action.runs.steps.every(({ shell, run }) => shell === "bash" && run !== undefined && !run.includes("${{"))).toBe(true);
  expect(Object.values(action.inputs).every(({ description }) => description.length > 10)).toBe(true);
});

test("a bad policy fails with annotations, summary and outputs", () => {
  const { code, stdout, stderr, read } = play({ "sarif-file": "r.sarif", "comment-file": "c.md" }, bad);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "1 error in 1 file\n" });
  expect(stdout).toMatch(/^::error file=policies\/order\.yaml,line=6,endLine=6,col=3,endColumn=7,title=MW1003 duplicate-key::key `port` is written twice[^\n]*\n$/);
  expect(read("output")).toBe("findings=1\nerrors=1\nsarif-file=r.sarif\n");
  expect(read("summary")).toMatch(/### Meshwright: 1 error in 1 file\n/);
  expect(read("c.md")).toBe(read("summary"));
  expect(JSON.parse(read("r.sarif"))).toMatchObject({ version: "2.1.0" });
});

test("a broken configuration is annotated, and the files that later steps wait for are there", () => {
  const { code, stdout, read } = play({ "sarif-file": "r.sarif" }, { ...bad, "meshwright.yaml": "polices: [policies]\n" });
  expect([code, stdout]).toEqual([2, expect.stringMatching(/^::error file=meshwright\.yaml,line=1,endLine=1,col=1,endColumn=8,title=MW1020 unknown-key::/)]);
  expect(read("output")).toBe("findings=1\nerrors=1\nsarif-file=r.sarif\n");
  expect(JSON.parse(read("r.sarif"))).toMatchObject({ runs: [{ results: [{ ruleId: "MW1020" }] }] });
});

test("a good one passes, in a folder of the repository too", () => {
  expect(play({}, good)).toMatchObject({ code: 0, stdout: "" });
  const below = Object.fromEntries(Object.entries(bad).map(([name, text]) => [`mesh/${name}`, text]));
  expect(play({ "working-directory": "mesh" }, below).stdout).toMatch(/^::error file=mesh\/policies\/order\.yaml,/);
});

test.each<[string, Record<string, string>, number]>([
  ["paths, one a line", { paths: "policies/order.yaml\n\n" }, 1],
  ["a level that fails nothing", { "fail-on": "never" }, 0],
  ["a path that is an order to a shell", { paths: "$(touch pwned); `touch pwned`" }, 2],
  ["a path that looks like an option", { paths: "--fail-on=never" }, 2],
  ["no summary", { summary: "false" }, 1],
])("%s", (_, inputs, code) => {
  const ran = play(inputs, bad);
  expect({ code: ran.code, pwned: ran.read("pwned") }).toEqual({ code, pwned: "" });
  expect(ran.read("summary") === "").toBe(inputs["summary"] === "false" || code === 2);
});
