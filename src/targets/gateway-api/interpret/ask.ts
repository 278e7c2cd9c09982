import type { Inventory, TraceStep, CallerPredicate, TextPredicate } from "../../../model/index.ts";
import type { Profile } from "../../../model/capability.ts";
import type { Question } from "../../../model/decision.ts";
import type { Dimension } from "../../../model/predicate.ts";
import type { Origin } from "../../../source/origin.ts";
import type { Config } from "./config.ts";

/** What answers rest on besides the request. */
export interface Cluster {
  readonly config: Config;
  readonly inventory: Inventory;
  readonly profile: Profile;
}

/** A question on its way to an answer: what may be asked of the request, and what is said about the way. */
export interface Ask {
  readonly question: Question;
  readonly cluster: Cluster;
  text(dimension: Exclude<Dimension, "caller" | "peer">, predicate: TextPredicate): boolean;
  caller(predicate: CallerPredicate): boolean;
  step(text: string, at?: Origin | null): void;
  note(text: string): void;
  readonly trace: readonly TraceStep[];
  readonly notes: readonly string[];
}

/** A fresh way from a question. */
export function newAsk(question: Question, cluster: Cluster): Ask {
  const trace: TraceStep[] = [];
  const notes: string[] = [];
  return {
    question,
    cluster,
    text: (dimension, predicate) => question.view.test({ dimension, predicate }),
    caller: (predicate) => question.view.test({ dimension: "caller", predicate }),
    step: (text, at = null) => void trace.push({ step: text, at }),
    note: (text) => void notes.push(text),
    trace,
    notes,
  };
}
