import type { Decision, TraceStep } from "../../model/index.ts";
import { blankDecision } from "../../model/blank.ts";
import type { Origin } from "../../source/origin.ts";

const blank = blankDecision;

/** A decision that says nothing but its outcome and what is given. Written out, since joined objects are slow and large. */
export function answer(outcome: Decision["outcome"], given: Partial<Omit<Decision, "outcome">>): Decision {
  return {
    outcome,
    reason: given.reason ?? blank.reason,
    status: given.status ?? blank.status,
    access: given.access ?? blank.access,
    route: given.route ?? blank.route,
    backends: given.backends ?? blank.backends,
    failed: given.failed ?? blank.failed,
    refused: given.refused ?? blank.refused,
    upstream: given.upstream ?? blank.upstream,
    responseHeaders: given.responseHeaders ?? blank.responseHeaders,
    redirect: given.redirect ?? blank.redirect,
    mirrors: given.mirrors ?? blank.mirrors,
    deadlineMs: given.deadlineMs ?? blank.deadlineMs,
    perTryTimeoutMs: given.perTryTimeoutMs ?? blank.perTryTimeoutMs,
    idleTimeoutMs: given.idleTimeoutMs ?? blank.idleTimeoutMs,
    retries: given.retries ?? blank.retries,
    retryBudget: given.retryBudget ?? blank.retryBudget,
    faults: given.faults ?? blank.faults,
    cors: given.cors ?? blank.cors,
    trace: given.trace ?? blank.trace,
    notes: given.notes ?? blank.notes,
    outside: given.outside ?? blank.outside,
  };
}

/** One step of a trace. */
export function step(text: string, at: Origin | null): TraceStep {
  return { step: text, at };
}
