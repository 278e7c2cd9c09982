import type { Effect } from "../model/index.ts";
import type { Expectation } from "./routing-test.ts";

/** The effects of a decision that an expectation looks at, as the ledger names them. */
export function effectsOf(kind: Expectation["kind"]): readonly Effect[] {
  return effects[kind];
}

const effects: Readonly<Record<Expectation["kind"], readonly Effect[]>> = {
  outcome: ["outcome", "access"],
  route: ["outcome", "shares"],
  backends: ["outcome", "shares", "failed", "access"],
  status: ["outcome", "access", "failed"],
  refused: ["outcome", "access"],
  rule: ["outcome", "access"],
  deadline: ["deadline"],
  idleTimeout: ["idleTimeout"],
  attempts: ["retries"],
  retryOn: ["retries"],
  perTryTimeout: ["perTryTimeout"],
  mirrored: ["mirrors"],
  upstreamPath: ["upstream"],
  upstreamAuthority: ["upstream"],
  redirectStatus: ["redirect", "outcome"],
  redirectLocation: ["redirect", "outcome"],
  header: ["upstream"],
  responseHeader: ["responseHeaders"],
  fault: ["faults"],
};
