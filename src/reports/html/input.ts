import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { World } from "../../lint/rule.ts";
import type { LedgerEntry, Manifest, Profile } from "../../model/index.ts";
import type { SourceFile } from "../../source/origin.ts";
import type { VerifyResult } from "../../verify/index.ts";
import type { TargetTable } from "../capabilities.ts";
import type { TestResults } from "../routing-tests/results.ts";
import type { ShownSimulation } from "./simulation-file.ts";

/** Everything that the report page shows; parts that were not asked for, or could not be had, are null or empty. */
export interface ReportInput {
  readonly title: string;
  /** Version of the tool; null where it is not known. */
  readonly version: string | null;
  /** null while there are errors in the policies: then the findings are all there is of them. */
  readonly world: World | null;
  /** Findings of reading, linting and compiling, in reading order; null where the page is about simulations alone. */
  readonly diagnostics: readonly Diagnostic[] | null;
  readonly sources: readonly SourceFile[];
  readonly targets: readonly ReportedTarget[];
  readonly tests: TestResults | null;
  readonly simulations: readonly ShownSimulation[];
}

/** What was made of the policies for one mesh. */
export interface ReportedTarget extends TargetTable {
  readonly ledger: readonly LedgerEntry[];
  readonly manifests: readonly Manifest[];
  readonly profile: Profile;
  readonly verification: VerifyResult | null;
}
