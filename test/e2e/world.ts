import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { run } from "../../src/cli/run.ts";
import { expectation, withoutBlankEnd, wordsOf } from "./scenario.ts";
import type { Scenario, Step } from "./scenario.ts";

const packageRoot = join(__dirname, "../..");

/** The binary of `npm run conformance`, or another one, such as that of an installed package; the short run stays inside this process. */
const main = process.env["MESHWRIGHT_MAIN"] ?? (process.env["MESHWRIGHT_RUNS"] === undefined ? null : join(packageRoot, "dist/bin/meshwright.js"));

/** Where a scenario stands: its folder, and what later runs inherit. */
interface World {
  readonly root: string;
  folder: string;
  readonly env: Record<string, string>;
}

/** Plays a scenario in a folder of its own; the first step that turns out otherwise fails the test. */
export async function play({ steps }: Scenario): Promise<void> {
  const world: World = { root: realpathSync(mkdtempSync(join(tmpdir(), "meshwright-e2e-"))), folder: ".", env: {} };
  try {
    for (const [index, step] of steps.entries()) await playStep(step, steps.slice(index + 1), world);
  } finally {
    rmSync(world.root, { recursive: true, force: true });
  }
}

const partsOfRun = new Set(["stdin", "exit", "stdout", "stderr"]);

async function playStep(step: Step, later: readonly Step[], world: World): Promise<void> {
  const { word, rest, body } = step;
  const path = join(world.root, rest);
  switch (word) {
    case "file": return write(path, body);
    case "change": return change(path, body);
    case "remove": return rmSync(path, { recursive: true });
    case "link": return link(rest, world);
    case "cd": return void (world.folder = rest);
    case "env": return void (world.env[rest.split("=", 1)[0] ?? ""] = rest.slice(rest.indexOf("=") + 1));
    case "run": return runs(rest, later, world);
    case "files": return expect(filesBelow(path).join("")).toBe(body);
    case "same": return same(rest, world);
    case "read": return reads(readFileSync(path, "utf8"), body);
    default: if (!partsOfRun.has(word)) throw new Error(`\`${word}\` is no step of a scenario`);
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function change(path: string, body: string): void {
  const [old = "", replacement = ""] = body.trim().split(" => ");
  const text = readFileSync(path, "utf8");
  expect(text).toContain(old);
  writeFileSync(path, text.replace(old, replacement));
}

function link(rest: string, { root }: World): void {
  const [name = "", target = ""] = rest.split(" -> ");
  mkdirSync(dirname(join(root, name)), { recursive: true });
  symlinkSync(target, join(root, name));
}

/** Runs the tool and compares all that it did: what is not written down must be empty. */
async function runs(line: string, later: readonly Step[], { root, folder, env }: World): Promise<void> {
  const end = later.findIndex(({ word }) => !partsOfRun.has(word));
  const parts = end === -1 ? later : later.slice(0, end);
  const part = (name: string): Step | undefined => parts.find(({ word }) => word === name);
  const surroundings = { ...process.env, NO_COLOR: "", FORCE_COLOR: "", ...env };
  const options = { cwd: join(root, folder), input: part("stdin")?.body ?? "", env: surroundings, encoding: "utf8" } as const;
  const { status, stdout, stderr } = main === null ? await runHere(wordsOf(line), options) : spawnSync(process.execPath, [main, ...wordsOf(line)], options);
  expect({ line, stderr: matched(stderr, part("stderr")?.body ?? "") }).toEqual({ line, stderr: part("stderr")?.body ?? "" });
  expect({ line, stdout: matched(stdout, part("stdout")?.body ?? "") }).toEqual({ line, stdout: part("stdout")?.body ?? "" });
  expect({ line, status }).toEqual({ line, status: Number(part("exit")?.rest ?? "0") });
}

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The same without a process of its own: all that the tool sees of the world is handed to it. */
async function runHere(argv: readonly string[], { cwd, input, env }: { readonly cwd: string; readonly input: string; readonly env: NodeJS.ProcessEnv }): Promise<Ran> {
  const said = { stdout: "", stderr: "" };
  const packageFile = (path: string): string | null => (existsSync(join(packageRoot, path)) ? readFileSync(join(packageRoot, path), "utf8") : null);
  const status = await run(argv, {
    stdout: (text) => void (said.stdout += text),
    stderr: (text) => void (said.stderr += text),
    stdin: () => new TextEncoder().encode(input),
    cwd: realpathSync(cwd),
    env,
    isTty: false,
    now: () => new Date(),
    packageFile,
  });
  return { status, ...said };
}

/** The expectation itself when the text fits it, so that a failure shows the text as it is. */
function matched(actual: string, expected: string): string {
  const text = withoutBlankEnd(actual);
  return expectation(expected).test(text) ? expected : text;
}

function reads(actual: string, expected: string): void {
  expect(matched(actual, expected)).toBe(expected);
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return entries.map((entry) => `${relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/")}\n`).sort();
}

function same(rest: string, { root }: World): void {
  const [one, other] = wordsOf(rest).map((name) => contentsBelow(join(root, name)));
  expect(other).toEqual(one);
  expect(Object.keys(one ?? {})).not.toEqual([]);
}

function contentsBelow(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(filesBelow(folder).map((name) => [name, readFileSync(join(folder, name.trimEnd()), "utf8")]));
}
