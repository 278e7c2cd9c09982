import { defineDiagnostics } from "./diagnostics/diagnostic.ts";

/** Findings of a run of the compiler as a whole. */
export const compileDiagnostics = defineDiagnostics({
  "consent-expired": {
    code: "MW4051",
    severity: "error",
    what: (p: { field: string; target: string; until: string }) => `the consent to leave \`${p.field}\` unenforced on ${p.target} ended on ${p.until}`,
    why: "what loosens access is allowed for a time only, so that somebody looks at it again",
    help: "enforce it, or decide anew and move `until`",
  },
});
