import { defineDiagnostics } from "../diagnostics/diagnostic.ts";

/** Findings of alert rules. */
export const alertDiagnostics = defineDiagnostics({
  "alert-without-metric": {
    code: "MW4700",
    severity: "error",
    what: (p: { target: string; kind: string; service: string; because: string }) => `${p.target} has no metric for \`alerts.${p.kind}\` of \`${p.service}\`: ${p.because}`,
    why: "an alert that is not there looks like one that never fires",
    help: (p) => `do without it there: \`targets: { ${p.target}: { omitted: [alerts.${p.kind}], because: "…" } }\`, or compile this target without \`--alerts\``,
  },
  "derived-alert-without-metric": {
    code: "MW4701",
    severity: "info",
    what: (p: { target: string; watched: string; service: string; because: string }) => `on ${p.target} no alert watches ${p.watched} of \`${p.service}\`: ${p.because}`,
    why: "other meshes have this alert, so that somebody may rely on it",
    help: "watch it where the service itself counts it",
  },
  "mesh-without-metrics": {
    code: "MW4702",
    severity: "warning",
    what: (p: { target: string; because: string }) => `no alert rules are written for ${p.target}: ${p.because}`,
    why: "an alert that is not there looks like one that never fires",
    help: (p) => `write the rules of the implementation by hand, or consent for each service: \`targets: { ${p.target}: { omitted: [alerts], because: "…" } }\``,
  },
});
