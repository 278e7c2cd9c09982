import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { NamedCluster } from "./envoy-settings.ts";

/** One mesh for Istio's own code: see `test/judges/istio/routes_test.go`. */
export interface JudgeCase {
  readonly name: string;
  /** Services that exist, as YAML documents. */
  readonly kubernetes: string;
  /** Istio objects, as YAML documents. */
  readonly istio: string;
  readonly proxies: readonly JudgeProxy[];
}

export interface JudgeProxy {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly gateway?: boolean;
}

export interface JudgeFinding {
  readonly object: string;
  readonly code: string;
  readonly level: string;
  readonly message: string;
}

export interface Verdict {
  readonly name: string;
  readonly rejected: readonly JudgeFinding[];
  readonly analysis: readonly JudgeFinding[];
  readonly routes: Readonly<Record<string, readonly { readonly name: string }[]>>;
  readonly clusters: Readonly<Record<string, readonly string[]>>;
  readonly settings: Readonly<Record<string, Readonly<Record<string, NamedCluster>>>>;
}

/** A question to the reader of Envoy's route tables: see `EnvoyRoutes.java`. */
export interface EnvoyQuestion {
  readonly verdict: string;
  readonly proxy: string;
  readonly table: string;
  readonly request: { readonly authority: string; readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>> };
}

export interface EnvoyAnswer {
  readonly host: string | null;
  readonly route?: Readonly<Record<string, unknown>> | null;
  readonly unread?: string;
}

const cache = join(__dirname, "..", "..", ".cache", "judges");
const javaModule = join(__dirname, "envoy");

/** Why a program cannot be used here, or null. */
export function missing(program: string, ...args: string[]): string | null {
  const { status } = spawnSync(program, args, { stdio: "ignore" });
  return status === 0 ? null : `\`${program}\` is not installed`;
}

/** The vendors' CRDs are not part of the repository: their folder is named by MESHWRIGHT_CRDS. */
export function crdFolder(): string | null {
  const folder = process.env["MESHWRIGHT_CRDS"];
  return folder !== undefined && existsSync(folder) ? folder : null;
}

/** Has Istio's code judge the cases; verdicts by name. `name` keeps runs side by side apart. */
export function judgeWithIstio(name: string, cases: readonly JudgeCase[]): Judged<Verdict> {
  return judgeWithGo<Verdict>("istio", name, cases);
}

/** What a judge said, by the name of the case, and the file where it said it. */
export interface Judged<V> {
  readonly verdicts: ReadonlyMap<string, V>;
  readonly fileOf: (name: string) => string;
}

/** Builds the Go module of that folder and has it judge the cases; `name` keeps runs side by side apart. */
export function judgeWithGo<V extends { readonly name: string }>(module: string, name: string, cases: readonly { readonly name: string }[], env: Readonly<Record<string, string>> = {}): Judged<V> {
  const folders = { cases: join(cache, name, "cases"), verdicts: join(cache, name, "verdicts") };
  for (const folder of Object.values(folders)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }
  for (const item of cases) writeFileSync(join(folders.cases, `${item.name}.json`), JSON.stringify(item));
  const binary = join(cache, name, `${module}-judge.test`);
  const folder = join(__dirname, module);
  runOrThrow("go", ["test", "-c", "-o", binary, "."], folder);
  runOrThrow(binary, ["-test.run", "TestJudge", "-test.timeout", "40m"], folder, { JUDGE_CASES: folders.cases, JUDGE_VERDICTS: folders.verdicts, ...env });
  const fileOf = (mesh: string) => join(folders.verdicts, `${mesh}.json`);
  const verdicts = readdirSync(folders.verdicts).map((file) => JSON.parse(readFileSync(join(folders.verdicts, file), "utf8")) as V);
  return { verdicts: new Map(verdicts.map((verdict) => [verdict.name, verdict])), fileOf };
}

/** Asks the reader of Envoy's rules; answers in the order of the questions. `name` keeps runs side by side apart. */
export function askEnvoyReader(name: string, questions: readonly EnvoyQuestion[]): readonly EnvoyAnswer[] {
  const folder = join(cache, name, "java");
  runOrThrow("mvn", ["-q", "-B", `-Djudge.folder=${folder}`, "compile", "dependency:build-classpath", `-Dmdep.outputFile=${join(folder, "classpath")}`], javaModule);
  const classpath = `${join(folder, "classes")}:${readFileSync(join(folder, "classpath"), "utf8").trim()}`;
  const input = questions.map((question) => JSON.stringify(question)).join("\n");
  const output = runOrThrow("java", ["-cp", classpath, "com.linecorp.armeria.xds.EnvoyRoutes"], javaModule, {}, input);
  return output.trim().split("\n").map((line) => JSON.parse(line) as EnvoyAnswer);
}

function runOrThrow(program: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}, input?: string): string {
  const result = spawnSync(program, args, { cwd, env: { ...process.env, ...env }, encoding: "utf8", maxBuffer: 1 << 28, ...(input !== undefined && { input }) });
  if (result.status !== 0) throw new Error(`${program} ${args.join(" ")}: ${(result.stdout + result.stderr).slice(-4000)}`);
  return result.stdout;
}
