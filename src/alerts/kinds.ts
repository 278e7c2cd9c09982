import type { Name } from "../model/index.ts";
import { nameText } from "../model/name.ts";
import { durationText } from "../support/duration.ts";
import type { Measure, Meter, Share } from "./meter.ts";

/** Alerts that a policy can ask for, as it spells them. */
export type WrittenKind = "errorRate" | "retryRate" | "timeoutRate" | "refusedRate";

/** Alerts by what they watch. */
export type AlertKind = WrittenKind | "retriesRising" | "budgetExhausted" | "endpointsEjected";

/** When an alert fires: above so many percent (where it watches a rate), for so long. */
export interface Threshold {
  readonly abovePercent: number;
  readonly forMs: number;
}

/** Of alerts that nobody wrote: more than one call in a hundred, for five minutes. */
export const derivedThreshold: Threshold = { abovePercent: 1, forMs: 300_000 };

/** Rates are taken over the one, and compared with those over the other. */
const [now, before] = ["5m", "1h"];

/** One kind of alert. */
export interface KindOfAlert {
  readonly alert: string;
  /** What it watches, in words: `refused calls`. */
  readonly words: string;
  /** The condition in PromQL, or why the mesh has no number for it. */
  readonly condition: (meter: Meter, threshold: Threshold) => Measure<string>;
  /** One sentence, of the service and the threshold. */
  readonly summary: (service: Name, threshold: Threshold) => string;
  /** What it means that it fires. */
  readonly meaning: string;
  /** In what its value is counted. */
  readonly unit: string;
}

/** What there is to know of each kind. */
export const kinds: Readonly<Record<AlertKind, KindOfAlert>> = {
  errorRate: share("errorRate", { alert: "MeshwrightErrorRate", words: "failed calls", done: "failed", meaning: "Callers see failures, whatever was tried again" }),
  retryRate: share("retryRate", { alert: "MeshwrightRetryRate", words: "retries", done: "been tried again", meaning: "Retries hide failures as long as every second try succeeds, and multiply the load when it does not" }),
  timeoutRate: share("timeoutRate", { alert: "MeshwrightTimeoutRate", words: "exceeded deadlines", done: "run out of time", meaning: "Callers give up before the answer is there" }),
  refusedRate: share("refusedRate", { alert: "MeshwrightRefusedRate", words: "refused calls", done: "been refused", meaning: "The access rules turn calls away: a caller is missing in them, or one tries that should not" }),
  retriesRising: {
    alert: "MeshwrightRetriesRising",
    words: "rising retries",
    condition: rising,
    summary: (service, { forMs }) => `retries of calls to ${nameText(service)} have doubled for ${durationText(forMs)}, while success stays flat`,
    meaning: "Retries mask failures until they do not: more calls are tried again than in the hour before, and callers do not see it yet",
    unit: "percent of the calls",
  },
  budgetExhausted: {
    alert: "MeshwrightRetryBudgetExhausted",
    words: "an exhausted retry budget",
    condition: ({ exhausted }) => over(exhausted, (rate) => `${rate(now)} > 0`),
    summary: (service, { forMs }) => `the retry budget of ${nameText(service)} has been used up for ${durationText(forMs)}`,
    meaning: "Calls that would have been tried again are not, and fail",
    unit: "retries in a second that were not made",
  },
  endpointsEjected: {
    alert: "MeshwrightEndpointsEjected",
    words: "ejected endpoints",
    condition: ({ ejected }) => over(ejected, (count) => `${count} > 0`),
    summary: (service, { forMs }) => `callers have left out endpoints of ${nameText(service)} for ${durationText(forMs)}`,
    meaning: "The circuit breaker leaves out instances that fail, and those that are left take their load",
    unit: "endpoints, counted at each caller",
  },
};

/** The kind that a policy names; null for a name that is none. */
export function writtenKind(name: string): WrittenKind | null {
  return name === "errorRate" || name === "retryRate" || name === "timeoutRate" || name === "refusedRate" ? name : null;
}

interface ShareWords {
  readonly alert: string;
  readonly words: string;
  readonly done: string;
  readonly meaning: string;
}

function share(of: WrittenKind, { done, ...words }: ShareWords): KindOfAlert {
  return {
    ...words,
    condition: (meter, { abovePercent }) => over(meter[of], (rate) => `${percent(rate, now)} > ${abovePercent}`),
    summary: (service, { abovePercent, forMs }) => `more than ${abovePercent} % of the calls to ${nameText(service)} have ${done} for ${durationText(forMs)}`,
    unit: "percent of the calls",
  };
}

/** At least twice the rate of the last hour and more than the threshold, unless failures grew by a point as well. */
function rising({ retryRate, errorRate }: Meter, { abovePercent }: Threshold): Measure<string> {
  if (errorRate.kind === "missing") return errorRate;
  const failing = errorRate.value;
  return over(retryRate, (retries) => {
    const recent = percent(retries, now);
    const doubled = `(${recent} > 2 * (${percent(retries, before)}))`;
    return `${doubled}\nand (${recent} > ${abovePercent})\nunless (${percent(failing, now)} - (${percent(failing, before)} or vector(0)) >= 1)`;
  });
}

function percent({ part, whole }: Share, window: string): string {
  return `100 * ${part(window)} / ${whole(window)}`;
}

function over<T>(measure: Measure<T>, condition: (value: T) => string): Measure<string> {
  return measure.kind === "missing" ? measure : { ...measure, value: condition(measure.value) };
}
