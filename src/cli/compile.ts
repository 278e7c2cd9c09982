import { isNativeError } from "node:util/types";
import { relative, resolve, sep } from "node:path";
import { analyse } from "../analyse.ts";
import { withAlertRules, withoutAlertRules, type Produced } from "../compile-alerts.ts";
import { compile } from "../compile.ts";
import { withLevels } from "../diagnostics/levels.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { ledgerJson, ledgerText } from "../reports/ledger.ts";
import type { OutputFile } from "../reports/generated.ts";
import { manifestFiles } from "../reports/manifest-files.ts";
import { proofTerms, proofText } from "../reports/proof.ts";
import type { TargetChoice } from "../targets/profile.ts";
import type { Command, Invocation } from "./command.ts";
import { asOfDay, asOfOption } from "./as-of.ts";
import { complain } from "./complain.ts";
import { findingsOptions, reportFindings, reportUnsound, talking } from "./findings.ts";
import { formatsOf } from "./formats.ts";
import { differenceText } from "./output/difference.ts";
import { problemFindings, staleFindings } from "./output/findings.ts";
import { planOutput, writeOutput, type OutputPlan } from "./output/folder.ts";
import { sourceNames } from "./output/source-names.ts";
import { chosenTargets, configuredTargets } from "./output/targets.ts";
import { sourcesOf, withoutExcused } from "./suppress.ts";
import { wouldRead } from "./inputs.ts";
import { inputRequest, openWorkspace, workspaceOptions, type Workspace } from "./workspace.ts";

/** Writes the manifests of one or more meshes, verified; or compares them with what is committed. */
export const command: Command = {
  name: "compile",
  summary: "write the manifests of a mesh, and prove that they mean what the policies say",
  usage: "[PATHS…] -t TARGET[,TARGET…] -o FOLDER [options]",
  description:
    "A target is `istio`, `istio@1.29`, `istio/waypoint` or `istio@1.29/waypoint`. Nothing is written while there is an error:\n" +
    "a field that a target cannot express, an approximation without consent, or a class of requests that would be treated otherwise.",
  options: [
    { name: "target", short: "t", value: "TARGET", repeats: true, help: "what to compile for (default: targets of meshwright.yaml)" },
    { name: "out", short: "o", value: "FOLDER", help: "where manifests go (default: out)" },
    { name: "check", help: "write nothing; exit 1 and show the difference when the folder is stale" },
    { name: "prune", help: "remove files of ours that no policy produces any more" },
    { name: "ledger", help: "print what became of every intent, and write nothing" },
    { name: "alerts", help: "write Prometheus alert rules for every mesh too, with its own metrics (default: alerts of meshwright.yaml)" },
    { name: "no-alerts", help: "write none, whatever meshwright.yaml says" },
    { name: "no-verify", help: "skip the proof (the summary says so)" },
    { name: "terms", help: "print what the proofs speak of and rest on" },
    asOfOption,
    ...findingsOptions,
    ...workspaceOptions,
  ],
  run: async (invocation) => {
    const opened = await openWorkspace(invocation);
    if (opened.ok) return compileWorkspace(opened.workspace, invocation);
    reportUnsound(opened.unsound, invocation);
    return opened.code;
  },
};

function compileWorkspace(workspace: Workspace, invocation: Invocation): number {
  const chosen = chosenTargets(invocation.texts("target"), configuredTargets(workspace.config));
  if (!chosen.ok) return complain(chosen.problem, invocation.io);
  if (invocation.flag("alerts") && invocation.flag("no-alerts")) return complain("alert rules cannot be asked for with --alerts and refused with --no-alerts", invocation.io);
  const asOf = asOfDay(invocation);
  if (!asOf.ok) return complain(asOf.problem, invocation.io);
  const { model, documents, diagnostics } = analyse(workspace.files, workspace.analysis);
  const excused = (found: readonly Diagnostic[]) =>
    withLevels(withoutExcused([...workspace.diagnostics, ...diagnostics, ...found], documents, workspace, { asOf: asOf.value, judges: () => false }), workspace.levels);
  const read = excused([]);
  if (hasErrors(read)) return reportFindings(read, sourcesOf(read, workspace), invocation);
  const compiled = compile(model, workspace.files, { targets: chosen.value, asOf: asOf.value, verify: !invocation.flag("no-verify") });
  const result = wantsAlerts(workspace, invocation) ? withAlertRules(compiled, model, workspace.files, sourceNames(workspace.files, invocation.io.cwd)) : withoutAlertRules(compiled);
  const all = excused(result.diagnostics);
  return finish(result, all, chosen.value, { ...workspace, sources: sourcesOf(all, workspace) }, invocation);
}

function wantsAlerts({ config }: Workspace, { flag }: Invocation): boolean {
  return flag("alerts") || (config.settings.alerts === true && !flag("no-alerts"));
}

