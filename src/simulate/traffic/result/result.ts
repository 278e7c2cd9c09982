import type { Origin } from "../../../source/origin.ts";
import type { Measure } from "../scenario/scenario.ts";
import type { Estimate } from "./statistics.ts";

/**
 * The answer of a simulation, for reports and scripts: the same scenario, policies, seeds and version give the same
 * bytes. Times are milliseconds, shares percent, rates per second. Estimates are over the runs, one for each seed. Totals
 * leave out the warm-up; courses over time begin at 0. Fields may be added and never change their meaning.
 */
export interface SimulationResult {
  /** `shop/canary-goes-bad`. */
  readonly scenario: string;
  /** Whose behaviour it is: `policy`, or a target as it was asked for. */
  readonly on: string;
  /** The random generator and its version: another one would give other numbers. */
  readonly generator: string;
  readonly seeds: readonly number[];
  readonly durationMs: number;
  readonly warmupMs: number;
  readonly windowMs: number;
  /** Events of all runs together. */
  readonly events: number;
  /** Runs that ended early because they came upon a bound: too many events, or too many tries under way at once. */
  readonly stopped: readonly { readonly seed: number; readonly bound: "events" | "tries"; readonly atMs: number }[];
  readonly loads: readonly LoadSummary[];
  /** One for each version that calls could reach, in the order of their names. */
  readonly services: readonly ServiceSummary[];
  /** One for each caller and called service, in the order of their names. */
  readonly edges: readonly EdgeSummary[];
  readonly courses: Courses;
  /** Faults and changes of policy, for bands and marks in charts. */
  readonly bands: readonly Band[];
  readonly recoveries: readonly Recovery[];
  readonly expectations: readonly ExpectationResult[];
  /** What of the policies or the scenario is not simulated, or was assumed. */
  readonly notes: readonly string[];
  /** The same scenario on the policies of another revision; null where none was asked for. */
  readonly comparison: Comparison | null;
}

/** The same load, faults and seeds on other policies. */
export interface Comparison {
  /** As it was asked for: `main`, `HEAD~3`. */
  readonly revision: string;
  /** Everything about the other revision, courses over time included. */
  readonly base: SimulationResult;
  readonly differences: readonly Difference[];
}

/** A measure then and now. The interval is that of the differences seed by seed; where it leaves out 0, something has changed. */
export interface Difference {
  /** A load or a service. */
  readonly of: string;
  readonly measure: "successPercent" | "goodputPerSecond" | "p50Ms" | "p99Ms" | "triesPerRequest" | "offeredPerSecond" | "wastedPercent";
  readonly before: Estimate;
  readonly after: Estimate;
  readonly difference: Estimate;
}

/** How requests from outside fared. */
export interface LoadSummary {
  readonly name: string;
  readonly to: string;
  readonly requestsPerSecond: Estimate | null;
  /** Of the requests that ended; answers below 400. */
  readonly successPercent: Estimate | null;
  /** Requests that succeeded. */
  readonly goodputPerSecond: Estimate | null;
  /** Of requests that succeeded, from the intended start. */
  readonly latencyMs: Latencies;
  /** Tries at all services together for one request; null where several loads share the services. */
  readonly triesPerRequest: Estimate | null;
}

/** Percentiles, within 0.1 %. */
export interface Latencies {
  readonly mean: Estimate | null;
  readonly p50: Estimate | null;
  readonly p95: Estimate | null;
  readonly p99: Estimate | null;
  readonly p999: Estimate | null;
}

/** What the endpoints of one version did. */
export interface ServiceSummary {
  /** `shop/order` or `shop/order@v2`. */
  readonly name: string;
  readonly service: string;
  readonly version: string | null;
  /** The most there were. */
  readonly replicas: number;
  /** Tries that reached an endpoint. */
  readonly offeredPerSecond: Estimate | null;
  /** Tries that were worked on to the end. */
  readonly servedPerSecond: Estimate | null;
  /** Of the offered: turned away because the queue or a rate limit was full. */
  readonly rejectedPercent: Estimate | null;
  /** Of the served: answered 500 or above. */
  readonly failedPercent: Estimate | null;
  /** From arrival to answer, waiting included. */
  readonly latencyMs: Latencies;
  /** Requests at work, on average over time, all endpoints together. */
  readonly busy: Estimate | null;
  /** Of the concurrency of all endpoints; null where it has no bound. */
  readonly utilisationPercent: Estimate | null;
  /** Requests that waited, on average over time. */
  readonly queue: Estimate | null;
  readonly queueMost: Estimate | null;
  /** Of the work: done for answers that nobody waited for any more. */
  readonly wastedPercent: Estimate | null;
}

