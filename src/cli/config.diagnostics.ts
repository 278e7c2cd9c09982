import { defineDiagnostics } from "../diagnostics/diagnostic.ts";

/** What can be wrong with `meshwright.yaml` besides its shape. */
export const configDiagnostics = defineDiagnostics({
  "several-configurations": {
    code: "MW1017",
    severity: "error",
    what: (_: Record<never, never>) => "the configuration has to be one document",
    why: "of two documents nobody could tell which one is in force",
    help: "join them, or name one with `--config`",
  },
  "configured-path-missing": {
    code: "MW1031",
    severity: "error",
    what: (p: { path: string }) => `\`${p.path}\` does not exist`,
    why: "what is not there is not checked, and nobody would notice",
    help: "write it relative to this file, or take it out",
  },
});
