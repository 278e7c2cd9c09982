import type { Decision, TraceStep } from "../../model/index.ts";
import { blankDecision } from "../../model/blank.ts";
import type { Origin } from "../../source/origin.ts";

/** A decision that says nothing but its outcome. */
export function answer(outcome: Decision["outcome"], given: Partial<Decision> = {}): Decision {
  return { outcome, ...blankDecision, ...given };
}

/** One step of a trace. */
export function step(text: string, at: Origin | null): TraceStep {
  return { step: text, at };
}
