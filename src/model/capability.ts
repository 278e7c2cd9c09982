/** One row of the matrix feature × target; the words of the policy language. */
export const features = [
  "destination",
  "path.exact",
  "path.prefix",
  "path.regex",
  "path.template",
  "path.stringPrefix",
  "methods",
  "methods.unusual",
  "header.exact",
  "header.pattern",
  "header.present",
  "header.absent",
  "header.not",
  "query.exact",
  "query.present",
  "query.regex",
  "authority",
  "claims",
  "grpc",
  "callers",
  "order",
  "noMatch",
  "noRoutes",
  "split",
  "split.zero",
  "split.missing",
  "versions.service",
  "versions.labels",
  "mirror",
  "rewrite.prefix",
  "rewrite.full",
  "rewrite.authority",
  "redirect",
  "respond",
  "headers",
  "cors",
  "deadline",
  "retry.attempts",
  "retry.perTryTimeout",
  "retry.methods",
  "retry.backoff",
  "retryBudget",
  "idleTimeout",
  "circuitBreaker.limits",
  "circuitBreaker.outlier",
  "loadBalancing",
  "loadBalancing.ewma",
  "loadBalancing.hash",
  "affinity",
  "slowStart",
  "locality",
  "failover",
  "rateLimit",
  "fault.delay",
  "fault.abort",
  "access.identity",
  "access.cidr",
  "access.request",
  "access.header",
  "access.claim",
  "access.deny",
  "access.default.service",
  "access.default.namespace",
  "access.default.mesh",
  "access.audit",
  "authentication",
  "mtls",
  "mtls.off",
  "expose",
  "external",
  "egress.default",
  "tcp.split",
  "tls.split",
  "telemetry.accessLog",
  "telemetry.trace",
] as const;

/** A row of the matrix. */
export type Feature = (typeof features)[number];

/** The rows about who may call, by whatever proof. */
export const accessFeatures: readonly Feature[] = features.filter((feature) => /^(?:access|authentication|mtls)\b/.test(feature));

/**
 * What a target can do with a feature. `exact` may carry a condition that is checked or printed as an assumption;
 * everything short of it carries its sentence.
 */
export type Verdict =
  | { readonly kind: "exact"; readonly condition: string | null }
  | { readonly kind: "approximate"; readonly error: string }
  | { readonly kind: "default-dependent"; readonly why: string }
  | { readonly kind: "unsupported"; readonly why: string };

/** The deployment that a target is compiled for. */
export interface Profile {
  readonly target: string;
  /** Vendor version such as `1.31`. */
  readonly version: string;
  /** Such as `sidecar`, `ambient`, `waypoint`. */
  readonly name: string;
  /** Install-time facts, defaults filled in. */
  readonly settings: Readonly<Record<string, string>>;
}

/** One verdict for every feature, for one profile. */
export type CapabilityTable = Readonly<Record<Feature, Verdict>>;
