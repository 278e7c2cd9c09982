import { resolve } from "node:path";
import { analyse } from "../analyse.ts";
import type { AnalysisSettings } from "../analyse.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { simulationReports } from "../reports/simulation/index.ts";
import type { SimulationFormat } from "../reports/simulation/index.ts";
import { textReport } from "../reports/text.ts";
import { compareScenario, simulateScenario } from "../simulate/traffic/index.ts";
import type { SimulationResult } from "../simulate/traffic/result/result.ts";
import type { Scenario } from "../simulate/traffic/scenario/scenario.ts";
import type { SourceFile } from "../source/origin.ts";
import type { Command, Invocation } from "./command.ts";
import { complain } from "./complain.ts";
import { readConfig } from "./config.ts";
import { formatsOf, formatsProblem } from "./formats.ts";
import { exit } from "./io.ts";
import type { Asked, Io } from "./io.ts";
import { placesIn } from "./places.ts";
import { filesAtRevision } from "./revision.ts";
import { hasPolicies } from "./route-readers.ts";
import type { Material } from "./route-readers.ts";
import { simulatedMesh } from "./simulate-mesh.ts";
import type { SimulatedMesh } from "./simulate-mesh.ts";
import { openWorkspace, workspaceOptions } from "./workspace.ts";
import type { Opened } from "./workspace.ts";
import { writeWhole } from "./write-file.ts";

/** Simulates scenarios on the policies, or on what is compiled for a target. */
export const command: Command = {
  name: "simulate",
  summary: "simulate traffic through the mesh: load, faults, changes of policy, and what comes of them",
  usage: "[SCENARIO…] [options]",
  description: [
    "Scenarios are documents of kind Scenario. A file that holds no policies is simulated on those of meshwright.yaml, or on",
    "the ones that --file names. The same scenario, policies and seeds give the same bytes.",
    "",
    "  meshwright simulate scenario.yaml --seeds 20",
    "  meshwright simulate scenario.yaml --on policy --on istio --format markdown",
    "  meshwright simulate scenario.yaml --compare main",
  ].join("\n"),
  options: [
    { name: "on", value: "READER", repeats: true, help: "whose behaviour: policy (default) or a target such as istio" },
    { name: "scenario", value: "NAME", repeats: true, help: "only scenarios of this name" },
    { name: "compare", value: "REV", help: "the same on the policies of a git revision too, and what has changed since" },
    { name: "seeds", value: "N", help: "so many runs, with the seeds 1 to N (default: what the scenario says, or 5)" },
    { name: "format", value: "FORMAT[=FILE]", choices: Object.keys(simulationReports), intoFile: true, problem: formatsProblem, repeats: true, help: "how results are written, to standard output or a file (default: text)" },
    ...workspaceOptions,
  ],
  run: async (invocation) => {
    const seeds = seedsOf(invocation);
    if (!seeds.ok) return complain(seeds.problem, invocation.io);
    const opened = await openWithPolicies(invocation);
    return opened.ok ? simulateAll(opened.read, seeds.value, invocation) : opened.code;
  },
};

const mostSeeds = 1000;

/** null: what each scenario says. */
function seedsOf({ text }: Invocation): Asked<number | null> {
  const written = text("seeds");
  if (written === null) return { ok: true, value: null };
  const seeds = Number(written);
  return /^\d{1,4}$/.test(written) && seeds >= 1 && seeds <= mostSeeds ? { ok: true, value: seeds } : { ok: false, problem: `\`--seeds ${written}\` has to be a number from 1 to ${mostSeeds}` };
}

/** What was read, and the files whose scenarios were asked for. */
interface Read extends Material {
  readonly sources: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly settings: AnalysisSettings;
  readonly asked: ReadonlySet<string>;
  /** Absolute paths of what was read. */
  readonly paths: readonly string[];
}

type OpenedRead = { readonly ok: true; readonly read: Read } | { readonly ok: false; readonly code: number };

/** Files without policies are joined by the configured ones. */
async function openWithPolicies(invocation: Invocation): Promise<OpenedRead> {
  const first = await openWorkspace(invocation);
  if (!first.ok) return first;
  const asked = new Set(first.workspace.files.map(({ path }) => path));
  const config = readConfig(invocation.text("config"), invocation.io);
  const configured = config.ok ? (config.value.settings.policies ?? []).map((path) => resolve(config.value.folder, path)) : [];
  const named = [...invocation.positionals, ...invocation.texts("file")].map((path) => resolve(invocation.io.cwd, path));
  const alone = readOf(first, invocation, asked, named.length === 0 ? configured : named);
  if (named.length === 0 || hasPolicies(alone.analysis) || configured.length === 0) return { ok: true, read: alone };
  const joined = await openWorkspace(invocation, [...invocation.positionals, ...configured]);
  return joined.ok ? { ok: true, read: readOf(joined, invocation, asked, [...named, ...configured]) } : joined;
}

function readOf({ workspace }: Extract<Opened, { ok: true }>, { io }: Invocation, asked: ReadonlySet<string>, paths: readonly string[]): Read {
  const { files, sources, diagnostics, analysis: settings } = workspace;
  return { analysis: analyse(files, settings), files, sources, diagnostics, settings, asOf: io.now().toISOString().slice(0, 10), asked, paths };
}

