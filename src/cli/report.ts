import { readFileSync, statSync } from "node:fs";
import { basename, resolve } from "node:path";
import { analyseAndLint } from "../analyse.ts";
import type { Analysis, LintChoice } from "../analyse.ts";
import { compile } from "../compile.ts";
import { withLevels } from "../diagnostics/levels.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { inReadingOrder } from "../diagnostics/order.ts";
import { usualLint, worldOf } from "../lint/world.ts";
import { htmlReport, readSimulation } from "../reports/html/index.ts";
import type { ReportedTarget, ReportInput, ShownSimulation } from "../reports/html/index.ts";
import { testResults } from "../reports/routing-tests/results.ts";
import { targets as allTargets } from "../targets/index.ts";
import type { TargetChoice } from "../targets/profile.ts";
import { asOfOption } from "./as-of.ts";
import type { Command, Invocation } from "./command.ts";
import { complain } from "./complain.ts";
import { exit } from "./io.ts";
import type { Asked } from "./io.ts";
import { lintChoice, lintTargetOption } from "./lint-choice.ts";
import { judged } from "./lint-workspace.ts";
import { chosenTargets, configuredTargets } from "./output/targets.ts";
import { kindAt, shownPath } from "./paths.ts";
import { placesIn } from "./places.ts";
import { packageVersion } from "./report-context.ts";
import { sourcesOf, withoutExcused } from "./suppress.ts";
import { runRoutingTests } from "./test-run.ts";
import { openWorkspace, workspaceOptions } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";
import { writeWhole } from "./write-file.ts";

/** Writes everything that is known of the policies as one page. */
export const command: Command = {
  name: "report",
  summary: "write one HTML page: graph, access, ledger, findings, tests and simulations",
  usage: "[PATHS…] -o FILE [options]",
  description: [
    "The page is a single file that loads nothing. Simulations are not run for it: hand their results over.",
    "",
    "  meshwright simulate --format json=simulation.json",
    "  meshwright report --simulation simulation.json -o report.html",
  ].join("\n"),
  options: [
    { name: "out", short: "o", value: "FILE", help: "where the page goes (default: report.html)" },
    { name: "simulation", value: "FILE", repeats: true, help: "results of `meshwright simulate --format json`; several are compared" },
    { name: "title", value: "TEXT", help: "heading of the page (default: the name of the folder)" },
    { name: "no-coverage", help: "do not measure what the routing tests cover" },
    { name: "no-verify", help: "do not prove the manifests (the page says so)" },
    lintTargetOption,
    asOfOption,
    ...workspaceOptions,
  ],
  run: async (invocation) => {
    const simulations = readSimulations(invocation);
    if (!simulations.ok) return complain(simulations.problem, invocation.io);
    const opened = await openWorkspace(invocation);
    return opened.ok ? reportOn(opened.workspace, simulations.value, invocation) : opened.code;
  },
};

/** Results of hundreds of services over hours stay below it. */
const mostBytes = 200_000_000;

function readSimulations({ texts, io }: Invocation): Asked<readonly ShownSimulation[]> {
  const found: ShownSimulation[] = [];
  for (const path of texts("simulation")) {
    const full = resolve(io.cwd, path);
    if (kindAt(full) !== "file") return { ok: false, problem: `\`${shownPath(full, io.cwd)}\` is not a file; write it with \`meshwright simulate --format json=FILE\`` };
    if (statSync(full).size > mostBytes) return { ok: false, problem: `\`${shownPath(full, io.cwd)}\` is larger than ${mostBytes / 1_000_000} MB` };
    const read = readSimulation(readFileSync(full, "utf8"), basename(path).replace(/\.json$/, ""));
    if (!read.ok) return { ok: false, problem: `\`${shownPath(full, io.cwd)}\` ${read.problem}` };
    found.push(read.value);
  }
  return { ok: true, value: found };
}

