import { blankDecision } from "../../../model/blank.ts";
import type { Decision, Question, TraceStep } from "../../../model/index.ts";
import { newAsk as startAsk } from "../../ask.ts";
import type { Ask as Started } from "../../ask.ts";

/** One question under way: what is asked of it, and what is remembered for its answer. */
export interface Ask extends Pick<Started, "question" | "view" | "unsupported" | "note"> {
  readonly step: (step: string, at?: TraceStep["at"]) => void;
  readonly finish: (outcome: Decision["outcome"], fields: Partial<Decision>) => Decision;
}

const nothing: Omit<Decision, "outcome"> = { ...blankDecision, failed: { ...blankDecision.failed, status: 503 }, refused: { ...blankDecision.refused, status: 503 } };

/** Starts a question. The first reason for `unsupported` is the one that is told. */
export function newAsk(question: Question): Ask {
  const { view, unsupported, note, step, remembered } = startAsk(question);
  return {
    question,
    view,
    unsupported,
    note,
    step: (text, at) => step(text, { at: () => at ?? null }),
    finish: (outcome, fields) => {
      const { reason, ...told } = remembered();
      return reason === null ? { ...nothing, ...fields, outcome, ...told } : { ...nothing, outcome: "unsupported", reason, ...told };
    },
  };
}

/** The call has no way: answered 404, or a connection that is closed. */
export function shutOut(ask: Ask, reason: string, status: number | null): Decision {
  ask.step(reason);
  return ask.finish("refuse", { status, reason, access: { allowed: false, by: "egress" } });
}

/** An answer that cannot be given. */
export function notModelled(ask: Ask, reason: string): Decision {
  ask.unsupported(reason);
  return ask.finish("unsupported", {});
}
