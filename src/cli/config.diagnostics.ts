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
});
