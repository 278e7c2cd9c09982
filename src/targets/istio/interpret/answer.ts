import { blankDecision } from "../../../model/blank.ts";
import type { Decision } from "../../../model/decision.ts";
import type { Ask } from "./ask.ts";

/** Envoy answers 503 where a cluster is missing. */
const nothing: Omit<Decision, "outcome"> = { ...blankDecision, failed: { ...blankDecision.failed, status: 503 } };

/** The decision with what was remembered on the way; `unsupported` as soon as something was missing. */
export function answer(ask: Ask, outcome: Decision["outcome"], fields: Partial<Decision>): Decision {
  const { reason, notes, trace } = ask.remembered();
  if (reason !== null) return { ...nothing, outcome: "unsupported", reason, notes, trace };
  return { ...nothing, ...fields, outcome, notes, trace };
}

/** No route, no listener: a status, or null for a refused connection. */
export function unroutable(ask: Ask, status: number | null, step: string): Decision {
  ask.step(step);
  return answer(ask, "unroutable", { status });
}

/** An answer that cannot be given. */
export function notModelled(ask: Ask, reason: string): Decision {
  ask.unsupported(reason);
  return answer(ask, "unsupported", {});
}
