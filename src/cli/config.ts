import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { checkSchema } from "../resources/check.ts";
import { configurationValidator } from "../resources/generated/config/configuration.ts";
import type { Configuration } from "../resources/generated/config/configuration.ts";
import { textReport } from "../reports/text.ts";
import { decodeText } from "../source/decode.ts";
import type { SourceDocument, SourceFile } from "../source/origin.ts";
import { readDocuments } from "../source/read.ts";
import { unknownTargetsAt } from "../targets/unknown-names.ts";
import { configDiagnostics } from "./config.diagnostics.ts";
import { strangeCodes } from "./config-codes.ts";
import { misnamedDeployments } from "./config-targets.ts";
import type { Io } from "./io.ts";
import { kindAt, shownPath } from "./paths.ts";

/** The tool's settings, and the absolute folder that their paths are relative to. */
export interface Config {
  readonly settings: Configuration;
  readonly folder: string;
  /** Shown path of the file; null when there is none. */
  readonly file: string | null;
  /** What is written in it; null when it is empty or there is none. */
  readonly document: SourceDocument | null;
}

/** A configuration that was found, and why it does not count. */
export interface UnsoundConfig {
  /** Absolute. */
  readonly path: string;
  readonly file: SourceFile;
  readonly found: readonly Diagnostic[];
}

/** Settings, or what is wrong: in words for a person, and what stands where it is the text that is wrong. */
export type ReadConfig = { readonly ok: true; readonly value: Config } | { readonly ok: false; readonly problem: string; readonly unsound: UnsoundConfig | null };

/** The name under which configurations are looked for. */
export const configName = "meshwright.yaml";

/** What people call it who know other tools; settings that nobody reads would be believed. */
const otherNames = ["meshwright.yml", ".meshwright.yaml", ".meshwright.yml"];

/** No configuration: nothing is set, and paths are relative to a folder. */
export function noConfig(folder: string): Config {
  return { settings: {}, folder, file: null, document: null };
}

/**
 * Finds `meshwright.yaml` in the working directory or above it, up to the root of the Git repository, and reads it;
 * `named` is the file that the command line asks for instead, and `edited` knows texts that count over those of the disk,
 * by their absolute paths. Anything wrong in it refuses the call.
 */
export function readConfig(named: string | null, io: Io, edited: (path: string) => string | null = () => null): ReadConfig {
  if (named !== null && kindAt(resolve(io.cwd, named)) !== "file") return { ok: false, problem: `\`${named}\` is not a file`, unsound: null };
  const path = named === null ? findUpward([configName], io.cwd) : resolve(io.cwd, named);
  const misnamed = path === null ? findUpward(otherNames, io.cwd) : null;
  if (misnamed !== null) return { ok: false, problem: `\`${shownPath(misnamed, io.cwd)}\` is not looked at: the configuration is called ${configName}; rename it, or name it with --config`, unsound: null };
  if (path === null) return { ok: true, value: noConfig(io.cwd) };
  const shown = shownPath(path, io.cwd);
  const text = textAt(path, shown, edited);
  if (typeof text === "string") return { ok: false, problem: text, unsound: null };
  const { settings, found, document } = text.diagnostics.length > 0 ? { ...unread, found: text.diagnostics } : readSettings(text.file, io);
  if (settings === null || found.length > 0) return unsoundConfig({ path, file: text.file, found });
  return { ok: true, value: { settings, folder: dirname(path), file: shown, document } };
}

/** Refuses a configuration for what was found in it. */
export function unsoundConfig(unsound: UnsoundConfig): Extract<ReadConfig, { ok: false }> {
  return { ok: false, problem: `the configuration is not sound\n${reported(unsound.found, unsound.file)}`, unsound };
}

/** The text, or why there is none. */
function textAt(path: string, shown: string, edited: (path: string) => string | null): ReturnType<typeof decodeText> | string {
  const text = edited(path);
  if (text !== null) return { file: { path: shown, text }, diagnostics: [] };
  try {
    return decodeText(shown, readFileSync(path));
  } catch (error) {
    return `\`${shown}\` cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`;
  }
}

/** The nearest file of one of some names. Outside of a repository only the directory itself is looked into: what lies above it is somebody else's. */
function findUpward(names: readonly string[], cwd: string): string | null {
  const folders = upToRoot(cwd);
  const root = folders.findIndex((folder) => existsSync(join(folder, ".git")));
  const searched = root === -1 ? [cwd] : folders.slice(0, root + 1);
  return searched.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => kindAt(path) === "file") ?? null;
}

function upToRoot(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upToRoot(parent)];
}

interface Read {
  readonly settings: Configuration | null;
  readonly found: readonly Diagnostic[];
  readonly document: SourceDocument | null;
}

const unread: Read = { settings: null, found: [], document: null };

function readSettings(file: SourceFile, io: Io): Read {
  const { documents, diagnostics } = readDocuments([file]);
  const [document, second] = documents;
  if (diagnostics.length > 0) return { ...unread, found: diagnostics };
  if (document === undefined) return { ...unread, settings: {} };
  if (second !== undefined) return { ...unread, found: [configDiagnostics["several-configurations"].report({ at: second.origin([]), with: {} })] };
  const { value, diagnostics: found } = checkSchema(document, configurationValidator, { kind: "the configuration" });
  const { targets: named } = (document.value ?? {}) as { readonly targets?: unknown };
  const strange = unknownTargetsAt(document, ["targets"], named);
  const misnamed = value === null ? [] : [...misnamedDeployments(document, value), ...strangeCodes(document, value, io)];
  return { settings: value, found: [...found, ...strange, ...misnamed], document };
}

function reported(diagnostics: readonly Diagnostic[], file: SourceFile): string {
  return textReport(diagnostics, [file], { colour: false }).trimEnd();
}
