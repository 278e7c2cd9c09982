import { defineDiagnostics } from "../../../diagnostics/diagnostic.ts";

interface Rejected {
  /** Kind, namespace and name. */
  readonly object: string;
  readonly field: string;
  readonly problem: string;
}

const what = (p: Rejected): string => `${p.object}: \`${p.field}\` ${p.problem}`;
const refusedAtOnce = "the admission webhook or the servers refuse the whole object; one written before it stays in force";

/** What the webhook, the servers or the proxies would refuse in a manifest that is read. */
export const readingDiagnostics = defineDiagnostics({
  "consul-unreadable-field": { code: "MW4430", severity: "error", what, why: refusedAtOnce, help: "write the field as its schema asks" },
  "consul-invalid-name": {
    code: "MW4431",
    severity: "error",
    what,
    why: refusedAtOnce,
    help: "give each service one object of a kind in the whole cluster; ProxyDefaults is named `global`, Mesh `mesh`",
  },
  "consul-invalid-route": {
    code: "MW4432",
    severity: "error",
    what,
    why: refusedAtOnce,
    help: "give a match at most one path, and each header and query parameter exactly one kind of value",
  },
  "consul-invalid-split": {
    code: "MW4433",
    severity: "error",
    what,
    why: refusedAtOnce,
    help: "write weights of 0, or from 0.01 to 100, with two decimals at most, that add up to 100 in their order",
  },
  "consul-invalid-resolver": { code: "MW4434", severity: "error", what, why: refusedAtOnce, help: "write either a redirect, or subsets, failover and balancing that fit together" },
  "consul-invalid-defaults": { code: "MW4435", severity: "error", what, why: refusedAtOnce, help: "keep numbers and words within their bounds; other callers' settings belong to the caller's own object" },
  "consul-invalid-intention": {
    code: "MW4436",
    severity: "error",
    what,
    why: "the whole object is refused, so it neither allows nor denies anything",
    help: "give each source a name and either `action` or `permissions`",
  },
  "consul-enterprise-only": { code: "MW4437", severity: "error", what, why: "the community edition refuses the whole object", help: "leave the field out, or read with the profile `enterprise`" },
  "consul-broken-chain": {
    code: "MW4438",
    severity: "error",
    what,
    why: "the servers check every chain of services when something of it is written, and refuse what does not fit",
    help: "give every service of the chain the same protocol, and define the subsets it names",
  },
  "consul-refused-by-proxies": {
    code: "MW4439",
    severity: "error",
    what,
    why: "it is accepted when it is written, but the proxies refuse the whole route table and stay at the one before, without a word",
    help: "mend the pattern or the header",
  },
  "consul-without-effect": { code: "MW4440", severity: "warning", what, why: "it is accepted, and nothing comes of it", help: "remove it, or write what it was meant to do" },
});

/** Names of the findings. */
export type Fault = keyof typeof readingDiagnostics;
