import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analyse, type Analysis } from "../../src/analyse.ts";
import type { SourceFile } from "../../src/source/origin.ts";

/** Where the cases are: a folder each, with `policy.yaml`. */
export const corpusFolder = join(__dirname, "..", "corpus");

/** A case read and linked, under the name `policy.yaml`. */
export function analyseCorpus(name: string): Analysis & { readonly sources: readonly SourceFile[] } {
  const sources = [{ path: "policy.yaml", text: readFileSync(join(corpusFolder, name, "policy.yaml"), "utf8") }];
  return { ...analyse(sources), sources };
}
