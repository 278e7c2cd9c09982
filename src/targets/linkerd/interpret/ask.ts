import type { Ask } from "../../ask.ts";
import { blankDecision } from "../../../model/blank.ts";
import type { Decision } from "../../../model/decision.ts";
import type { Atom, RequestView, TextPredicate } from "../../../model/predicate.ts";
import type { TextMatch } from "./config.ts";

export { newAsk } from "../../ask.ts";
export type { Ask } from "../../ask.ts";

/** A dimension with text values. */
export type TextDimension = Exclude<Atom["dimension"], "caller" | "peer">;

/** Asks one question about a text of the request. */
export function asks(view: RequestView, dimension: TextDimension, predicate: TextPredicate): boolean {
  return view.test({ dimension, predicate });
}

/** Whether a condition holds; one that is not modelled makes the answer `unsupported`. */
export function textHolds(ask: Ask, view: RequestView, dimension: TextDimension, match: TextMatch): boolean {
  return match.kind === "unknown" ? ask.unsupported(match.reason) : asks(view, dimension, match.predicate);
}

/** Whether the caller's pod runs in a namespace: where its proxy gets consumer routes from, no identity. */
export function callerIn(view: RequestView, namespace: string): boolean {
  return view.test({ dimension: "caller", predicate: { kind: "scope", namespace } });
}

const nothing: Omit<Decision, "outcome"> = blankDecision;

/** The decision with what was remembered; `unsupported` as soon as something was missing. */
export function answer(ask: Ask, outcome: Decision["outcome"], fields: Partial<Decision> = {}): Decision {
  const { reason, notes, trace } = ask.remembered();
  if (reason !== null) return { ...nothing, outcome: "unsupported", reason, notes, trace };
  return { ...nothing, ...fields, outcome, notes, trace };
}

/** An answer that cannot be given. */
export function notModelled(ask: Ask, reason: string): Decision {
  ask.unsupported(reason);
  return answer(ask, "unsupported");
}
