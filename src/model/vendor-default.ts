/** What a policy may leave unsaid, in the order in which defaults are listed. */
export const unsaidSettings = [
  "deadline",
  "retry.attempts",
  "retry.on",
  "retry.perTryTimeout",
  "retry.backoff",
  "retryBudget",
  "idleTimeout",
  "connectTimeout",
  "limits.connections",
  "limits.pending",
  "limits.requests",
  "limits.retries",
  "outlier",
  "panic",
  "loadBalancing",
  "locality",
  "noMatch",
  "access",
  "mtls",
  "egress",
  "headers",
  "rewrite",
] as const;

/** Something that a policy may leave unsaid. */
export type UnsaidSetting = (typeof unsaidSettings)[number];

/** What a mesh does by itself where a policy, and the manifests, are silent. */
export interface VendorDefault {
  readonly setting: UnsaidSetting;
  /** Which part of the mesh it is about, such as `the called side, HTTP`; null where it holds everywhere. */
  readonly where: string | null;
  /** In a few words: `2 further tries`, `15 s`, `none`. */
  readonly does: string;
  /** The same for calculations: milliseconds, a count of further tries or of calls; null where it is no number or unlimited. */
  readonly amount: number | null;
  /** The manifest field by which Meshwright says it outright, `VirtualService.http[].retries.attempts`; null where there is none. */
  readonly written: string | null;
  /** Where it is decided, `istio/istio:pilot/pkg/networking/core/route/retry/retry.go`. */
  readonly source: string;
}
