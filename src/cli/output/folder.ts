import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import type { OutputFile } from "../../reports/generated.ts";
import { isOurs, orderFile } from "../../reports/native-files.ts";

/** A file under the output folder: ours by what it says or by the list of its target, or somebody else's. */
export interface ExistingFile {
  readonly path: string;
  readonly content: string;
  readonly ours: boolean;
}

/** What writing would change, and what stands in its way. */
export interface OutputPlan {
  readonly write: readonly OutputFile[];
  /** Ours, and no longer produced. */
  readonly stale: readonly ExistingFile[];
  readonly unchanged: number;
  /** Present content by path, of every file below the targets' folders. */
  readonly before: ReadonlyMap<string, string>;
  readonly problems: readonly OutputProblem[];
}

/** Why nothing may be written: a file that is not ours, a link, or two names that a file system may hold to be one. */
export type OutputProblem =
  | { readonly kind: "foreign"; readonly path: string }
  | { readonly kind: "link"; readonly path: string }
  | { readonly kind: "clash"; readonly path: string };

/** Compares the files of the selected targets with the folder as it stands. Reads only; follows no link. */
export function planOutput(folder: string, targets: readonly string[], files: readonly OutputFile[]): OutputPlan {
  const links: string[] = isLink(folder) ? ["."] : [];
  const existing = targets.flatMap((target) => owned(target, listFiles(folder, target, links)));
  const byPath = new Map(existing.map((file) => [file.path, file]));
  const produced = new Set(files.map((file) => file.path));
  return {
    write: files.filter((file) => byPath.get(file.path)?.content !== file.content),
    stale: existing.filter((file) => file.ours && !produced.has(file.path)),
    unchanged: files.filter((file) => byPath.get(file.path)?.content === file.content).length,
    before: new Map(existing.map(({ path, content }) => [path, content])),
    problems: [...links.map((path) => ({ kind: "link" as const, path })), ...clashes(files), ...foreign(files, byPath)],
  };
}

function foreign(files: readonly OutputFile[], byPath: ReadonlyMap<string, ExistingFile>): readonly OutputProblem[] {
  return files.filter((file) => byPath.get(file.path)?.ours === false).map((file) => ({ kind: "foreign", path: file.path }));
}

function clashes(files: readonly OutputFile[]): readonly OutputProblem[] {
  const seen = new Set<string>();
  return files.flatMap((file) => {
    const key = file.path.toLowerCase();
    if (seen.has(key)) return [{ kind: "clash" as const, path: file.path }];
    seen.add(key);
    return [];
  });
}

function owned(target: string, files: readonly OutputFile[]): readonly ExistingFile[] {
  const order = files.find(({ path }) => path === `${target}/${orderFile}`)?.content ?? null;
  return files.map((file) => ({ ...file, ours: isOurs(file, order) }));
}

function listFiles(folder: string, relative: string, links: string[]): readonly OutputFile[] {
  const full = join(folder, ...relative.split("/"));
  if (isLink(full)) {
    links.push(relative);
    return [];
  }
  return entriesOf(full).flatMap((entry) => {
    const path = `${relative}/${entry.name}`;
    if (entry.isSymbolicLink()) links.push(path);
    if (entry.isDirectory()) return listFiles(folder, path, links);
    return entry.isFile() ? [{ path, content: readFileSync(join(full, entry.name), "utf8") }] : [];
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/**
 * Carries a plan out, whole or not at all: every file is first written beside its place, then all are moved; when a
 * move fails, what was replaced is put back and the error is thrown. `prune` removes our stale files too.
 */
export function writeOutput(folder: string, plan: OutputPlan, prune: boolean): void {
  const staged = stage(folder, plan.write);
  const undo: (() => void)[] = [];
  try {
    for (const { temporary, full } of staged) replace(temporary, full, undo);
    if (prune) for (const file of plan.stale) remove(folder, file, undo);
  } catch (error) {
    for (const step of undo.reverse()) step();
    discard(staged);
    throw error;
  }
  if (prune) for (const file of plan.stale) removeEmptyFolders(folder, dirname(file.path));
}

interface Staged {
  readonly temporary: string;
  readonly full: string;
}

function stage(folder: string, files: readonly OutputFile[]): readonly Staged[] {
  const staged: Staged[] = [];
  try {
    for (const file of files) {
      const full = join(folder, ...file.path.split("/"));
      mkdirSync(dirname(full), { recursive: true });
      const temporary = `${full}.meshwright-${process.pid}`;
      staged.push({ temporary, full });
      writeFileSync(temporary, file.content, { flag: "wx" });
    }
    return staged;
  } catch (error) {
    discard(staged);
    throw error;
  }
}

function discard(staged: readonly Staged[]): void {
  for (const { temporary } of staged) rmSync(temporary, { force: true });
}

function replace(temporary: string, full: string, undo: (() => void)[]): void {
  const before = contentOf(full);
  renameSync(temporary, full);
  undo.push(() => (before === null ? rmSync(full, { force: true }) : writeFileSync(full, before)));
}

function contentOf(full: string): Buffer | null {
  try {
    return readFileSync(full);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function remove(folder: string, file: ExistingFile, undo: (() => void)[]): void {
  const full = join(folder, ...file.path.split("/"));
  rmSync(full);
  undo.push(() => writeFileSync(full, file.content));
}

function removeEmptyFolders(folder: string, relative: string): void {
  const parts = relative.split("/").join(sep).split(sep);
  for (let depth = parts.length; depth > 0; depth -= 1) {
    const full = join(folder, ...parts.slice(0, depth));
    if (entriesOf(full).length > 0) return;
    rmSync(full, { recursive: true, force: true });
  }
}
