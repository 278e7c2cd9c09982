import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { LedgerEntry, MeshModel, Reader } from "../model/index.ts";
import { sweep } from "./boxes.ts";
import type { SweepLimits } from "./boxes.ts";
import type { CellLimits } from "./cell.ts";
import { cellsOf } from "./dimension-cells.ts";
import { entriesOf } from "./entries.ts";
import type { Entries, ProofEntry } from "./entries.ts";
import { verifyDiagnostics } from "./verify.diagnostics.ts";
import { visitRequest } from "./visit.ts";
import type { Refutation, Sides } from "./visit.ts";
import { requestText, simplest } from "./witness.ts";

export type { Difference, Direction } from "./difference.ts";
export { differencesOn, leftOutAt, outsideUniverse } from "./on-request.ts";
export type { AnsweredSide, ExplainedDifference } from "./on-request.ts";
export type { Refutation } from "./visit.ts";
export { requestText } from "./witness.ts";

/** How far a proof goes before it gives up: counts, so that the answer does not depend on the machine. */
export type VerifyLimits = CellLimits & SweepLimits;

export const usualLimits: VerifyLimits = { states: 50_000, cells: 2_000, boxes: 100_000, samples: 500 };

/** What is proved about, and how far to go. */
export interface VerifyOptions {
  /** Name of the target whose ledger entries count. */
  readonly target: string;
  readonly limits?: Partial<VerifyLimits>;
}

/** What was found at one entry. */
export type Proof =
  /** For every request of the universe, up to the ledger entries in `excused`. */
  | { readonly kind: "proved"; readonly boxes: number; readonly excused: readonly LedgerEntry[] }
  | ({ readonly kind: "refuted" } & Refutation)
  | { readonly kind: "not-proved"; readonly reasons: readonly string[]; readonly boxes: number; readonly sampled: number };

/** A proof with the entry that it is about. */
export interface EntryProof {
  /** `shop/order:8080`, or `gateway infra/public:443`. */
  readonly entry: string;
  readonly proof: Proof;
}

/** Everything that was found about one target. */
export interface VerifyResult {
  readonly target: string;
  readonly proofs: readonly EntryProof[];
  /** Entries that the target does not get, with the reason. */
  readonly leftOut: Entries["leftOut"];
  /** The requests that the proofs speak of, in sentences. */
  readonly universe: readonly string[];
  /** What the proofs rest on besides the manifests. */
  readonly assumptions: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The requests that proofs speak of. */
export const universeText: readonly string[] = [
  "paths start with `/` and are visible ASCII without `//`, dot segments, percent-encoded unreserved characters or `%2F`",
  "each header and query parameter stands there at most once; header values are visible ASCII with single blanks inside, query values unreserved characters",
  "inside the mesh the authority is a name of the called service, with or without its port; at a gateway any host name in lower case, with or without the port",
  "TLS calls to a service name it as their server name",
  "callers send no headers `x-envoy-*` or `l5d-*`; at gateways they have no identity of the mesh",
  "foreign trust domains and IPv6 addresses count where either side names one",
];

/**
 * Proves, entry by entry, that a target's interpreter answers every request of the universe with the effects that the
 * policy's reader gives, or differs only as the ledger allows; or finds a request where it does not; or says which bound
 * kept it from either. Both readers may look at a request only through the view they are given.
 */
export function verify(model: MeshModel, policy: Reader, interpreter: Reader, ledger: readonly LedgerEntry[], options: VerifyOptions): VerifyResult {
  const limits = { ...usualLimits, ...options.limits };
  const { entries, leftOut } = entriesOf(model, options.target, ledger);
  const proved = entries.map((entry) => {
    const sides = { model, target: options.target, policy, interpreter, ledger, used: new Set<LedgerEntry>() };
    return { entry, proof: prove(entry, sides, limits) };
  });
  return {
    target: options.target,
    proofs: proved.map(({ entry, proof }) => ({ entry: entry.label, proof })),
    leftOut,
    universe: universeText,
    assumptions: assumptionsOf(ledger, options.target),
    diagnostics: proved.flatMap(({ entry, proof }) => findingsOf(entry, proof, options.target)),
  };
}

function prove(entry: ProofEntry, sides: Sides, limits: VerifyLimits): Proof {
  const cells: Parameters<typeof sweep>[0] = (dimension, atoms) => cellsOf(entry.universe, dimension, atoms, limits);
  const visit = (values: Parameters<typeof visitRequest>[2]): ReturnType<typeof visitRequest> => visitRequest(entry, sides, values);
  const result = sweep(cells, visit, limits);
  switch (result.kind) {
    case "agreed":
      return { kind: "proved", boxes: result.boxes, excused: [...sides.used] };
    case "differs":
      return { kind: "refuted", ...simplest(result.finding, result.values, visit, sameEffect) };
    case "open":
      return { kind: "not-proved", reasons: result.reasons, boxes: result.boxes, sampled: result.sampled };
  }
}

function sameEffect(one: Refutation, other: Refutation): boolean {
  return one.differences[0]?.effect === other.differences[0]?.effect;
}

function assumptionsOf(ledger: readonly LedgerEntry[], target: string): readonly string[] {
  const notes = ledger.filter((entry) => entry.kind === "assumed" && entry.target === target).map(({ note }) => note);
  return [...new Set(notes)].sort();
}

function findingsOf(entry: ProofEntry, proof: Proof, target: string): readonly Diagnostic[] {
  switch (proof.kind) {
    case "proved":
      return [];
    case "refuted":
      return [refutedFinding(entry, proof, target)];
    case "not-proved":
      return [
        verifyDiagnostics["not-proved"].report({
          at: entry.origin,
          with: { target, entry: entry.label, reason: proof.reasons.join("; "), boxes: proof.boxes, sampled: proof.sampled },
        }),
      ];
  }
}

function refutedFinding(entry: ProofEntry, proof: Refutation, target: string): Diagnostic {
  const [first] = proof.differences;
  const at = proof.wanted.trace.findLast((step) => step.at !== null)?.at ?? null;
  return verifyDiagnostics["target-means-otherwise"].report({
    at: entry.origin,
    with: { target, entry: entry.label, request: requestText(proof.request), effect: first?.effect ?? "outcome", wanted: first?.wanted ?? "", got: first?.got ?? "" },
    related: at === null ? [] : [{ origin: at, note: "what the policy says for this request" }],
  });
}
