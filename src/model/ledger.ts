import type { Origin } from "../source/origin.ts";
import type { Consent, Name } from "./model.ts";

/** The fields of a decision that an entry can speak of. */
export type Effect =
  | "outcome"
  | "shares"
  | "failed"
  | "mirrors"
  | "upstream"
  | "responseHeaders"
  | "redirect"
  | "deadline"
  | "perTryTimeout"
  | "idleTimeout"
  | "retries"
  | "backoff"
  | "retryBudget"
  | "faults"
  | "cors"
  | "access"
  | "settings.balancing"
  | "settings.affinity"
  | "settings.limits"
  | "settings.outlier"
  | "settings.slowStart"
  | "settings.locality"
  | "settings.mtls"
  | "settings.failover"
  | "settings.rateLimit"
  | "telemetry";

/**
 * Callers that an entry is about, where it is not about all of them: those without a verified identity, those whose
 * request as sent the access rules of the entry's service refuse, those with a token of none of the providers, or everybody
 * but the listed accounts.
 */
export type LedgerCallers =
  | { readonly kind: "unidentified" }
  | { readonly kind: "refused" }
  | { readonly kind: "foreignToken"; readonly providers: readonly { readonly issuer: string; readonly audiences: readonly string[] }[] }
  | { readonly kind: "others"; readonly than: readonly { readonly namespace: string; readonly serviceAccount: string }[] };

/**
 * What became of one intent on one target. `note` is latitude that the model grants, `assumed` rests on a fact outside
 * the manifests, `explicit-default` writes out what the policy left unsaid.
 */
export interface LedgerEntry {
  readonly target: string;
  readonly kind: "exact" | "explicit-default" | "assumed" | "note" | "approximate" | "omitted" | "refused";
  readonly service: Name | null;
  /** Field path in the policy's words: `retryBudget`, `route.read.retry.perTryTimeout`, `access.allow.web-reads`. */
  readonly field: string;
  /** Name of the route, where one is concerned. */
  readonly route: string | null;
  readonly direction: "stricter" | "looser" | "more" | "fewer" | "different" | null;
  /** What of the decision may differ, and nothing else. */
  readonly effects: readonly Effect[];
  /** Largest error, such as `0.01 points` or `unbounded`; null where nothing differs. */
  readonly bound: string | null;
  /** One sentence: what was done, and what differs. */
  readonly note: string;
  readonly origin: Origin;
  readonly consent: Consent | null;
  /** Absent: the entry is about every caller. */
  readonly callers?: LedgerCallers;
  /** Narrows what may differ to answers of the target whose `reason` is one of these; absent: every answer. */
  readonly reasons?: readonly string[];
}
