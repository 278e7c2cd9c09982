import type { Decision, LedgerEntry, MeshModel, Reader, Request } from "../model/index.ts";
import { questionOf } from "../model/question.ts";
import { completeRequest } from "../simulate/complete-request.ts";
import { differencesOn, leftOutAt } from "../verify/index.ts";
import type { ExplainedDifference } from "../verify/index.ts";
import { unmetBy } from "./check-case.ts";
import type { Unmet } from "./check-case.ts";
import { effectsOf } from "./effects.ts";
import type { RoutingCase } from "./routing-test.ts";

/** Who answers the tests: the policy itself, or a target's reading of what was compiled for it. */
export interface TestReader {
  /** `policy`, or a target such as `istio`. */
  readonly on: string;
  readonly read: Reader;
  /** What was given up on the target; empty for the policy. */
  readonly ledger: readonly LedgerEntry[];
}

/** What came of one test with one reader. */
export interface CaseResult {
  readonly test: RoutingCase;
  readonly on: string;
  readonly decision: Decision;
  readonly verdict: "passed" | "failed" | "given-up";
  /** What is not met: of a failure, or of what the author gave up on this target. */
  readonly unmet: readonly Unmet[];
  /** The entries of the ledger that say so. */
  readonly entries: readonly LedgerEntry[];
}

/** Puts the tests to the policy. */
export function runOnPolicy(cases: readonly RoutingCase[], policy: Reader, model: MeshModel): readonly CaseResult[] {
  return cases.map((test) => {
    const decision = answerTo(test.request, policy, model);
    const unmet = unmetBy(decision, test, model);
    return { test, on: "policy", decision, verdict: unmet.length === 0 ? "passed" : "failed", unmet, entries: [] };
  });
}

/**
 * Puts the tests to a target: its answer must have the effects of the policy's answer in everything that the test looks at.
 * A difference that an entry of the ledger speaks of, with the author's consent, makes the test `given-up`, not failed.
 */
export function runOnTarget(wanted: readonly CaseResult[], reader: TestReader, model: MeshModel): readonly CaseResult[] {
  return wanted.map((policy) => onTarget(policy, reader, model));
}

function onTarget(policy: CaseResult, { on, read, ledger }: TestReader, model: MeshModel): CaseResult {
  const { test } = policy;
  const decision = answerTo(test.request, read, model);
  const result = { test, on, decision };
  if (decision.outcome === "unsupported") return withoutAnswer(result, policy, leftOutAt(test.request, { model, target: on, ledger }));
  const all = differencesOn(completeRequest(test.request, model), policy.decision, decision, { model, target: on, ledger });
  const seen = all.flatMap((one) => lookedAt(one, test));
  const unmet = [...policy.unmet, ...seen.map(({ unmet: one }) => one)];
  const entries = seen.flatMap(({ entry }) => entry ?? []);
  const excused = policy.verdict === "passed" && entries.length === seen.length;
  return { ...result, verdict: unmet.length === 0 ? "passed" : excused ? "given-up" : "failed", unmet, entries: excused ? [...new Set(entries)] : [] };
}

/** A target cannot be asked; that is given up where all that the gateway leads to is left out of it. */
function withoutAnswer(result: Pick<CaseResult, "test" | "on" | "decision">, policy: CaseResult, leftOut: LedgerEntry | null): CaseResult {
  const excused = policy.verdict === "passed" && leftOut !== null;
  return { ...result, verdict: excused ? "given-up" : "failed", unmet: [unanswered(result.test, result.decision)], entries: excused ? [leftOut] : [] };
}

/** A difference with the first expectation that looks at its effect; nothing where the test does not look. */
function lookedAt({ difference, entry }: ExplainedDifference, { expectations }: RoutingCase): readonly { readonly unmet: Unmet; readonly entry: LedgerEntry | null }[] {
  const about = expectations.find(({ kind }) => effectsOf(kind).includes(difference.effect));
  if (about === undefined) return [];
  return [{ unmet: { kind: about.kind, expected: difference.wanted, actual: difference.got, origin: about.origin() }, entry }];
}

function unanswered({ expectations, origin }: RoutingCase, { reason }: Decision): Unmet {
  return { kind: expectations[0]?.kind ?? "outcome", expected: "an answer", actual: reason ?? "not modelled", origin };
}

/** The answer of a reader to a request, completed as the mesh would. */
export function answerTo(request: Request, read: Reader, model: MeshModel): Decision {
  return read(questionOf(completeRequest(request, model), model.mesh));
}
