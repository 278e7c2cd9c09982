import { noHeaderEdits } from "../../../model/edits.ts";
import type { Decision, Question, TraceStep } from "../../../model/decision.ts";
import type { RequestView } from "../../../model/predicate.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import { zero } from "../../../support/fraction.ts";
import type { Meta } from "./config.ts";

/** One question under way: what is asked of it, and what is remembered for its answer. */
export interface Ask {
  readonly question: Question;
  readonly view: RequestView;
  /** Something that is not modelled was needed: the answer becomes `unsupported`. Gives false, to stand in for the lost answer. */
  readonly unsupported: (reason: string) => false;
  readonly note: (text: string) => void;
  readonly step: (step: string, meta?: Meta, path?: DocumentPath) => void;
  readonly remembered: () => { readonly reason: string | null; readonly notes: readonly string[]; readonly trace: readonly TraceStep[] };
}

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
    step: (step, meta, path) => void trace.push({ step, at: meta?.at(path ?? ["spec"]) ?? null }),
    remembered: () => ({ reason: reasons[0] ?? null, notes: [...notes], trace }),
  };
}

const nothing: Omit<Decision, "outcome" | "trace" | "notes"> = {
  reason: null,
  status: null,
  access: null,
  route: null,
  backends: [],
  failed: { status: 503, share: zero },
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
  outside: [],
};

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
