/** Thresholds of lints, as a configuration may set them. Each page in `docs/rules/` says why its default is what it is. */
export interface LintOptions {
  /** From this factor of tries on a path of calls is reported (MW3062). */
  readonly amplification: number;
  /** A floor of more retries a second than this lets a budget hold back nothing (MW3005). */
  readonly budgetFloor: number;
  /** Pauses that are shorter are none, in milliseconds (MW3006). */
  readonly shortestPauseMs: number;
  /** Words of a namespace's name that say that real users are served there (MW3010). */
  readonly productionWords: readonly string[];
  /** From this share of ejected endpoints on everything may be ejected, in percent (MW3050). */
  readonly mostEjectedPercent: number;
  /** Fewer errors in a row than this are chance (MW3051). */
  readonly fewestErrors: number;
  /** A limit above this never trips (MW3054). */
  readonly highestLimit: number;
  /** Headers that callers outside may choose routes with, in lower case (MW3026). */
  readonly headersFromOutside: readonly string[];
  /** What the weights of a split are written to add up to; 0: only what nearly adds up to 100 is spoken of (MW3038). */
  readonly weightSum: number;
  /** Patterns of more instructions are expensive (MW3072). */
  readonly patternSize: number;
}

/** What holds where the configuration is silent. */
export const usualOptions: LintOptions = {
  amplification: 10,
  budgetFloor: 100,
  shortestPauseMs: 10,
  productionWords: ["prod", "production"],
  mostEjectedPercent: 100,
  fewestErrors: 2,
  highestLimit: 65_535,
  headersFromOutside: [],
  weightSum: 0,
  patternSize: 1_000,
};
