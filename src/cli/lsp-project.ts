import { realpathSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { SourceFile } from "../source/origin.ts";
import { noConfig, readConfig } from "./config.ts";
import type { Config, UnsoundConfig } from "./config.ts";
import { missingPaths } from "./config-paths.ts";
import type { Invocation } from "./command.ts";
import { isIgnored, readInputs } from "./inputs.ts";
import type { Ignored, Inputs } from "./inputs.ts";
import type { Asked, Io } from "./io.ts";
import { byCodeUnits, isPolicyName, isWithin, kindAt, shownPath } from "./paths.ts";
import { analysisSettings, inputRequest } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";

/** A text that is open in the editor. */
export interface Buffer {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  /** As the editor spells it. */
  readonly uri: string;
}

/** What there is to read, and which of it is open. */
export interface Project {
  readonly workspace: Workspace;
  /** Addresses of open texts by the paths that they are read under, the configuration's among them; texts that are no policies are not. */
  readonly open: ReadonlyMap<string, string>;
  /** What is wrong with the configuration; then the last one that was sound counts, and without any nothing is read. */
  readonly unsound: UnsoundConfig | null;
}

/** What a project is read from besides the folder. */
export interface Editing {
  /** The folder's open texts. */
  readonly buffers: readonly Buffer[];
  /** All open texts: a configuration may stand above the folder. */
  readonly everywhere: readonly Buffer[];
  /** The configuration that was sound last. */
  readonly lastSound: Config | null;
}

/**
 * The policies of the folder that a command works in, as `openWorkspace` reads them, with the editor's texts over those of
 * the disk, new files among them. Where no policies are configured, the open texts that look like policies are all there is.
 */
export async function openProject(editing: Editing, invocation: Invocation): Promise<Asked<Project>> {
  const { io } = invocation;
  const read = configOf(editing, invocation);
  if (!read.ok) return read;
  const { config, unsound, isInForce } = read.value;
  const analysis = analysisSettings(invocation, config);
  if (!analysis.ok) return analysis;
  const request = inputRequest(invocation, [], config);
  const inputs = isInForce ? await readInputs(request, io) : nothingRead;
  if (!inputs.ok) return inputs;
  const open = isInForce ? wantedOf(editing.buffers, inputs.value, { config, ignore: request.ignore, io }) : [];
  const texts = textsOver(inputs.value, open);
  const workspace = { ...texts, sources: [...texts.sources, ...(unsound === null ? [] : [unsound.file])], analysis: analysis.value, config, levels: config.settings.lint ?? {} };
  const addresses = [...open.map(({ file, buffer }) => [file, buffer.uri] as const), ...configAddress(unsound, config, editing, io)];
  return { ok: true, value: { workspace, open: new Map(addresses), unsound } };
}

const nothingRead: Asked<Inputs> = { ok: true, value: { files: [], refused: [], diagnostics: [], notes: [] } };

interface Configured {
  readonly config: Config;
  readonly unsound: UnsoundConfig | null;
  /** Whether the configuration says what to read: a sound one does, or one that was. */
  readonly isInForce: boolean;
}

function configOf({ everywhere, lastSound }: Editing, invocation: Invocation): Asked<Configured> {
  const read = readConfig(invocation.text("config"), invocation.io, (path) => bufferAt(path, everywhere)?.text ?? null);
  if (!read.ok && read.unsound === null) return read;
  const unsound = read.ok ? missingPaths(read.value) : read.unsound;
  const earlier = lastSound === null || missingPaths(lastSound) !== null ? null : lastSound;
  const config = unsound === null && read.ok ? read.value : earlier;
  return { ok: true, value: { config: config ?? noConfig(invocation.io.cwd), unsound, isInForce: config !== null } };
}

function configAddress(unsound: UnsoundConfig | null, { folder, file }: Config, { everywhere }: Editing, { cwd }: Io): readonly (readonly [string, string])[] {
  const path = unsound?.path ?? (file === null ? null : join(folder, basename(file)));
  const buffer = path === null ? null : bufferAt(path, everywhere);
  return path === null || buffer === null ? [] : [[shownPath(path, cwd), buffer.uri]];
}

function bufferAt(path: string, buffers: readonly Buffer[]): Buffer | null {
  const real = realPath(path);
  return buffers.find((buffer) => realPath(buffer.path) === real) ?? null;
}

interface Open {
  readonly file: string;
  readonly buffer: Buffer;
}

/** Open texts under the paths that their files are read by, also when the editor came to them through a link. */
function wantedOf(buffers: readonly Buffer[], { files, refused }: Inputs, surroundings: Surroundings): readonly Open[] {
  const { io } = surroundings;
  const known = new Map([...files, ...refused].map(({ path }) => [realPath(resolve(io.cwd, path)), path]));
  return buffers.flatMap((buffer) => {
    const file = known.get(realPath(buffer.path));
    if (file !== undefined) return { file, buffer };
    return isWanted(buffer, surroundings) ? { file: shownPath(buffer.path, io.cwd), buffer } : [];
  });
}

function textsOver(inputs: Inputs, open: readonly Open[]): Pick<Workspace, "files" | "sources" | "diagnostics"> {
  const replaced = new Set(open.map(({ file }) => file));
  const kept = (file: SourceFile): boolean => !replaced.has(file.path);
  const files = [...inputs.files.filter(kept), ...open.map(({ file, buffer }) => ({ path: file, text: buffer.text }))].sort((a, b) => byCodeUnits(a.path, b.path));
  return { files, sources: [...files, ...inputs.refused.filter(kept)], diagnostics: inputs.diagnostics.filter(({ origin }) => !replaced.has(origin.file)) };
}

/** The file behind links; the path itself while there is none yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

interface Surroundings {
  readonly config: Config;
  readonly ignore: readonly Ignored[];
  readonly io: Io;
}

/** Whether a text that was not among the files belongs to the policies as soon as it is saved. */
function isWanted({ path, text }: Buffer, { config: { settings, folder }, ignore }: Surroundings): boolean {
  if (ignore.some((each) => isIgnored(path, each))) return false;
  if (settings.policies === undefined) return looksLikePolicy(text);
  return kindAt(path) === "missing" && settings.policies.some((each) => isBelow(path, resolve(folder, each)));
}

function isBelow(path: string, folder: string): boolean {
  const steps = shownPath(path, folder).split("/");
  return isWithin(path, folder) && isPolicyName(steps.at(-1) ?? "") && !steps.some((step) => step.startsWith(".") || step === "node_modules");
}

/** Whether one of the API groups stands in it that policies are written in. */
function looksLikePolicy(text: string): boolean {
  return /(?:^|[\s"'.])(?:meshwright\.dev|gateway\.networking\.k8s\.io|smi-spec\.io)\//.test(text);
}
