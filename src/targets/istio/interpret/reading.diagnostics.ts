import { defineDiagnostics } from "../../../diagnostics/diagnostic.ts";

interface Rejected {
  /** Kind, namespace and name. */
  readonly object: string;
  readonly field: string;
  readonly problem: string;
}

const dropped = "the mesh refuses the whole object, so nothing of it takes effect";

/** What the API server or the control plane would refuse in a manifest that is read. */
export const readingDiagnostics = defineDiagnostics({
  "istio-unreadable-field": {
    code: "MW4200",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "write the field as its schema asks",
  },
  "istio-invalid-host": {
    code: "MW4201",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "name full hosts such as `order.shop.svc.cluster.local`, or one wildcard at the front",
  },
  "istio-invalid-route": {
    code: "MW4202",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "give each entry exactly one of `route`, `redirect`, `directResponse` and `delegate`, and only fields that fit it",
  },
  "istio-invalid-weights": {
    code: "MW4203",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "write a weight of 0 or more for each destination, at least one of them above 0",
  },
  "istio-invalid-duration": {
    code: "MW4204",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "write whole milliseconds of at least `1ms`; leave the field out where there is no limit",
  },
  "istio-invalid-match": {
    code: "MW4205",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "use one of exact, prefix and regex, not empty, with RE2 syntax of at most 1024 bytes",
  },
  "istio-invalid-fault": {
    code: "MW4206",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "give a fixedDelay or an httpStatus, with a percentage of 0 or from 0.0001 to 100",
  },
  "istio-invalid-retries": {
    code: "MW4207",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "write attempts of 0 or more and known conditions separated by commas without blanks",
  },
  "istio-invalid-subset": {
    code: "MW4208",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "name each subset once, by a DNS label",
  },
  "istio-invalid-traffic-policy": {
    code: "MW4209",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "set at least one field of the policy, within its bounds",
  },
  "istio-invalid-export": {
    code: "MW4210",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "write `*` alone, or each namespace once",
  },
  "istio-invalid-authorization": {
    code: "MW4211",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: "the mesh refuses the whole policy, so it neither allows nor denies anything",
    help: "give each rule sources, operations and conditions that say something",
  },
  "istio-invalid-authentication": {
    code: "MW4212",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "select the workload where ports are named, and name an issuer or its keys for each token rule",
  },
  "istio-invalid-gateway": {
    code: "MW4213",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "give each server a port, hosts, and `tls` exactly where its protocol needs it",
  },
  "istio-invalid-service-entry": {
    code: "MW4214",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: dropped,
    help: "name hosts other than `*`, and ports whose numbers and names are unique",
  },
  "istio-unserved-version": {
    code: "MW4215",
    severity: "error",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: "the API server does not know the version, so the object does not exist for the mesh",
    help: "use a version that the release serves",
  },
  "istio-missing-delegate": {
    code: "MW4216",
    severity: "warning",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: "an entry whose delegate cannot be used is dropped, and its requests are matched by later entries or answered 404",
    help: "create the delegate without hosts and gateways, and export it to this namespace",
  },
  "istio-duplicate-object": {
    code: "MW4217",
    severity: "warning",
    what: (p: Rejected) => `${p.object}: \`${p.field}\` ${p.problem}`,
    why: "in a cluster the object that is applied last replaces the other",
    help: "keep one of them",
  },
});

/** Names of the findings. */
export type Fault = keyof typeof readingDiagnostics;
