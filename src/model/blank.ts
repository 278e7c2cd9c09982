import { zero } from "../support/fraction.ts";
import type { Decision } from "./decision.ts";
import { noHeaderEdits } from "./edits.ts";
import type { Conditions, Route } from "./model.ts";

/** No condition: every call meets it. */
export const everyCall: Conditions = { path: null, methods: null, headers: [], query: [], authority: null, claims: [], callers: null, sni: null };

/** What a route has that wishes nothing but to lead somewhere. */
export const bareRoute: Omit<Route, "name" | "origin" | "action"> = {
  mirrors: [],
  rewrite: null,
  requestHeaders: null,
  responseHeaders: null,
  cors: null,
  deadlineMs: null,
  idleTimeoutMs: null,
  retry: null,
  delay: null,
  abort: null,
};

/** A decision that says nothing, before its outcome is known. `failed` has the status that the model gives, 500. */
export const blankDecision: Omit<Decision, "outcome"> = {
  reason: null,
  status: null,
  access: null,
  route: null,
  backends: [],
  failed: { status: 500, share: zero },
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
  trace: [],
  notes: [],
  outside: [],
};
