import type { Arm, VendorDefault } from "../model/index.ts";

/** What lints know of a mesh that policies are compiled for; they import no target themselves. */
export interface LintTarget {
  /** `istio`. */
  readonly name: string;
  /** What the mesh does by itself where a policy is silent. */
  readonly defaults: readonly VendorDefault[];
  /** What keeps a pattern in RE2 syntax from being written there with its meaning; null: nothing. */
  readonly patternProblem: (pattern: string) => string | null;
  /** Two arms that change places there whatever else is written, and a call that shows it; null: the order survives. */
  readonly orderLost: (arms: readonly Arm[]) => LostOrder | null;
  /** What becomes of probes in plain HTTP on ports that take mutual TLS only; absent: the mesh lets them in. */
  readonly plainProbes?: "refused";
}

/** The earlier arm is to win, and the later one does. */
export interface LostOrder {
  readonly earlier: Arm;
  readonly later: Arm;
  readonly shown: string;
}
