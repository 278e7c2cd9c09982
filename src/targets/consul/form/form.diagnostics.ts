import { defineDiagnostics } from "../../../diagnostics/diagnostic.ts";

/** What is no config entry, or none that Consul takes. */
export const formDiagnostics = defineDiagnostics({
  "consul-no-config-entry": {
    code: "MW4441",
    severity: "error",
    what: (p: { object: string; field: string; problem: string }) => (p.field === "" ? `${p.object} ${p.problem}` : `${p.object}: \`${p.field}\` ${p.problem}`),
    why: "Consul refuses the whole entry when it is written; one written before it stays in force",
    help: "write one config entry a file, with `Kind`, `Name` and the fields of its kind",
  },
});
