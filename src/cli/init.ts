import { lstatSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command, Invocation } from "./command.ts";
import { complain } from "./complain.ts";
import { starterFiles } from "./init-files.ts";
import type { StarterFile } from "./init-files.ts";
import { exit } from "./io.ts";
import { kindAt, shownPath } from "./paths.ts";
import { packageVersion } from "./report-context.ts";
import { writeWhole } from "./write-file.ts";

/** Writes a starting repository; what is there already stays as it is. */
export const command: Command = {
  name: "init",
  summary: "write a starting repository: settings, a policy, a test, a hook and a workflow",
  usage: "[FOLDER]",
  description: "Files that are there already are left as they are. The result passes `meshwright lint` and `meshwright test`.",
  options: [],
  run: async (invocation) => {
    const { positionals, io } = invocation;
    const [asked = ".", second] = positionals;
    if (second !== undefined) return complain("one folder at a time", io);
    const folder = resolve(io.cwd, asked);
    if (!["folder", "missing"].includes(kindAt(folder))) return complain(`\`${asked}\` is not a folder`, io);
    return writeFiles(folder, invocation);
  },
};

function writeFiles(folder: string, { io }: Invocation): number {
  const root = repositoryAbove(folder);
  for (const file of starterFiles(packageVersion(io))) {
    const shown = shownPath(resolve(folder, file.path), io.cwd);
    if (file.ofRepository === true && root !== null) {
      io.stderr(`${shown}: not written, since it counts at the root of the repository only (${shownPath(root, io.cwd)})\n`);
      continue;
    }
    const problem = writeNew(folder, file);
    if (problem !== null && problem !== exists) return complain(`\`${shown}\` ${problem}`, io);
    io.stderr(`${shown}: ${problem ?? "written"}\n`);
  }
  io.stderr("next: `meshwright lint` and `meshwright test`, then `meshwright compile`\n");
  return exit.fine;
}

/** The root of the Git repository that a folder lies in; null where there is none, or where it is the folder itself. */
function repositoryAbove(folder: string): string | null {
  const isRoot = (path: string): boolean => kindAt(join(path, ".git")) !== "missing";
  if (isRoot(folder)) return null;
  for (let path = dirname(folder); path !== dirname(path); path = dirname(path)) if (isRoot(path)) return path;
  return null;
}

const exists = "is there already, left as it is";

function writeNew(folder: string, { path, text }: StarterFile): string | null {
  const full = resolve(folder, path);
  return lstatSync(full, { throwIfNoEntry: false }) === undefined ? writeWhole(full, text, folder) : exists;
}
