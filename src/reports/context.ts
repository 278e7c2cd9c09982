import type { Threshold } from "../diagnostics/levels.ts";
import type { TextOptions } from "./text.ts";

/** What a format may need besides findings and their texts. */
export interface ReportContext extends TextOptions {
  /** Version of the tool. */
  readonly version: string;
  /** The page of a code, as `meshwright explain` prints it; null when there is none. */
  readonly page: (code: string) => string | null;
  /** A path that findings carry, relative to the root of the repository, where CI looks for it. */
  readonly repositoryPath: (file: string) => string;
  /** From which severity on a finding fails the run. */
  readonly failOn: Threshold;
}

/** A report, and what is to be told beside it: what a limit of its reader made it leave out. */
export interface WrittenReport {
  readonly text: string;
  readonly notes: readonly string[];
}
