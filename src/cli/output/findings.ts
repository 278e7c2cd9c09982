import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { outputDiagnostics } from "./output.diagnostics.ts";
import type { OutputPlan, OutputProblem } from "./folder.ts";

/** Problems of the output folder as findings; `shown` makes the path that a user sees. */
export function problemFindings(problems: readonly OutputProblem[], shown: (path: string) => string): readonly Diagnostic[] {
  return problems.map(({ kind, path }) => {
    const report = { at: wholeFile(shown(path)), with: { path: shown(path) } };
    switch (kind) {
      case "foreign":
        return outputDiagnostics["foreign-file"].report(report);
      case "link":
        return outputDiagnostics["link-in-output"].report(report);
      case "clash":
        return outputDiagnostics["output-name-clash"].report(report);
    }
  });
}

/** What `--check` finds: every file that writing would change, and every file of ours that would be removed. */
export function staleFindings(plan: OutputPlan, exists: (path: string) => boolean, shown: (path: string) => string): readonly Diagnostic[] {
  const changed = plan.write.map(({ path }) => stale(shown(path), exists(path) ? "differs" : "is missing"));
  return [...changed, ...plan.stale.map(({ path }) => stale(shown(path), "is not produced any more"))];
}

function stale(path: string, how: "differs" | "is missing" | "is not produced any more"): Diagnostic {
  return outputDiagnostics["output-stale"].report({ at: wholeFile(path), with: { path, how } });
}

function wholeFile(file: string): Diagnostic["origin"] {
  return { file, start: 0, end: 0 };
}
