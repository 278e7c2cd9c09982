import { readFileSync, realpathSync, statSync } from "node:fs";
import { resolve } from "node:path";
import picomatch from "picomatch";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/origin.ts";
import { decodeText } from "../source/decode.ts";
import { defaultLimits } from "../source/limits.ts";
import { sourceDiagnostics } from "../source/source.diagnostics.ts";
import { refuse } from "./io.ts";
import type { Asked, Io } from "./io.ts";
import { byCodeUnits, isWithin, kindAt, policyFiles, shownPath } from "./paths.ts";

/** What to read, as the command line or the configuration says. */
export interface InputRequest {
  /** Files, folders, globs, or `-` for standard input; relative to `base`. */
  readonly paths: readonly string[];
  readonly base: string;
  readonly ignore: readonly Ignored[];
  /** Absolute folders that are left out with all that is in them. */
  readonly without?: readonly string[];
}

/** A glob of files that are left out, and the absolute folder that it is relative to. */
export interface Ignored {
  readonly glob: string;
  readonly base: string;
}

/** Texts that were read, sorted by path, each once. */
export interface Inputs {
  readonly files: readonly SourceFile[];
  /** Files that are no text, kept only to show the place of the finding about them. */
  readonly refused: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
  /** Talk for people: links that were not followed, and that nothing came on standard input. */
  readonly notes: readonly string[];
}

/**
 * Reads the files that are asked for. The order of arguments makes no difference, and a file that is reached in two ways
 * is read once. A path that does not exist or cannot be read refuses the whole call; all such paths are named.
 */
export async function readInputs(request: InputRequest, io: Io): Promise<Asked<Inputs>> {
  const found = await findAll(request);
  if (found.problems.length > 0) return refuse(found.problems.join("; "));
  const kept = distinct(found.files).filter(({ path }) => !request.ignore.some((each) => isIgnored(path, each)) && !request.without?.some((folder) => isWithin(path, folder)));
  const read = kept.map(({ path }) => readOne(path, shownPath(path, io.cwd)));
  const problems = read.flatMap((each) => (typeof each === "string" ? each : []));
  if (problems.length > 0) return refuse(problems.join("; "));
  const stdin = request.paths.includes("-") ? [decodeText("-", io.stdin())] : [];
  const silent = stdin.some(({ file, diagnostics }) => diagnostics.length === 0 && file.text.trim() === "") ? ["standard input is empty"] : [];
  const decoded = [...read.flatMap((each) => (typeof each === "string" ? [] : each)), ...stdin];
  return {
    ok: true,
    value: {
      files: decoded.flatMap(({ file, diagnostics }) => (diagnostics.length === 0 ? file : [])),
      refused: decoded.flatMap(({ file, diagnostics }) => (diagnostics.length === 0 ? [] : file)),
      diagnostics: decoded.flatMap(({ diagnostics }) => diagnostics),
      notes: [...silent, ...found.leftOut.map((path) => `${shownPath(path, io.cwd)} is a link that was not followed; name it to read it`)],
    },
  };
}

/** Whether files in an absolute folder are among those that a request reads by naming a folder around it. */
export function wouldRead(folder: string, { paths, base, ignore, without = [] }: InputRequest): boolean {
  const isLeftOut = without.some((each) => isWithin(folder, each)) || ignore.some((each) => isIgnored(folder, each));
  return !isLeftOut && paths.some((path) => path !== "-" && !isGlob(path) && isWithin(folder, resolve(base, path)));
}

interface Found {
  readonly files: readonly string[];
  readonly leftOut: readonly string[];
  readonly problems: readonly string[];
}

const nothing: Found = { files: [], leftOut: [], problems: [] };

async function findAll({ paths, base }: InputRequest): Promise<Found> {
  const results = await Promise.all(paths.map((path) => find(path, base)));
  return {
    files: results.flatMap(({ files }) => files),
    leftOut: results.flatMap(({ leftOut }) => leftOut).sort(byCodeUnits),
    problems: results.flatMap(({ problems }) => problems),
  };
}

async function find(path: string, base: string): Promise<Found> {
  if (path === "-") return nothing;
  const full = resolve(base, path);
  switch (kindAt(full)) {
    case "file":
      return { ...nothing, files: [full] };
    case "folder":
      return walk(full, path);
    case "other":
      return { ...nothing, problems: [`\`${path}\` is neither a file nor a folder`] };
    case "missing":
      return isGlob(path) ? await findGlob(path, base) : { ...nothing, problems: [`\`${path}\` does not exist`] };
  }
}

function walk(folder: string, path: string): Found {
  const { files, leftOut, unreadable } = policyFiles(folder);
  const problems = unreadable.map((each) => `the folder \`${shownPath(each, folder) === "." ? path : each}\` cannot be read`);
  return { files, leftOut, problems };
}

/** Whether a path of the command line or the configuration is a pattern. */
export function isGlob(path: string): boolean {
  return /[*?[\]{}!]/.test(path);
}

/** Loaded only when a glob is given, since shells mostly expand them. */
async function findGlob(pattern: string, base: string): Promise<Found> {
  const { glob } = await import("tinyglobby");
  const options = { cwd: base, absolute: true, onlyFiles: true, expandDirectories: false, followSymbolicLinks: false } as const;
  const files = await glob(pattern.split("\\").join("/"), { ...options, ignore: ["**/node_modules/**"] });
  return files.length === 0 ? { ...nothing, problems: [`no file matches \`${pattern}\``] } : { ...nothing, files };
}

/** Sorted by path; of several paths to one file the first. */
function distinct(paths: readonly string[]): readonly { readonly path: string }[] {
  const seen = new Set<string>();
  const sorted = [...paths].map((path) => resolve(path)).sort(byCodeUnits);
  return sorted.flatMap((path) => {
    const real = realpathSync(path);
    if (seen.has(real)) return [];
    seen.add(real);
    return [{ path }];
  });
}

/** Whether an absolute path is left out. */
export function isIgnored(path: string, { glob, base }: Ignored): boolean {
  const pattern = glob.replace(/^\.\//, "").replace(/\/$/, "");
  return picomatch.isMatch(shownPath(path, base), [pattern, `${pattern}/**`], { dot: true });
}

/** The text, or why there is none. A file that is too large in any encoding is not loaded. */
function readOne(path: string, shown: string): ReturnType<typeof decodeText> | string {
  try {
    const { size } = statSync(path);
    return size > defaultLimits.fileLength * 3 ? tooLarge(shown, size) : decodeText(shown, readFileSync(path));
  } catch (error) {
    return `\`${shown}\` cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`;
  }
}

function tooLarge(shown: string, length: number): ReturnType<typeof decodeText> {
  const at = { file: shown, start: 0, end: 0 };
  const finding = sourceDiagnostics["file-too-large"].report({ at, with: { length, limit: defaultLimits.fileLength } });
  return { file: { path: shown, text: "" }, diagnostics: [finding] };
}