function reportOn(workspace: Workspace, simulations: readonly ShownSimulation[], invocation: Invocation): number {
  const { io } = invocation;
  const input = inputOf(workspace, simulations, invocation);
  if (!input.ok) return complain(input.problem, io);
  const file = invocation.text("out") ?? "report.html";
  const problem = writeWhole(file, htmlReport(input.value), io.cwd);
  if (problem !== null) return complain(`\`${file}\` ${problem}`, io);
  const errors = (input.value.diagnostics ?? []).filter(({ severity }) => severity === "error").length;
  io.stderr(`${file} written${errors === 0 ? "" : `; the policies have ${errors} errors`}\n`);
  return errors === 0 ? exit.fine : exit.findings;
}

function inputOf(workspace: Workspace, simulations: readonly ShownSimulation[], invocation: Invocation): Asked<ReportInput> {
  const lint = lintChoice(workspace, invocation);
  if (!lint.ok) return lint;
  const analysis = analyseAndLint(workspace.files, workspace.analysis, lint.value);
  const page = { title: invocation.text("title") ?? basename(invocation.io.cwd), version: packageVersion(invocation.io), simulations };
  const read = excusedIn(workspace, analysis, lint.value)(analysis.diagnostics);
  if (read.some(({ severity }) => severity === "error")) return { ok: true, value: { ...page, world: null, diagnostics: read, sources: sourcesOf(read, workspace), targets: [], tests: null } };
  const rest = meshOf(workspace, analysis, lint.value, invocation);
  return rest.ok ? { ok: true, value: { ...page, ...rest.value } } : rest;
}

/** Findings without those that are excused, at the levels of the configuration. */
function excusedIn(workspace: Workspace, { documents }: Analysis, { asOf }: LintChoice): (found: readonly Diagnostic[]) => readonly Diagnostic[] {
  return (found) => withLevels(withoutExcused([...workspace.diagnostics, ...found], documents, workspace, { asOf: asOf ?? "", judges: (code) => judged(code, false) }), workspace.levels);
}

/** What there is to show of policies without errors: what they mean, what the meshes make of them, and their tests. */
function meshOf(workspace: Workspace, analysis: Analysis, lint: LintChoice, invocation: Invocation): Asked<Omit<ReportInput, "title" | "version" | "simulations">> {
  const { files, config } = workspace;
  const { model, tests } = analysis;
  const choices = choicesOf(workspace, invocation);
  if (!choices.ok) return choices;
  const asOf = lint.asOf ?? "";
  const compiled = compile(model, files, { targets: choices.value, asOf, verify: !invocation.flag("no-verify") });
  const run = runRoutingTests({ analysis, files, asOf }, config, { on: ["policy", ...choices.value.map(choiceText)], coverage: !invocation.flag("no-coverage") });
  if (!run.ok) return run;
  const diagnostics = excusedIn(workspace, analysis, lint)(inReadingOrder([...analysis.diagnostics, ...compiled.diagnostics], files));
  const sources = sourcesOf(diagnostics, workspace);
  const world = worldOf(model, { ...usualLint, targets: lint.targetsOf?.(model) ?? [] });
  const isTested = tests.cases.length + tests.properties.length > 0;
  return { ok: true, value: { world, diagnostics, sources, targets: compiled.outputs.map(reported), tests: isTested ? testResults(run.value, placesIn(sources)) : null } };
}

/** The meshes of the command line, of the configuration, or those that the policies name; none is fine. */
function choicesOf({ config }: Workspace, invocation: Invocation): Asked<readonly TargetChoice[]> {
  const [words, configured] = [invocation.texts("target"), configuredTargets(config)];
  return words.length + configured.length === 0 ? { ok: true, value: [] } : chosenTargets(words, configured);
}

function choiceText({ target, version, profile }: TargetChoice): string {
  return `${target}${version === null ? "" : `@${version}`}${profile === null ? "" : `/${profile}`}`;
}

function reported(output: ReturnType<typeof compile>["outputs"][number]): ReportedTarget {
  const target = allTargets.find(({ name }) => name === output.target);
  if (target === undefined) throw new Error(`no target is named ${output.target}`);
  return { ...output, table: target.capabilities(output.profile) };
}
