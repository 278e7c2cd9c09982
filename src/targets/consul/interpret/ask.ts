import type { Ask } from "../../ask.ts";
import { blankDecision } from "../../../model/blank.ts";
import type { Decision } from "../../../model/decision.ts";

export { newAsk } from "../../ask.ts";
export type { Ask } from "../../ask.ts";

const nothing: Omit<Decision, "outcome"> = { ...blankDecision, failed: { ...blankDecision.failed, status: 503 } };

/** The decision with what was remembered on the way; `unsupported` as soon as something was missing. */
export function answer(ask: Ask, outcome: Decision["outcome"], fields: Partial<Decision>): Decision {
  const { reason, notes, trace } = ask.remembered();
  if (reason !== null) return { ...nothing, outcome: "unsupported", reason, notes, trace };
  return { ...nothing, ...fields, outcome, notes, trace };
}

/** An answer that cannot be given. */
export function notModelled(ask: Ask, reason: string): Decision {
  ask.unsupported(reason);
  return answer(ask, "unsupported", {});
}
