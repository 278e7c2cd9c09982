import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Surroundings } from "../read/place.ts";
import type { Channel } from "../shape/check.ts";
import type { AnyRoute } from "./candidate.ts";
import type { RegexRank } from "./rank.ts";

/** Everything that attaching routes to parents depends on. */
export interface Linking {
  readonly routes: readonly AnyRoute[];
  readonly around: Surroundings;
  readonly channel: Channel;
  /** null: not stated, so nothing may hang on it. */
  readonly regexRank: RegexRank | null;
  readonly found: Diagnostic[];
}
