import { defineDiagnostics } from "./diagnostic.ts";

/** What can be wrong with orders to ignore findings. Findings about them cannot be ignored in turn. */
export const suppressDiagnostics = defineDiagnostics({
  "unused-suppression": {
    code: "MW1040",
    severity: "warning",
    what: (p: { code: string }) => `there is no \`${p.code}\` here to ignore`,
    why: "an order to ignore that matches nothing would hide the next mistake",
    help: "remove it; a comment counts for its own line or for the line below, an annotation for its object",
  },
  "expired-suppression": {
    code: "MW1041",
    severity: "warning",
    what: (p: { code: string; until: string }) => `the order to ignore \`${p.code}\` ended on ${p.until}`,
    why: "after its last day it ignores nothing",
    help: "mend the cause, or write a later day with the reason why",
  },
  "suppressed-error": {
    code: "MW1042",
    severity: "warning",
    what: (p: { code: string }) => `\`${p.code}\` is an error here, and errors cannot be ignored`,
    why: "what could not be understood, or would be lost, must not pass in silence",
    help: (p: { code: string }) => `mend it; \`meshwright explain ${p.code}\` says how`,
  },
  "unreadable-suppression": {
    code: "MW1043",
    severity: "warning",
    what: (p: { problem: string }) => p.problem,
    why: "as it stands it ignores nothing",
    help: "write `CODE -- reason`, or `CODE until 2026-12-31 -- reason`",
  },
  "stale-baseline": {
    code: "MW1044",
    severity: "info",
    what: (p: { count: number }) => `${p.count === 1 ? "1 finding" : `${p.count} findings`} of the baseline ${p.count === 1 ? "is" : "are"} no longer there`,
    why: "the same mistakes could come back without being told",
    help: "write the baseline anew with `--write-baseline`",
  },
});
