import type { Question, TraceStep } from "../model/decision.ts";
import type { RequestView } from "../model/predicate.ts";
import type { DocumentPath, Origin } from "../source/origin.ts";

/** One question to an interpreter under way: the request as it is seen, and what is remembered for the answer. */
export interface Ask {
  readonly question: Question;
  readonly view: RequestView;
  /** Something that is not modelled was needed: the answer becomes `unsupported`. Gives false, to stand in for the lost answer. */
  readonly unsupported: (reason: string) => false;
  readonly note: (text: string) => void;
  /** A step of the trace, at a path of the object that decided it (its `spec` unless said). */
  readonly step: (step: string, object?: Placed, path?: DocumentPath) => void;
  readonly remembered: () => Remembered;
}

/** An object that knows where its parts were read, if they were read from a file. */
export interface Placed {
  readonly at: (path: DocumentPath) => Origin | null;
}

/** What was remembered while a question was answered; `reason` is why it cannot be. */
export interface Remembered {
  readonly reason: string | null;
  readonly notes: readonly string[];
  readonly trace: readonly TraceStep[];
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
    step: (step, object, path) => void trace.push({ step, at: object?.at(path ?? ["spec"]) ?? null }),
    remembered: () => ({ reason: reasons[0] ?? null, notes: [...notes], trace }),
  };
}
