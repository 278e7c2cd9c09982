import { resolve } from "node:path";
import type { AnalysisSettings } from "../analyse.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Levels } from "../diagnostics/levels.ts";
import type { SourceFile } from "../source/origin.ts";
import type { Invocation, Option } from "./command.ts";
import { complain } from "./complain.ts";
import { readConfig } from "./config.ts";
import type { Config, UnsoundConfig } from "./config.ts";
import { withConfiguredPaths } from "./config-paths.ts";
import { readInputs } from "./inputs.ts";
import type { InputRequest } from "./inputs.ts";
import { exit } from "./io.ts";
import type { Asked, Io } from "./io.ts";
import { byCodeUnits, isWithin } from "./paths.ts";
import { readSmiSetting } from "./smi-settings.ts";

/** Options of every command that reads policies. */
export const workspaceOptions: readonly Option[] = [
  { name: "file", short: "f", value: "FILE", repeats: true, help: "another file or folder to read, `-` for standard input" },
  { name: "ignore", value: "GLOB", repeats: true, help: "leave out files that match" },
  { name: "namespace", short: "n", value: "NAME", problem: namespaceProblem, help: "namespace of documents that name none (default: default)" },
  { name: "smi", value: "NAME=VALUE", repeats: true, help: "settle what SMI leaves open, such as accessDefault=allow" },
  { name: "config", value: "FILE", help: "use this file instead of the meshwright.yaml found upward" },
  { name: "print-config", help: "show the settings that are in force, and do nothing" },
];

/** Kubernetes' rule for names of namespaces (RFC 1123, label). */
function namespaceProblem(values: readonly string[]): string | null {
  const wrong = values.find((value) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value));
  return wrong === undefined ? null : `\`${wrong}\` is not the name of a namespace`;
}

/** What a command works on: its texts and settings. */
export interface Workspace {
  readonly files: readonly SourceFile[];
  /** All texts that findings may point into: `files`, and those that were refused while they were read. */
  readonly sources: readonly SourceFile[];
  /** Findings about files that could not be read as text. */
  readonly diagnostics: readonly Diagnostic[];
  readonly analysis: AnalysisSettings;
  readonly config: Config;
  readonly levels: Levels;
}

/** A workspace, or the exit code with which the command ends because the call was wrong or only asked for settings. */
export type Opened = { readonly ok: true; readonly workspace: Workspace } | Unopened;

/** `unsound` is a configuration that kept it from being opened. */
interface Unopened {
  readonly ok: false;
  readonly code: number;
  readonly unsound: UnsoundConfig | null;
}

/** Reads configuration and inputs as asked; says what is wrong on standard error. Command line flags win over the file. */
export async function openWorkspace(invocation: Invocation, paths: readonly string[] = invocation.positionals): Promise<Opened> {
  const { io } = invocation;
  const config = readConfig(invocation.text("config"), io);
  if (!config.ok) return refused(config.problem, io, config.unsound);
  const analysis = analysisSettings(invocation, config.value);
  if (!analysis.ok) return refused(analysis.problem, io);
  if (invocation.flag("print-config")) return printed(config.value, analysis.value, io);
  const request = withConfiguredPaths(inputRequest(invocation, paths, config.value), config.value);
  if (!request.ok) return refused(request.problem, io, request.unsound);
  const inputs = await readInputs(request.value, io);
  if (!inputs.ok) return refused(inputs.problem, io);
  const { files, refused: broken, diagnostics, notes } = inputs.value;
  for (const note of notes) complain(note, io);
  if (files.length + broken.length === 0 && !isConfigAlone(request.value, config.value, io)) return refused("there is nothing to read: name files or folders, or set `policies` in meshwright.yaml", io);
  const levels = config.value.settings.lint ?? {};
  return { ok: true, workspace: { files, sources: [...files, ...broken].sort((a, b) => byCodeUnits(a.path, b.path)), diagnostics, analysis: analysis.value, config: config.value, levels } };
}

/** A hook for changed files is given nothing else when it is all that changed. */
function isConfigAlone({ paths, base }: InputRequest, { file }: Config, { cwd }: Io): boolean {
  return file !== null && paths.length > 0 && paths.every((path) => resolve(base, path) === resolve(cwd, file));
}

function refused(problem: string, io: Io, unsound: UnsoundConfig | null = null): Opened {
  return { ok: false, code: complain(problem, io), unsound };
}

/**
 * What to read: the paths and files of the command line, else `policies` of the configuration. The configuration itself is
 * left out, since shells and hooks hand it over with all others, and the configured folder of manifests where a folder around
 * it is read: what a mesh reads is no policy.
 */
export function inputRequest(invocation: Invocation, positionals: readonly string[], config: Config): InputRequest {
  const { settings, folder } = config;
  const named = [...positionals, ...invocation.texts("file")];
  const [paths, base] = named.length > 0 ? [named, invocation.io.cwd] : [settings.policies ?? [], folder];
  const ignore = [
    ...invocation.texts("ignore").map((glob) => ({ glob, base: invocation.io.cwd })),
    ...(settings.ignore ?? []).map((glob) => ({ glob, base: folder })),
  ];
  const out = settings.out === undefined ? null : resolve(folder, settings.out);
  const isAsked = out === null || paths.some((path) => isWithin(resolve(base, path), out));
  const own = config.file === null ? [] : [resolve(invocation.io.cwd, config.file)];
  return { paths, base, ignore, without: [...own, ...(isAsked ? [] : [out])] };
}

/** How to read, by the command line and the configuration. */
export function analysisSettings(invocation: Invocation, { settings }: Config): Asked<AnalysisSettings> {
  const configured = Object.entries(settings.smi ?? {}).map(([name, value]) => [`smi.${name}`, String(value)] as const);
  const written = invocation.texts("smi").map(readSmiSetting);
  const wrong = written.find((each) => !each.ok);
  if (wrong !== undefined && !wrong.ok) return wrong;
  const all = [...configured, ...written.flatMap((each) => (each.ok ? [each.value] : []))];
  const defaultNamespace = invocation.text("namespace") ?? settings.defaultNamespace ?? "default";
  return { ok: true, value: { defaultNamespace, settings: Object.fromEntries(all) } };
}

function printed(config: Config, analysis: AnalysisSettings, io: Io): Opened {
  const inForce = { file: config.file, ...config.settings, defaultNamespace: analysis.defaultNamespace, settings: analysis.settings };
  io.stdout(`${JSON.stringify(inForce, null, 2)}\n`);
  return { ok: false, code: exit.fine, unsound: null };
}
