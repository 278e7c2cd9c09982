import { defineDiagnostics } from "../diagnostics/diagnostic.ts";

interface Cell {
  readonly feature: string;
  readonly target: string;
  readonly version: string;
  readonly profile: string;
}

/** Findings that every target shares: what it cannot say, and the consent for what it says only nearly. */
export const targetDiagnostics = defineDiagnostics({
  "target-cannot-say": {
    code: "MW4001",
    severity: "error",
    what: (p: Cell & { field: string; why: string; stanza: string | null }) =>
      `${p.target} ${p.version} (${p.profile}) cannot say \`${p.field}\`${p.field === p.feature ? "" : ` (${p.feature})`}: ${p.why}`,
    why: "a wish that is dropped in silence is worse than one that does not compile; nothing of this service is written",
    help: (p) => `change the policy, choose another version or profile of the target, or ${p.stanza === null ? "leave the service out of the target with `excluded`" : `do without it there: ${p.stanza}`}`,
  },
  "approximation-without-consent": {
    code: "MW4002",
    severity: "error",
    what: (p: { field: string; target: string; error: string; stanza: string }) =>
      `${p.target} says \`${p.field}\` only approximately: ${p.error}`,
    why: "an approximation is written only where the author of the policy allowed it",
    help: (p) => `to allow it, write in this policy: ${p.stanza}`,
  },
  "approximation-exceeds-consent": {
    code: "MW4003",
    severity: "error",
    what: (p: { field: string; target: string; error: string; within: string; bound: string }) =>
      `consent for \`${p.field}\` on ${p.target} allows ${p.within}, but the error is ${p.bound}: ${p.error}`,
    help: "change the policy so that the error is smaller, or widen `within`",
  },
  "consent-unused": {
    code: "MW4004",
    severity: "error",
    what: (p: { field: string; target: string }) => `nothing here needs the consent for \`${p.field}\` on ${p.target}`,
    why: "consent that outlives its reason would later excuse something nobody looked at",
    help: "remove it",
  },
  "consent-for-exact": {
    code: "MW4005",
    severity: "error",
    what: (p: { field: string; target: string }) => `${p.target} says \`${p.field}\` exactly, so there is nothing to consent to`,
    why: "consent that outlives its reason would later excuse something nobody looked at",
    help: "remove it",
  },
  "loosened-without-consent": {
    code: "MW4006",
    severity: "error",
    what: (p: { field: string; target: string; error: string; stanza: string }) =>
      `${p.target} enforces \`${p.field}\` less strictly than written: ${p.error}`,
    why: "loosened access and weaker mutual TLS are never an approximation",
    help: (p) => `to accept it for a time, write in this policy: ${p.stanza}`,
  },
  "unknown-target-version": {
    code: "MW4007",
    severity: "error",
    what: (p: { target: string; version: string; known: string }) => `version \`${p.version}\` of ${p.target} is not known`,
    help: (p) => `known versions are ${p.known}`,
  },
  "unknown-target-profile": {
    code: "MW4008",
    severity: "error",
    what: (p: { target: string; profile: string; known: string }) => `profile \`${p.profile}\` of ${p.target} is not known`,
    help: (p) => `known profiles are ${p.known}`,
  },
  "object-written-twice": {
    code: "MW4009",
    severity: "error",
    what: (p: { kind: string; namespace: string; name: string }) =>
      `two policies would write ${p.kind} \`${p.namespace}/${p.name}\``,
    why: "one of the two would overwrite the other in the cluster",
    help: "rename one of the services, versions or gateways",
  },
});
