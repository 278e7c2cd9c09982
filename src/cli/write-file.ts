import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { isWithin } from "./paths.ts";

/**
 * Writes a file whole or not at all, and answers what is in the way. Below the working directory nothing is written
 * through links, since a repository of strangers could lead them anywhere. A file that is replaced keeps its rights.
 */
export function writeWhole(path: string, text: string, cwd: string): string | null {
  const full = resolve(cwd, path);
  const problem = obstacle(full, cwd);
  if (problem !== null) return problem;
  const temporary = `${full}.meshwright-${process.pid}`;
  try {
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(temporary, text, { flag: "wx", ...(existsSync(full) && { mode: statSync(full).mode }) });
    renameSync(temporary, full);
    return null;
  } catch (error) {
    rmSync(temporary, { force: true });
    return `cannot be written (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`;
  }
}

/** Why a file must not be written; null when it may. */
export function obstacle(full: string, cwd: string): string | null {
  const parts = isWithin(full, cwd) ? relative(cwd, full).split(sep) : [];
  const steps = [...parts.map((_, index) => resolve(cwd, ...parts.slice(0, index + 1))), full];
  const link = steps.find((step) => lstatSync(step, { throwIfNoEntry: false })?.isSymbolicLink() === true);
  if (link !== undefined) return "is reached through a link, and nothing is written through links";
  const found = lstatSync(full, { throwIfNoEntry: false });
  return found === undefined || found.isFile() ? null : "is not a file";
}
