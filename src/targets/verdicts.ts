import type { Verdict } from "../model/index.ts";

/** Says exactly what the policy says. */
export const exact: Verdict = { kind: "exact", condition: null };

/** Exact under a condition, which is checked or printed as an assumption. */
export function given(condition: string): Verdict {
  return { kind: "exact", condition };
}

/** Says it nearly, with the author's consent; the sentence is what differs. */
export function approximate(error: string): Verdict {
  return { kind: "approximate", error };
}

/** Cannot say it; the sentence is a fact about the mesh. */
export function unsupported(why: string): Verdict {
  return { kind: "unsupported", why };
}
