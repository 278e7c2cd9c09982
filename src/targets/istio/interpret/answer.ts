import { zero } from "../../../support/fraction.ts";
import { noHeaderEdits } from "../../../model/edits.ts";
import type { Decision } from "../../../model/decision.ts";
import type { Ask } from "./ask.ts";

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
