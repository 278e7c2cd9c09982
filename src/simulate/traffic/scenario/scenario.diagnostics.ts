import { defineDiagnostics } from "../../../diagnostics/diagnostic.ts";

/** Findings about a Scenario; whether its expectations hold is the simulation's answer, not a finding. */
export const scenarioDiagnostics = defineDiagnostics({
  "scenario-name-unknown": {
    code: "MW5200",
    severity: "error",
    what: (p: { name: string; near: string | null }) => `no policy and no Service is named \`${p.name}\``,
    why: "what is said about it would have no effect on what is simulated",
    help: (p) => (p.near === null ? "name a service that the policies speak of" : `did you mean \`${p.near}\`?`),
  },
  "scenario-version-unknown": {
    code: "MW5201",
    severity: "error",
    what: (p: { version: string; service: string; near: string | null }) => `\`${p.service}\` has no version \`${p.version}\``,
    why: "what is said about it would have no effect on what is simulated",
    help: (p) => (p.near === null ? "name a version of its ServicePolicy" : `did you mean \`${p.near}\`?`),
  },
  "scenario-event-unclear": {
    code: "MW5202",
    severity: "error",
    what: (p: { found: string }) => `an event is exactly one of \`crash\`, \`pause\`, \`slow\`, \`errors\`, \`partition\`, \`scale\`, \`policy\`, found ${p.found}`,
    help: "write one event for each thing that happens; several may begin at the same time",
  },
  "scenario-load-unclear": {
    code: "MW5203",
    severity: "error",
    what: (p: { found: string }) => `load needs \`rate\`, \`recorded\` or \`bursts\`, and not both \`rate\` and \`recorded\`, found ${p.found}`,
    help: "write `rate: 100` for a hundred requests a second",
  },
  "scenario-time-outside": {
    code: "MW5204",
    severity: "error",
    what: (p: { what: string; time: string; limit: string }) => `${p.what} ${p.time} is not before the end at ${p.limit}`,
    why: "it would never be seen",
    help: "make the simulation longer, or let it be earlier",
  },
  "scenario-not-rising": {
    code: "MW5205",
    severity: "error",
    what: (p: { what: string }) => `${p.what} have to rise from one to the next`,
    help: "write them in order, each above the one before",
  },
  "expectation-unclear": {
    code: "MW5206",
    severity: "error",
    what: (p: { problem: string }) => p.problem,
    help: "write for example `{ measure: success, of: shoppers, atLeast: 99 }` or `{ measure: latency, of: shoppers, percentile: 99, atMost: 800ms }`",
  },
  "scenario-name-twice": {
    code: "MW5207",
    severity: "error",
    what: (p: { name: string; noun: string }) => `\`${p.name}\` is the name of two ${p.noun}`,
    why: "reports and expectations speak of it by its name",
    help: "give each a name of its own",
  },
  "scenario-too-fine": {
    code: "MW5208",
    severity: "error",
    what: (p: { windows: number; limit: number }) => `the courses over time would have ${p.windows} steps; there may be ${p.limit}`,
    help: "write a longer `window`, or simulate a shorter time",
  },
  "policy-change-unfit": {
    code: "MW5209",
    severity: "error",
    what: (p: { problem: string }) => p.problem,
    why: "the change would have no effect on what is simulated",
    help: "name a route of the service that forwards calls, and what changes in it",
  },
  "errors-never": {
    code: "MW5214",
    severity: "error",
    what: (p: { problem: string }) => p.problem,
    why: "these errors would never happen",
    help: "name a route of the service, or say how many requests an endpoint works at once",
  },
  "scenario-time-zero": {
    code: "MW5215",
    severity: "error",
    what: (p: { what: string }) => `${p.what} has to be longer than \`0s\``,
    help: "write a time such as `1s`",
  },
  "scenario-address-unreadable": {
    code: "MW5210",
    severity: "error",
    what: (p: { problem: string }) => p.problem,
    help: "write a service such as `web` or `shop/web:8080`, a gateway such as `gateway:infra/public:80/shop.example.com`, or for callers an account such as `shop/sa/web`",
  },
});
