import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { analyseAndLint } from "../analyse.ts";
import { withLevels } from "../diagnostics/levels.ts";
import type { Answering } from "../lsp/hover.ts";
import { textsOf } from "../lsp/snapshot.ts";
import type { Snapshot } from "../lsp/snapshot.ts";
import { decide } from "../simulate/decide/index.ts";
import { lintTargets } from "../targets/lint-facts.ts";
import { targets } from "../targets/index.ts";
import type { TargetChoice } from "../targets/profile.ts";
import type { Invocation } from "./command.ts";
import type { Asked } from "./io.ts";
import { lintChoice } from "./lint-choice.ts";
import { findingsOf } from "./lint-workspace.ts";
import type { Config, UnsoundConfig } from "./config.ts";
import { openProject } from "./lsp-project.ts";
import type { Editing } from "./lsp-project.ts";
import { configuredTargets, chosenTargets } from "./output/targets.ts";
import { placesIn } from "./places.ts";
import { answerSideBySide, comparedTarget } from "./route-all.ts";
import type { ComparedTarget } from "./route-all.ts";
import { sourcesOf, withBaseline } from "./suppress.ts";
import type { Workspace } from "./workspace.ts";

/** A snapshot that can answer questions about requests; a target is compiled when it is first asked, or prepared for it. */
export interface AnsweringSnapshot extends Snapshot {
  /** The path of an open document; null where it is none of the policies, nor the configuration. */
  readonly fileOf: (uri: string) => string | null;
  readonly answering: () => Omit<Answering, "markdown">;
  /** Compiles one target each, so that the first question need not wait; without effect when it is done. */
  readonly preparations: readonly (() => void)[];
  /** The configuration, which counts once it is sound. */
  readonly config: Config;
  readonly unsound: UnsoundConfig | null;
}

/** Reads and lints the policies of the folder that a command works in, the texts of the editor among them. */
export async function takeSnapshot(editing: Editing, invocation: Invocation): Promise<Asked<AnsweringSnapshot>> {
  const opened = await openProject(editing, invocation);
  if (!opened.ok) return opened;
  const { workspace, open, unsound } = opened.value;
  const choice = lintChoice(workspace, invocation);
  if (!choice.ok) return choice;
  const analysis = analyseAndLint(workspace.files, workspace.analysis, choice.value);
  const asOf = choice.value.asOf ?? "";
  const kept = withBaseline(findingsOf(analysis, workspace, asOf, invocation), workspace, invocation);
  if (!kept.ok) return kept;
  const findings = [...withLevels(kept.value.filter(({ origin }) => origin.file !== unsound?.file.path), workspace.levels), ...(unsound?.found ?? [])];
  const sources = sourcesOf(findings, workspace);
  const texts = textsOf(sources);
  const uriOf = (path: string): string => open.get(path) ?? pathToFileURL(resolve(invocation.io.cwd, path)).href;
  const files = new Map([...open].map(([file, uri]) => [uri, file]));
  const fileOf = (uri: string): string | null => files.get(uri) ?? null;
  const snapshot = { sources, analysis, findings, texts, uriOf, defaultNamespace: workspace.analysis.defaultNamespace };
  const compared = comparedLater(snapshot, workspace, asOf, invocation);
  return { ok: true, value: { ...snapshot, fileOf, answering: () => answeringFor(snapshot, workspace, asOf, compared), preparations: isSound(snapshot) ? compared : [], config: workspace.config, unsound } };
}

function isSound({ analysis }: Snapshot): boolean {
  return analysis.diagnostics.every(({ severity }) => severity !== "error");
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function comparedLater({ analysis }: Snapshot, workspace: Workspace, asOf: string, invocation: Invocation): readonly (() => ComparedTarget)[] {
  const material = { analysis, files: workspace.files, asOf };
  return askedTargets(analysis.model, workspace, invocation).map((choice) => once(() => comparedTarget(targetNamed(choice.target), choice, material)));
}

function answeringFor({ analysis, sources }: Snapshot, { files }: Workspace, asOf: string, compared: readonly (() => ComparedTarget)[]): Omit<Answering, "markdown"> {
  const places = placesIn(sources);
  return { policy: decide(analysis.model), sideBySide: (request, words) => answerSideBySide(request, () => words, compared.map((each) => each()), { analysis, files, asOf }, places) };
}

/** The targets of the command line or the configuration, and those of the MeshPolicies; where none is named, all there are. */
function askedTargets(model: Snapshot["analysis"]["model"], { config }: Workspace, invocation: Invocation): readonly TargetChoice[] {
  const configured = configuredTargets(config);
  const words = invocation.texts("target");
  const chosen = words.length + configured.length === 0 ? null : chosenTargets(words, configured);
  const choices = chosen?.ok === true ? chosen.value : [];
  const meant = new Set(lintTargets(model, choices).map(({ name }) => name));
  return targets
    .filter(({ name }) => meant.size === 0 || meant.has(name))
    .map(({ name }) => choices.find(({ target }) => target === name) ?? { target: name, version: null, profile: null });
}

function targetNamed(name: string): (typeof targets)[number] {
  const target = targets.find((each) => each.name === name);
  if (target === undefined) throw new Error(`no target is named ${name}`);
  return target;
}
