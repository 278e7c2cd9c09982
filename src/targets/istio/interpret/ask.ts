import type { Atom, RequestView } from "../../../model/predicate.ts";
import type { Question, TraceStep } from "../../../model/decision.ts";
import type { Meta } from "./config.ts";
import type { DocumentPath } from "../../../source/origin.ts";

/** One question under way: what is asked of it, and what is remembered for its answer. */
export interface Ask {
  readonly question: Question;
  readonly view: RequestView;
  /** Something that is not modelled was needed: the answer becomes `unsupported`. Gives false, to stand in for the lost answer. */
  readonly unsupported: (reason: string) => false;
  readonly note: (text: string) => void;
  readonly step: (step: string, meta?: Meta, path?: DocumentPath) => void;
  readonly remembered: () => Remembered;
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
    step: (step, meta, path) => void trace.push({ step, at: meta?.at(path ?? ["spec"]) ?? null }),
    remembered: () => ({ reason: reasons[0] ?? null, notes: [...notes], trace }),
  };
}

/** Whether the caller runs in a namespace (a routing scope, no identity). */
export function callerIn(view: RequestView, namespace: string): boolean {
  return view.test({ dimension: "caller", predicate: { kind: "scope", namespace } });
}

/** Asks about the authority: a host, in any case, with or without port. */
export function authorityIs(view: RequestView, pattern: string): boolean {
  const atom: Atom = { dimension: "authority", predicate: { kind: "regex", value: `(?i:${pattern})(?::[0-9]+)?` } };
  return view.test(atom);
}
