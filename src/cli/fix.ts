import { resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { fixAll } from "../diagnostics/fixes.ts";
import { plural } from "../reports/selection.ts";
import type { SourceFile } from "../source/origin.ts";
import type { Invocation, Option } from "./command.ts";
import { formatsOf } from "./formats.ts";
import { refuse } from "./io.ts";
import type { Asked } from "./io.ts";
import { filePatch } from "./output/difference.ts";
import { obstacle, writeWhole } from "./write-file.ts";
import type { Workspace } from "./workspace.ts";

/** Options of the command that mends what it finds. */
export const fixOptions: readonly Option[] = [
  { name: "fix", help: "carry out the fixes of findings in the files, and report what is left" },
  { name: "fix-dry-run", help: "show as a patch what --fix would change, and change nothing" },
];

/** Looks at texts and answers what is wrong with them. */
export type Find = (files: readonly SourceFile[]) => readonly Diagnostic[];

/**
 * Carries out fixes as asked: in the files, or as a patch on standard output (standard error beside a machine format).
 * Answers the texts as they now are. Standard input is only fixed for a KRM function, which writes it out again; a file
 * that stands behind a link refuses the call.
 */
export function fixWorkspace(workspace: Workspace, find: Find, invocation: Invocation): Asked<readonly SourceFile[]> {
  const { files } = workspace;
  const isDry = invocation.flag("fix-dry-run");
  if (!isDry && !invocation.flag("fix")) return { ok: true, value: files };
  const isFunction = formatsOf(invocation).stdout === "krm" && !isDry;
  const fixable = files.filter(({ path }) => path !== "-" || isFunction);
  const others = files.filter((file) => !fixable.includes(file));
  if (others.length > 0 && !invocation.flag("quiet")) invocation.io.stderr("standard input is not mended, only files are; as a KRM function it is (`--format krm`)\n");
  if (fixable.length === 0) return { ok: true, value: files };
  const fixed = fixAll(fixable, (texts) => find([...texts, ...others]));
  const changed = fixed.files.filter(({ text }, index) => text !== fixable[index]?.text);
  if (!isDry) return written([...fixed.files, ...others], changed, fixed.applied, invocation);
  const patch = changed.map(({ path, text }) => filePatch(path, fixable.find((file) => file.path === path)?.text ?? "", text)).join("");
  (formatsOf(invocation).stdout === "text" ? invocation.io.stdout : invocation.io.stderr)(patch);
  return { ok: true, value: files };
}

function written(all: readonly SourceFile[], mended: readonly SourceFile[], applied: number, { io, flag }: Invocation): Asked<readonly SourceFile[]> {
  const changed = mended.filter(({ path }) => path !== "-");
  const obstacles = changed.map(({ path }) => ({ path, problem: obstacle(resolve(io.cwd, path), io.cwd) })).filter(({ problem }) => problem !== null);
  if (obstacles.length > 0) return refuse(`${problemsText(obstacles)}; nothing was changed`);
  const failed = changed.map(({ path, text }) => ({ path, problem: writeWhole(path, text, io.cwd) })).filter(({ problem }) => problem !== null);
  if (failed.length > 0) return refuse(problemsText(failed));
  if (!flag("quiet")) io.stderr(applied === 0 ? "nothing to fix\n" : `${plural(applied, "finding")} fixed in ${plural(mended.length, "file")}\n`);
  return { ok: true, value: all };
}

function problemsText(problems: readonly { readonly path: string; readonly problem: string | null }[]): string {
  return problems.map(({ path, problem }) => `\`${path}\` ${problem}`).join("; ");
}
