import { createTwoFilesPatch } from "diff";
import type { OutputFile } from "../../reports/generated.ts";
import type { ExistingFile, OutputPlan } from "./folder.ts";

/** What writing would change, as a unified diff; `before` gives the present content of a path. */
export function differenceText(plan: OutputPlan, before: (path: string) => string, shown: (path: string) => string): string {
  const written = plan.write.map((file) => patch(file, before(file.path), file.content, shown));
  const removed = plan.stale.map((file) => patch(file, file.content, "", shown));
  return [...written, ...removed].join("");
}

function patch(file: OutputFile | ExistingFile, from: string, to: string, shown: (path: string) => string): string {
  return filePatch(shown(file.path), from, to);
}

/** The change of one file as a unified diff; an empty text stands for no file. */
export function filePatch(name: string, from: string, to: string): string {
  return createTwoFilesPatch(from === "" ? "/dev/null" : name, to === "" ? "/dev/null" : name, from, to, undefined, undefined, { context: 3 });
}
