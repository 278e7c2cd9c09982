import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";

/** What manifests that people wrote for Consul say, are accepted with, and do not do; ideas of this mesh alone. */
export const consulTrapDiagnostics = defineDiagnostics({
  "router-of-target-not-asked": {
    code: "MW3145",
    severity: "warning",
    what: (p: { target: string; other: string }) => `calls that come this way do not take the routes of ${p.other}`,
    why: "routes are those of the name that was called; of a target only splits, subsets and failover are looked at",
    help: ({ target }) => `write the routes here, or let callers call \`${target}\` itself`,
  },
  "protocol-lost": {
    code: "MW3146",
    severity: "warning",
    what: (p: { name: string; protocol: string }) => `\`${p.name}\` speaks TCP: this object says no protocol, and the ${p.protocol} of ProxyDefaults is for services without an object of their own`,
    why: "routes, splits and rules of requests of the service are refused or not used",
    help: ({ protocol }) => `write \`protocol: ${protocol}\``,
  },
  "dead-servers-not-retried": {
    code: "MW3147",
    severity: "warning",
    what: () => "a server that is down behind its proxy is not covered by `connect-failure`",
    why: "the connection ends at the proxy of the target, which is alive and answers 503",
    help: "add `retryOnStatusCodes: [503]`, or `gateway-error` where a repetition does no harm",
  },
  "target-with-name-of-its-own": {
    code: "MW3148",
    severity: "info",
    what: (p: { target: string; service: string }) => `whoever calls \`${p.target}\` by its own name goes past the routes of \`${p.service}\``,
    why: "no route can forbid it, and intentions see the same caller on both ways",
    help: "make versions subsets of one service, with a ServiceResolver",
  },
  "access-by-path-of-before": {
    code: "MW3149",
    severity: "warning",
    what: (p: { path: string; other: string }) => `${p.other} speaks of \`${p.path}\`, which is rewritten here before it is asked`,
    why: "routes act at the proxy of the caller, access is decided at that of the target, which sees the new path",
    help: "write the rule for the path as the service sees it",
  },
  "default-decides": {
    code: "MW3150",
    severity: "warning",
    what: (p: { name: string }) => `who may call \`${p.name}\` besides the sources that are named here is decided by the default of the datacenter`,
    why: "without access control lists, or with a default of `allow`, everybody may",
    help: "add a last source `*` with `action: deny`",
  },
  "intention-past-target": {
    code: "MW3151",
    severity: "warning",
    what: (p: { name: string; targets: string }) => `calls of \`${p.name}\` end at ${p.targets}, whose own intentions are asked`,
    why: "access is decided at the service that a call reaches, not at the name that was called",
    help: "write the intention for each of the targets",
  },
  "limits-past-name": {
    code: "MW3152",
    severity: "warning",
    what: (p: { target: string; service: string }) => `calls of \`${p.service}\` that end at \`${p.target}\` do not take these settings`,
    why: "the settings of a caller are looked up by the name that it calls",
    help: ({ service }) => `write an override for \`${service}\``,
  },
});
