/** Behaviour that changed between releases. */
export interface Features {
  /** An absent header counts as empty in `withoutHeaders`. */
  readonly absentIsEmpty: boolean;
  /** The built-in retries also repeat an answer of 503. */
  readonly retries503: boolean;
  /** Waypoints join the VirtualServices of a host. */
  readonly waypointMerges: boolean;
  /** Waypoints drop blocks with `sourceLabels`. */
  readonly waypointDropsLabels: boolean;
  readonly retryBudgets: boolean;
  readonly budgetIntervals: boolean;
  /** `redirect.prefixRewrite` exists. */
  readonly redirectsPrefix: boolean;
  /** Weights of several destinations must sum to 100. */
  readonly weightsSum: boolean;
  /** A budget without percent is read wrongly by early patch releases. */
  readonly budgetPercentDoubtful: boolean;
  /** `-shadow` was added to the authority of mirrored calls. */
  readonly shadowHost: boolean;
}

/** What the release does, by `1.31` or `1.31.2`; an unreadable version counts as the newest known. */
export function featuresOf(version: string): Features {
  const [, minor = 99, patch = 99] = version.split(".").map((part) => Number.parseInt(part, 10));
  const since = (release: number): boolean => Number.isNaN(minor) || minor >= release;
  return {
    absentIsEmpty: since(22),
    retries503: !since(24),
    waypointMerges: since(28),
    waypointDropsLabels: since(25),
    retryBudgets: since(27),
    budgetIntervals: since(31),
    redirectsPrefix: since(31),
    weightsSum: !since(15),
    budgetPercentDoubtful: minor === 27 || (minor === 28 && patch < 6) || (minor === 29 && patch < 2),
    shadowHost: !since(28),
  };
}
