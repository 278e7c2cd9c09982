import { defineDiagnostics } from "../../../diagnostics/diagnostic.ts";

/** What keeps a scenario from being simulated although every part of it can be read. */
export const planningDiagnostics = defineDiagnostics({
  "call-not-simulated": {
    code: "MW5211",
    severity: "error",
    what: (p: { from: string; to: string; reason: string }) => `calls from \`${p.from}\` to \`${p.to}\` cannot be simulated: ${p.reason}`,
    why: "a guess would look like an answer",
    help: "ask `meshwright route` about the call; leave the call out of the load, or simulate on another target",
  },
  "calls-in-circles": {
    code: "MW5212",
    severity: "error",
    what: (p: { circle: string }) => `calls go in circles: ${p.circle}`,
    why: "one request would cause calls without end",
    help: "limit the calls of one of them to the `routes` that really cause them",
  },
  "calls-too-deep": {
    code: "MW5216",
    severity: "error",
    what: (p: { limit: number }) => `calls lead to calls more than ${p.limit} deep`,
    why: "a request would pass through more services than any does",
    help: "look for a `calls` that should not be there; `meshwright report` draws who calls whom",
  },
  "scenario-too-large": {
    code: "MW5213",
    severity: "error",
    what: (p: { what: string; count: number; limit: number }) => `the simulation would keep ${p.count} ${p.what}; there may be ${p.limit}`,
    why: "it would take more memory than a machine has",
    help: "simulate fewer replicas or clients, fewer seeds, or longer windows",
  },
});
