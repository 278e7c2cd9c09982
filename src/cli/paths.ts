import { readdirSync, realpathSync, statSync } from "node:fs";
import type { Dirent } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

/** What stands at a path, links followed. */
export type PathKind = "file" | "folder" | "other" | "missing";

/** What stands at an absolute path; a link that leads nowhere is missing. Never throws. */
export function kindAt(path: string): PathKind {
  try {
    const stat = statSync(path);
    return stat.isFile() ? "file" : stat.isDirectory() ? "folder" : "other";
  } catch {
    return "missing";
  }
}

/** The path as it is shown: relative to the working directory, forward slashes on every system. */
export function shownPath(path: string, cwd: string): string {
  return relative(cwd, resolve(cwd, path)).split(sep).join("/") || ".";
}

/** Whether a path lies in a folder or is the folder itself. Both absolute. */
export function isWithin(path: string, folder: string): boolean {
  const rest = relative(folder, path);
  return rest === "" || (rest !== ".." && !rest.startsWith(`..${sep}`) && !isAbsolute(rest));
}

/** Extensions that are read when a folder is named. */
const extensions = /\.(?:ya?ml|json)$/;

/** Files of other tools that live beside policies and look like them. */
const others = new Set(["meshwright.yaml", "kustomization.yaml", "kustomization.yml", "package.json", "package-lock.json", "tsconfig.json"]);

/** What a walk found: files to read, links it did not follow, folders it could not open. */
export interface Walked {
  readonly files: readonly string[];
  readonly leftOut: readonly string[];
  readonly unreadable: readonly string[];
}

/**
 * The policy files below a folder, absolute and sorted. Leaves out `node_modules`, what begins with a dot, and files of
 * other tools. Links to folders are not followed, and links to files only inside the folder: what a stranger's
 * repository links to is not for a report to show.
 */
export function policyFiles(folder: string): Walked {
  const found: { files: string[]; leftOut: string[]; unreadable: string[] } = { files: [], leftOut: [], unreadable: [] };
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of entriesOf(next, found.unreadable)) visit(join(next, entry.name), entry, folder, waiting, found);
  }
  return { ...found, files: found.files.sort(byCodeUnits) };
}

function entriesOf(folder: string, unreadable: string[]): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    unreadable.push(folder);
    return [];
  }
}

function visit(path: string, entry: Dirent, root: string, waiting: string[], found: { files: string[]; leftOut: string[] }): void {
  if (entry.name.startsWith(".") || entry.name === "node_modules") return;
  if (entry.isDirectory()) waiting.push(path);
  else if (!entry.isSymbolicLink()) {
    if (entry.isFile() && isPolicyName(entry.name)) found.files.push(path);
  } else if (kindAt(path) === "folder") found.leftOut.push(path);
  else if (isPolicyName(entry.name)) (leadsToFileIn(path, root) ? found.files : found.leftOut).push(path);
}

/** Whether a file of this name is read when its folder is named. */
export function isPolicyName(name: string): boolean {
  return extensions.test(name) && !others.has(name);
}

function leadsToFileIn(path: string, root: string): boolean {
  return kindAt(path) === "file" && isWithin(realpathSync(path), realpathSync(root));
}

/** Order that does not depend on the language of the system. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
