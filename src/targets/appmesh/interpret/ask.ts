import { blankDecision } from "../../../model/blank.ts";
import type { Decision, Question, RequestView, TraceStep } from "../../../model/index.ts";

/** One question under way: what is asked of it, and what is remembered for its answer. */
export interface Ask {
  readonly question: Question;
  readonly view: RequestView;
  /** Something that is not modelled was needed: the answer becomes `unsupported`. Gives false, in place of the lost answer. */
  readonly unsupported: (reason: string) => false;
  readonly note: (text: string) => void;
  readonly step: (step: string, at?: TraceStep["at"]) => void;
  readonly finish: (outcome: Decision["outcome"], fields: Partial<Decision>) => Decision;
}

const nothing: Omit<Decision, "outcome"> = { ...blankDecision, failed: { ...blankDecision.failed, status: 503 }, refused: { ...blankDecision.refused, status: 503 } };

/** Starts a question. The first reason for `unsupported` is the one that is told. */
export function newAsk(question: Question): Ask {
  const [reasons, notes, trace] = [[] as string[], new Set<string>(), [] as TraceStep[]];
  return {
    question,
    view: question.view,
    unsupported: (reason) => {
      reasons.push(reason);
      return false;
    },
    note: (text) => void notes.add(text),
    step: (step, at) => void trace.push({ step, at: at ?? null }),
    finish: (outcome, fields) => {
      const told = { notes: [...notes], trace };
      const [reason] = reasons;
      return reason === undefined ? { ...nothing, ...fields, outcome, ...told } : { ...nothing, outcome: "unsupported", reason, ...told };
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
