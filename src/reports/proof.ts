import type { VerifyResult } from "../verify/index.ts";

/** What was proved of a target's manifests, one line an entry, and what the proofs rest on. */
export function proofText(result: VerifyResult): string {
  const lines = result.proofs.map(({ entry, proof }) => `  ${entry}: ${proofWords(proof)}\n`);
  const left = result.leftOut.map(({ entry, reason }) => `  ${entry}: left out, ${reason}\n`);
  return [...lines, ...left].join("");
}

function proofWords(proof: VerifyResult["proofs"][number]["proof"]): string {
  switch (proof.kind) {
    case "proved": {
      const excused = proof.excused.length === 0 ? "" : `, up to ${[...new Set(proof.excused.map(({ field }) => field))].join(", ")}`;
      return `proved (${proof.boxes} ${proof.boxes === 1 ? "class" : "classes"} of requests${excused})`;
    }
    case "refuted":
      return "refuted";
    case "not-proved":
      return `not proved: ${proof.reasons.join("; ")}`;
  }
}

/** The universe and the assumptions of the proofs, one a line. */
export function proofTerms(result: VerifyResult): string {
  const universe = result.universe.map((sentence) => `  - ${sentence}\n`).join("");
  const assumptions = result.assumptions.map((sentence) => `  - ${sentence}\n`).join("");
  return `proofs speak of requests where\n${universe}${assumptions === "" ? "" : `and assume that\n${assumptions}`}`;
}
