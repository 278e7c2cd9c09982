import type { Caller, Name, Request } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import type { Law } from "../law.ts";
import type { EntryPlan, ErrorRule, PoolPlan } from "../plan.ts";

/** A Scenario as it was read: names in full, times in microseconds, each part with its place. */
export interface Scenario {
  readonly id: Name;
  readonly origin: Origin;
  readonly durationMicros: number;
  readonly warmupMicros: number;
  readonly windowMicros: number;
  readonly runs: number;
  readonly load: readonly Load[];
  readonly defaults: Behaviour;
  readonly services: readonly ServiceBehaviour[];
  readonly network: {
    readonly latency: Law;
    readonly links: readonly { readonly from: string; readonly to: string; readonly latency: Law }[];
    /** null: the mesh's own. */
    readonly connectMicros: number | null;
  };
  readonly timeline: readonly ScenarioEvent[];
  readonly expect: readonly Expectation[];
}

/** Requests from outside. */
export interface Load extends Pick<EntryPlan, "name" | "law" | "rate" | "bursts" | "clients"> {
  readonly to: Request["to"];
  readonly authority: string | null;
  readonly from: Caller | null;
  readonly patienceMicros: number;
  readonly requests: readonly { readonly method: string; readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly weight: number }[];
  readonly origin: Origin;
}

/** What is written of a behaviour; what is absent is said elsewhere, or usual. */
export interface Behaviour extends Partial<Pick<PoolPlan, "replicas" | "concurrency" | "queue" | "order" | "work" | "warmUp" | "abandoned" | "heedsDeadlines" | "failureStatus">> {
  readonly errors?: readonly ErrorRule[];
}

/** The behaviour of a service: of all versions, and what differs in some. */
export interface ServiceBehaviour {
  /** `shop/order`. */
  readonly service: string;
  readonly all: Behaviour;
  readonly versions: readonly { readonly name: string; readonly behaviour: Behaviour }[];
}

/** Endpoints by name: of a service, or of one version. */
export interface Endpoints {
  readonly service: string;
  readonly version: string | null;
  /** null: all of them. */
  readonly count: number | null;
}

/** Something that happens, until `untilMicros` (Infinity: to the end). */
export interface ScenarioEvent {
  readonly name: string;
  readonly atMicros: number;
  readonly untilMicros: number;
  readonly what:
    | { readonly kind: "crash"; readonly of: Endpoints }
    | { readonly kind: "pause"; readonly of: Endpoints }
    | { readonly kind: "slow"; readonly of: Endpoints; readonly factor: number; readonly extraMicros: number }
    | { readonly kind: "errors"; readonly of: Endpoints; readonly share: number; readonly status: number }
    | { readonly kind: "scale"; readonly of: Endpoints }
    | { readonly kind: "partition"; readonly from: string; readonly to: string }
    | PolicyChange;
  readonly origin: Origin;
}

/** What of a service's policy changes; null: stays. */
export interface PolicyChange {
  readonly kind: "policy";
  readonly of: string;
  readonly route: string | null;
  readonly split: Readonly<Record<string, number>> | null;
  readonly attempts: number | null;
  readonly deadlineMs: number | null;
  readonly retryBudget: { readonly percent: number; readonly windowMs: number; readonly minPerSecond: number } | "none" | null;
}

/** What is measured for an expectation. */
export type Measure = "success" | "latency" | "amplification" | "offered" | "retries" | "refusedRetries" | "wasted" | "ejections" | "queue" | "recovery";

/** A bound that every run has to keep. */
export interface Expectation {
  readonly measure: Measure;
  readonly of: Subject;
  /** 0 to 1. */
  readonly quantile: number;
  readonly startMicros: number;
  readonly endMicros: number;
  readonly after: string | null;
  /** In the measure's unit: percent, microseconds, or a plain number. */
  readonly atLeast: number | null;
  readonly atMost: number | null;
  /** As written, for people. */
  readonly text: string;
  readonly origin: Origin;
}

/** What an expectation is about. */
export type Subject =
  | { readonly kind: "load"; readonly name: string }
  | { readonly kind: "service"; readonly service: string; readonly version: string | null }
  | { readonly kind: "edge"; readonly from: string; readonly to: string };