/** The policies of a revision, with settings of today; null where none was asked for. */
function otherOf(read: Read, { text, io }: Invocation): Asked<(Material & { readonly revision: string; readonly errors: readonly Diagnostic[] }) | null> {
  const revision = text("compare");
  if (revision === null) return { ok: true, value: null };
  const files = filesAtRevision(revision, read.paths, io.cwd);
  if (!files.ok) return files;
  const analysis = analyse(files.value, read.settings);
  // What scenarios said then is of no interest: the present one is run on the policies of then.
  const errors = analysis.diagnostics.filter(({ severity, code }) => severity === "error" && !code.startsWith("MW52"));
  return { ok: true, value: { revision, analysis, files: files.value, asOf: read.asOf, errors } };
}

function simulateAll(read: Read, seeds: number | null, invocation: Invocation): number {
  const { io } = invocation;
  const errors = [...read.diagnostics, ...read.analysis.diagnostics].filter(({ severity }) => severity === "error");
  if (errors.length > 0) return unsound(errors, read.sources, io);
  const scenarios = chosen(read, invocation);
  if (!scenarios.ok) return complain(scenarios.problem, io);
  const other = otherOf(read, invocation);
  if (!other.ok) return complain(other.problem, io);
  if (other.value !== null && other.value.errors.length > 0) return unsound(other.value.errors, other.value.files, io);
  const meshes = meshesOf(invocation, read, other.value);
  if (!meshes.ok) return complain(meshes.problem, io);
  const compiled = meshes.value.flatMap(({ now, then }) => [...now.diagnostics(), ...(then?.diagnostics() ?? [])]);
  if (compiled.some(({ severity }) => severity === "error")) return unsound(compiled, read.sources, io);
  const results: SimulationResult[] = [];
  for (const scenario of scenarios.value) {
    for (const { now, then } of meshes.value) {
      const runs = Array.from({ length: seeds ?? scenario.runs }, (_, index) => index + 1);
      const choice = { ...now, seeds: runs, progress: progressOf(`${scenario.id.name} on ${now.on}`, io) };
      const { result, diagnostics } = then === null || other.value === null ? simulateScenario(scenario, choice) : compareScenario(scenario, choice, { revision: other.value.revision, world: then });
      clearLine(io);
      const found = [...diagnostics, ...now.diagnostics(), ...(then?.diagnostics() ?? [])];
      if (result === null || found.some(({ severity }) => severity === "error")) return unsound(found, read.sources, io);
      results.push(result);
    }
  }
  return written(results, read, invocation);
}

function unsound(errors: readonly Diagnostic[], sources: readonly SourceFile[], io: Io): number {
  io.stderr(textReport(errors, sources, { colour: false }));
  io.stderr("meshwright: nothing is simulated while there are errors\n");
  return exit.findings;
}

function chosen({ analysis, asked }: Read, { texts }: Invocation): Asked<readonly Scenario[]> {
  const here = analysis.scenarios.filter(({ origin }) => asked.has(origin.file));
  if (here.length === 0) return { ok: false, problem: "there is no document of kind Scenario in what was named" };
  const names = texts("scenario");
  const missing = names.find((name) => here.every(({ id }) => id.name !== name && `${id.namespace}/${id.name}` !== name));
  if (missing !== undefined) return { ok: false, problem: `no scenario is named \`${missing}\`; there is ${here.map(({ id }) => id.name).join(", ")}` };
  return { ok: true, value: here.filter(({ id }) => names.length === 0 || names.includes(id.name) || names.includes(`${id.namespace}/${id.name}`)) };
}

/** A mesh on the policies as they are, and as they were. */
interface Meshes {
  readonly now: SimulatedMesh;
  readonly then: SimulatedMesh | null;
}

function meshesOf({ texts }: Invocation, material: Material, other: Material | null): Asked<readonly Meshes[]> {
  const meshes: Meshes[] = [];
  for (const on of texts("on").length === 0 ? ["policy"] : [...new Set(texts("on"))]) {
    const now = simulatedMesh(on, material);
    if (!now.ok) return now;
    const then = other === null ? null : simulatedMesh(on, other);
    if (then !== null && !then.ok) return then;
    meshes.push({ now: now.value, then: then?.value ?? null });
  }
  return { ok: true, value: meshes };
}

/** One line that is written over, and only where a person looks on. */
function progressOf(what: string, io: Io): (share: number) => void {
  let shown = -1;
  return (share) => {
    const percent = Math.floor(share * 100);
    if (!io.isTty || percent === shown) return;
    shown = percent;
    io.stderr(`\r${what}: ${percent}%`);
  };
}

function clearLine(io: Io): void {
  if (io.isTty) io.stderr("\r\u001b[K");
}

function written(results: readonly SimulationResult[], { sources }: Read, invocation: Invocation): number {
  const { io } = invocation;
  const { stdout, files } = formatsOf<SimulationFormat>(invocation);
  const inFormat = (format: SimulationFormat): string => simulationReports[format](results, placesIn(sources));
  io.stdout(inFormat(stdout));
  for (const { format, file } of files) {
    const problem = writeWhole(file, inFormat(format), io.cwd);
    if (problem !== null) return complain(`\`${file}\` ${problem}`, io);
  }
  return results.some(({ expectations }) => expectations.some(({ holds }) => !holds)) ? exit.findings : exit.fine;
}