function finish(result: Produced, found: readonly Diagnostic[], chosen: readonly TargetChoice[], workspace: Workspace, invocation: Invocation): number {
  const ledger = invocation.flag("ledger");
  if (ledger) printLedger(result, workspace, invocation);
  else if (!hasErrors(found)) return onDisk(() => deliver(result, found, chosen, workspace, invocation), invocation);
  if (!invocation.flag("quiet")) summarise(result, invocation);
  if (!ledger && !invocation.flag("quiet")) invocation.io.stderr("nothing is written while there are errors\n");
  return reportFindings(found, workspace.sources, ledger ? talking(invocation) : invocation);
}

/** What the system refuses, such as a folder without rights or a file in its place, is the caller's to mend. */
function onDisk(work: () => number, { io }: Invocation): number {
  try {
    return work();
  } catch (error) {
    if (!(isNativeError(error) && "code" in error && "syscall" in error)) throw error;
    const place = "path" in error ? `\`${relative(io.cwd, String(error.path).replace(/\.meshwright-\d+$/, "")).split(sep).join("/")}\`` : "something in the output folder";
    return complain(`${place} cannot be read or written (${String(error.code)}); nothing was changed`, io);
  }
}

function deliver(result: Produced, found: readonly Diagnostic[], chosen: readonly TargetChoice[], workspace: Workspace, invocation: Invocation): number {
  const { folder, shown } = outputFolder(workspace, invocation);
  const plan = planOutput(folder, chosen.map(({ target }) => target), filesOf(result, workspace, invocation));
  const problems = problemFindings(plan.problems, shown);
  if (invocation.flag("check") && problems.length === 0) return check(plan, found, shown, workspace, invocation);
  if (problems.length === 0) writeOutput(folder, plan, invocation.flag("prune"));
  if (!invocation.flag("quiet")) {
    summarise(result, invocation);
    if (problems.length === 0) invocation.io.stderr(writtenText(plan, shown("."), invocation.flag("prune")));
    if (wouldRead(folder, inputRequest(invocation, invocation.positionals, workspace.config))) invocation.io.stderr(`${shown(".")} lies in a folder that is read for policies: leave it out with --ignore, or name it as \`out\` in meshwright.yaml\n`);
  }
  return reportFindings([...found, ...problems], workspace.sources, invocation);
}

function check(plan: OutputPlan, found: readonly Diagnostic[], shown: (path: string) => string, workspace: Workspace, invocation: Invocation): number {
  const stale = staleFindings(plan, (path) => plan.before.has(path), shown);
  if (formatsOf(invocation).stdout !== "text") return reportFindings([...found, ...stale], workspace.sources, invocation);
  invocation.io.stdout(differenceText(plan, (path) => plan.before.get(path) ?? "", shown));
  return reportFindings([...found, ...stale], workspace.sources, talking(invocation));
}

function outputFolder({ config }: Workspace, invocation: Invocation): { readonly folder: string; readonly shown: (path: string) => string } {
  const asked = invocation.text("out");
  const folder = asked === null ? resolve(config.folder, config.settings.out ?? "out") : resolve(invocation.io.cwd, asked);
  const name = relative(invocation.io.cwd, folder).split(sep).join("/") || ".";
  return { folder, shown: (path) => (path === "." ? name : `${name}/${path}`) };
}

function filesOf(result: Produced, workspace: Workspace, invocation: Invocation): readonly OutputFile[] {
  const names = sourceNames(workspace.files, invocation.io.cwd);
  const manifests = result.outputs.flatMap((output) => manifestFiles(output.target, output.manifests, names, output.delivery));
  return [...manifests, ...result.ruleFiles];
}

function printLedger(result: Produced, { sources }: Workspace, { io, ...invocation }: Invocation): void {
  const entries = result.outputs.flatMap(({ ledger }) => ledger);
  io.stdout(formatsOf(invocation).stdout === "json" ? ledgerJson(entries, sources) : ledgerText(entries, sources));
}

function summarise(result: Produced, invocation: Invocation): void {
  for (const { profile, manifests, ledger, verification } of result.outputs) {
    const given = ledger.filter(({ consent }) => consent !== null).length;
    const count = `${manifests.length} manifests, ${ledger.length} intents accounted for, ${given} given up with consent`;
    invocation.io.stderr(`${profile.target} ${profile.version} (${profile.name}): ${count}\n`);
    invocation.io.stderr(verification === null ? "  not verified\n" : proofText(verification));
    if (result.ruleCounts !== null) invocation.io.stderr(`  ${result.ruleCounts.get(profile.target) ?? 0} alert rules\n`);
    if (verification !== null && invocation.flag("terms")) invocation.io.stderr(proofTerms(verification));
  }
}

function writtenText(plan: OutputPlan, folder: string, prune: boolean): string {
  const stale = plan.stale.length === 0 ? "" : prune ? `, ${plan.stale.length} removed` : `, ${plan.stale.length} no longer produced (remove with --prune)`;
  return `${folder}: ${plan.write.length} files written, ${plan.unchanged} unchanged${stale}\n`;
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === "error");
}
