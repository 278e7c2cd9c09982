import { blankDecision } from "../../../model/blank.ts";
import type { Decision } from "../../../model/decision.ts";
import type { Ask } from "./ask.ts";

/** A decision with what was said on the way. */
export function answer(ask: Ask, outcome: Decision["outcome"], fields: Partial<Decision> = {}): Decision {
  return { ...blankDecision, ...fields, outcome, trace: ask.trace, notes: ask.notes };
}

/** No listener, no rule: a status, or null for a refused connection. */
export function unroutable(ask: Ask, status: number | null, why: string): Decision {
  ask.step(why);
  return answer(ask, "unroutable", { status, reason: why });
}

/** An answer that the API leaves open or that is not modelled. */
export function unsupported(ask: Ask, reason: string): Decision {
  return answer(ask, "unsupported", { reason });
}
