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
  "unknown-code": {
    code: "MW1032",
    severity: "error",
    what: (p: { code: string }) => `\`${p.code}\` is not the code of a finding`,
    why: "a setting for a finding that does not exist would be believed and do nothing",
    help: "findings show their codes; `meshwright explain CODE` prints the page of one",
  },
  "configured-path-missing": {
    code: "MW1031",
    severity: "error",
    what: (p: { path: string }) => `\`${p.path}\` does not exist`,
    why: "what is not there is not checked, and nobody would notice",
    help: "write it relative to this file, or take it out",
  },
});
