import type { Origin } from "../source/origin.ts";
import type { Fraction } from "../support/fraction.ts";
import type { HeaderEdits, PathEdit } from "./edits.ts";
import type { Affinity, Balancing, Cors, Limits, MtlsMode, Name, Outlier } from "./model.ts";
import type { RequestView } from "./predicate.ts";
import type { GatewayEntryPoint, Protocol, ServiceEntryPoint } from "./request.ts";
import type { RetryEvents } from "./retry.ts";

/** A question to a reader: the entry is fixed, everything else of the request is behind the view. */
export interface Question {
  readonly entry: ServiceEntryPoint | GatewayEntryPoint;
  readonly protocol: Protocol;
  readonly view: RequestView;
}

/** Anything that answers routing questions: the policy's `decide`, or a target's interpreter over its manifests. */
export type Reader = (question: Question) => Decision;

/**
 * What happens to a request. Outputs that carry text of the request (path, authority, Location) are edits here, so
 * that one decision speaks for a whole class of requests; `renderDecision` applies them to one request.
 */
export interface Decision {
  readonly outcome: "forward" | "redirect" | "respond" | "refuse" | "unroutable" | "unsupported";
  /** Why it is `unsupported`, or what the mesh lacks where that keeps the call from going anywhere. */
  readonly reason: string | null;
  /** Of `respond`, `refuse` and `unroutable`; null for a refused connection. */
  readonly status: number | null;
  /** At the routing proxy, or the common answer of all backends; null where nothing was decided. */
  readonly access: AccessAnswer | null;
  readonly route: string | null;
  readonly backends: readonly BackendShare[];
  readonly failed: { readonly status: number; readonly share: Fraction };
  readonly refused: { readonly status: number; readonly share: Fraction };
  readonly upstream: { readonly path: PathEdit; readonly authority: string | null; readonly headers: HeaderEdits };
  readonly responseHeaders: HeaderEdits;
  readonly redirect: RedirectAnswer | null;
  readonly mirrors: readonly MirrorShare[];
  readonly deadlineMs: number | null;
  readonly perTryTimeoutMs: number | null;
  readonly idleTimeoutMs: number | null;
  readonly retries: RetryAnswer | null;
  readonly retryBudget: BudgetAnswer | null;
  readonly faults: readonly FaultAnswer[];
  readonly cors: Cors | null;
  readonly trace: readonly TraceStep[];
  /** Latitude of the target, printed beside the answer. */
  readonly notes: readonly string[];
  /** What of the request lies outside the proven universe. */
  readonly outside: readonly string[];
}

/** Whether a call is let in, and what said so. */
export interface AccessAnswer {
  readonly allowed: boolean;
  /** Such as `shop/order allow[0]` or `mesh default`; null when no rule spoke. */
  readonly by: string | null;
}

/** Endpoints that get a share of the calls: of a Service, narrowed by labels. */
export interface BackendShare {
  readonly namespace: string;
  readonly service: string;
  readonly version: string | null;
  /** Equality of backends is on namespace, service, labels and port; version names are display. */
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  readonly share: Fraction;
  readonly access: AccessAnswer;
  readonly settings: BackendSettings;
}

/** Endpoints that get copies of a share of the calls; independent of the draw of backends. */
export type MirrorShare = Omit<BackendShare, "settings">;

/** null: the policy leaves it to the target (then the target's own value is latitude, listed in the ledger). */
export interface BackendSettings {
  readonly balancing: Balancing | null;
  readonly affinity: Affinity | null;
  readonly limits: Limits | null;
  readonly outlier: Outlier | "off" | null;
  readonly slowStartMs: number | null;
  readonly locality: "prefer" | "off" | null;
  /** What the server accepts; `plaintext` says whether a call without mutual TLS gets through. */
  readonly mtls: MtlsMode | null;
  readonly failover: readonly Name[] | null;
  readonly rateLimit: { readonly requests: number; readonly perMs: number } | null;
}

/** Where a redirect leads; the path is an edit of the request path. */
export interface RedirectAnswer {
  readonly status: number;
  readonly scheme: "http" | "https" | null;
  readonly host: string | null;
  /** null: the port that the request was sent to, unless `scheme` is written (then that scheme's default). */
  readonly port: number | null;
  readonly path: PathEdit;
  readonly keepsQuery: boolean;
}

/** How often a failed try is repeated, and after which events. */
export interface RetryAnswer {
  readonly attempts: number;
  /** The words of the side that answers. */
  readonly on: readonly string[];
  readonly events: RetryEvents;
  readonly backoffMs: { readonly base: number; readonly max: number } | null;
}

/** By rate over a window (the policy's meaning), or by concurrency (Envoy's). */
export type BudgetAnswer =
  | {
      readonly kind: "window";
      readonly percent: Fraction;
      readonly windowMs: number;
      readonly minPerSecond: Fraction;
      /** The floor comes on top of the percentage, where the larger of the two is meant otherwise. */
      readonly floorAdded?: true;
    }
  | { readonly kind: "concurrency"; readonly percent: Fraction; readonly minConcurrency: number; readonly intervalMs: number | null };

/** An injected delay or abort and the share of calls it hits; draws are independent. */
export type FaultAnswer =
  | { readonly kind: "delay"; readonly share: Fraction; readonly durationMs: number }
  | { readonly kind: "abort"; readonly share: Fraction; readonly status: number };

/** One step on the way to a decision, with the place that caused it. */
export interface TraceStep {
  readonly step: string;
  readonly at: Origin | null;
}
