import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Surroundings } from "../read/place.ts";
import type { AnyRoute } from "./candidate.ts";
import type { RegexRank } from "./rank.ts";

/** Everything that attaching routes to parents depends on. */
export interface Linking {
  readonly routes: readonly AnyRoute[];
  readonly around: Surroundings;
  /** null: not stated, so nothing may hang on it. */
  readonly regexRank: RegexRank | null;
  /** Names of Gateways in the input, also of those that were refused: what is wrong with them was said there. */
  readonly gatewayNames: readonly string[];
  readonly found: Diagnostic[];
}