/** How calls from one to another fared. */
export interface EdgeSummary {
  readonly from: string;
  readonly to: string;
  readonly callsPerSecond: Estimate | null;
  readonly triesPerSecond: Estimate | null;
  readonly successPercent: Estimate | null;
  readonly latencyMs: Latencies;
  /** Tries for one call. */
  readonly amplification: Estimate | null;
  /** Retries that were sent, in percent of the calls. */
  readonly retriesPercent: Estimate | null;
  /** Retries that the budget refused, in percent of the calls. */
  readonly refusedRetriesPercent: Estimate | null;
  /** Tries that took too long, and calls that did. */
  readonly tryTimeouts: Estimate | null;
  readonly deadlines: Estimate | null;
  /** Tries turned away by the caller's own limits. */
  readonly overflows: Estimate | null;
  /** Endpoints left out, counted over all instances of the caller. */
  readonly ejections: Estimate | null;
  /** How calls ended, most frequent first: an HTTP status or words such as `try timeout`. */
  readonly outcomes: readonly { readonly outcome: string; readonly percent: number }[];
}

/** Courses over time; every list has one entry for each window. */
export interface Courses {
  /** Where windows begin. */
  readonly atMs: readonly number[];
  readonly loads: readonly (EdgeCourse & { readonly name: string })[];
  readonly edges: readonly (EdgeCourse & { readonly from: string; readonly to: string })[];
  readonly services: readonly ServiceCourse[];
}

/** A number over time: the mean of all runs, and the least and the most of them; null where there was nothing to measure. */
export interface Course {
  readonly mean: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** Calls over time. */
export interface EdgeCourse {
  readonly callsPerSecond: Course;
  readonly triesPerSecond: Course;
  readonly successPercent: Course;
  readonly p50Ms: Course;
  readonly p95Ms: Course;
  readonly p99Ms: Course;
  readonly retriesPerSecond: Course;
  readonly refusedRetriesPerSecond: Course;
  readonly ejections: Course;
}

/** Endpoints over time. */
export interface ServiceCourse {
  readonly name: string;
  readonly offeredPerSecond: Course;
  readonly servedPerSecond: Course;
  readonly p99Ms: Course;
  readonly busy: Course;
  readonly queue: Course;
  readonly wastedPercent: Course;
}

/** A fault or a change of policy. */
export interface Band {
  readonly name: string;
  readonly kind: "crash" | "pause" | "slow" | "errors" | "scale" | "partition" | "policy";
  readonly fromMs: number;
  /** null: to the end. */
  readonly untilMs: number | null;
}

/** How a load got over a fault. */
export interface Recovery {
  readonly event: string;
  readonly load: string;
  /** Runs in which three windows in a row again had 95 % of the success from before the first fault. */
  readonly recoveredRuns: number;
  readonly runs: number;
  /** Runs that are still down at the end although the event is long over, and keep themselves down: less than half of the former success, more than 1.5 tries for a call. */
  readonly metastableRuns: number;
  /** From the end of the event, in the runs that recovered. */
  readonly timeMs: Estimate | null;
}

/** Whether an expectation held, and what was measured in each run, in the order of the seeds. */
export interface ExpectationResult {
  readonly text: string;
  readonly measure: Measure;
  readonly holds: boolean;
  /** In the measure's unit: percent, milliseconds or a number; null where there was nothing to measure, or no recovery, which fails. */
  readonly values: readonly (number | null)[];
  /** Seeds of runs in which it did not hold. */
  readonly failedSeeds: readonly number[];
  readonly origin: Origin;
}
