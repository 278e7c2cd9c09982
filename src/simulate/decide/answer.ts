import type { Decision, TraceStep } from "../../model/index.ts";
import { noHeaderEdits } from "../../model/edits.ts";
import type { Origin } from "../../source/origin.ts";
import { zero } from "../../support/fraction.ts";

/** A decision that says nothing but its outcome. */
export function answer(outcome: Decision["outcome"], given: Partial<Decision> = {}): Decision {
  return {
    outcome,
    reason: null,
    status: null,
    access: null,
    route: null,
    backends: [],
    failed: { status: 500, share: zero },
    refused: { status: 403, share: zero },
    upstream: { path: { kind: "keep" }, authority: null, headers: noHeaderEdits },
    responseHeaders: noHeaderEdits,
    redirect: null,
    mirrors: [],
    deadlineMs: null,
    perTryTimeoutMs: null,
    idleTimeoutMs: null,
    retries: null,
    retryBudget: null,
    faults: [],
    cors: null,
    trace: [],
    notes: [],
    outside: [],
    ...given,
  };
}

/** One step of a trace. */
export function step(text: string, at: Origin | null): TraceStep {
  return { step: text, at };
}
