import type { CallerPredicate, LedgerEntry, Name, TextPredicate } from "../model/index.ts";
import { parseDuration } from "../support/duration.ts";
import { compareFractions, decimalFraction, fraction, times } from "../support/fraction.ts";
import type { Amount, Difference } from "./difference.ts";

/** What a difference is about, besides its effect. */
export interface Place {
  readonly target: string;
  /** The service whose calls these are, and the services that answer them. */
  readonly services: readonly Name[];
  readonly route: string | null;
  /** Why the target answers as it does, where it says so. */
  readonly reason: string | null;
  /** Asks about the caller, so that the answer is recorded with the proof. */
  readonly caller: (predicate: CallerPredicate) => boolean;
  /** Asks about a claim of the caller's token. */
  readonly claim: (name: string, predicate: TextPredicate) => boolean;
  /** Whether the policy's access rules of a service refuse the request as sent. */
  readonly refuses: (service: Name) => boolean;
}

/**
 * The first entry of the ledger that allows the difference: of the target, about the service and the route, naming the
 * effect and the direction, with a bound that is not exceeded. What was approximated or left out without the author's
 * consent allows nothing, and looser access or mutual TLS only where it was declared unenforced.
 */
export function excuseFor(difference: Difference, place: Place, ledger: readonly LedgerEntry[]): LedgerEntry | null {
  return ledger.find((entry) => concerns(entry, place) && permits(entry) && covers(entry, difference) && isAbout(entry, place)) ?? null;
}

function concerns(entry: LedgerEntry, place: Place): boolean {
  const { service } = entry;
  const named = service === null || place.services.some((one) => one.namespace === service.namespace && one.name === service.name);
  const answered = entry.reasons === undefined || (place.reason !== null && entry.reasons.includes(place.reason));
  return answered && entry.target === place.target && named && (entry.route === null || entry.route === place.route);
}

function isAbout({ callers, service }: LedgerEntry, { caller, claim, refuses }: Place): boolean {
  switch (callers?.kind) {
    case undefined:
      return true;
    case "unidentified":
      return !caller({ kind: "authenticated" });
    case "refused":
      return service !== null && refuses(service);
    case "foreignToken":
      return !callers.providers.some(({ issuer, audiences }) => claimFits("iss", [issuer], claim) && claimFits("aud", audiences, claim));
    case "others":
      return !callers.than.some(({ namespace, serviceAccount }) => caller({ kind: "account", namespace, serviceAccount }));
  }
}

/** A claim that a token does not have is taken to fit. */
function claimFits(name: string, values: readonly string[], claim: Place["claim"]): boolean {
  if (values.length === 0 || values.some((value) => claim(name, { kind: "exact", value }))) return true;
  return !claim(name, { kind: "present" });
}

function permits(entry: LedgerEntry): boolean {
  switch (entry.kind) {
    case "note":
    case "assumed":
    case "explicit-default":
      return true;
    case "approximate":
    case "omitted":
      return entry.consent !== null;
    case "exact":
    case "refused":
      return false;
  }
}

function covers(entry: LedgerEntry, difference: Difference): boolean {
  if (!entry.effects.includes(difference.effect)) return false;
  if (needsUnenforced(difference) && entry.consent?.kind !== "unenforced") return false;
  const way = entry.direction === null || entry.direction === "different" || entry.direction === difference.direction;
  return way && within(entry.bound, difference.amount);
}

function needsUnenforced({ effect, direction }: Difference): boolean {
  return direction === "looser" && (effect === "access" || effect === "settings.mtls");
}

/** A bound is `unbounded`, a duration, or a number of points (hundredths of the calls); without one nothing that has a number differs. */
function within(bound: string | null, amount: Amount | null): boolean {
  if (amount === null || bound === "unbounded") return true;
  if (bound === null) return false;
  if (amount.unit === "ms") {
    const most = parseDuration(bound);
    return most !== null && amount.value <= most;
  }
  const points = /^(\d{1,6}(?:\.\d{1,9})?) points$/.exec(bound)?.[1];
  return points !== undefined && compareFractions(times(amount.value, fraction(100)), decimalFraction(Number(points))) <= 0;
}
