import type { AccessAnswer, BackendShare, Decision, MirrorShare } from "../model/index.ts";
import { compareFractions, fractionText, minus, one, plus, sameFraction, zero } from "../support/fraction.ts";
import type { Fraction } from "../support/fraction.ts";
import { canonical } from "./difference.ts";
import type { Difference } from "./difference.ts";

type Shares = ReadonlyMap<string, Fraction>;

/** Where the calls go: shares of the backends that let them in, what fails, and what is refused. */
interface Spread {
  readonly allowed: Shares;
  readonly failed: Fraction;
  /** Everything that is neither answered nor failed, however the reader lists refused backends. */
  readonly refused: Fraction;
  readonly shut: ReadonlySet<string>;
}

/** The part of the calls that some backend lets in or that fails on its way: none means that all are refused. */
export function reachesSomething(decision: Decision): boolean {
  return compareFractions(spreadOf(decision).refused, one) < 0;
}

/** Differences in where calls of a forwarded request go. */
export function compareShares(wanted: Decision, got: Decision): readonly Difference[] {
  const [left, right] = [spreadOf(wanted), spreadOf(got)];
  const access = refusedDifference(left, right);
  const failed = shareDifference("failed", left.failed, right.failed);
  const moved = movedShares(left, right);
  const explained = access.length > 0 && failed.length === 0 && onlyAccess(left, right);
  return [...access, ...failed, ...(explained ? [] : moved)];
}

/** Differences in the copies: which backends get one, how many, and whether they may. */
export function compareMirrors(wanted: readonly MirrorShare[], got: readonly MirrorShare[]): readonly Difference[] {
  const [left, right] = [mirrorShares(wanted), mirrorShares(got)];
  const worst = largestGap(left, right);
  if (worst === null) return [];
  const direction = compareFractions(total(right), total(left)) > 0 ? "more" : compareFractions(total(right), total(left)) < 0 ? "fewer" : "different";
  return [{ effect: "mirrors", wanted: sharesText(left), got: sharesText(right), direction, amount: { unit: "share", value: worst } }];
}

/** The backend in the words that equality is about. */
export function backendKey(backend: Pick<BackendShare, "namespace" | "service" | "labels" | "port">): string {
  const labels = Object.keys(backend.labels).length === 0 ? "" : ` ${canonical(backend.labels)}`;
  return `${backend.namespace}/${backend.service}:${backend.port}${labels}`;
}

function spreadOf(decision: Decision): Spread {
  const allowed = sharesOf(decision.backends, (access) => access.allowed);
  const failed = decision.failed.share;
  const shut = sharesOf(decision.backends, (access) => !access.allowed);
  return { allowed, failed, refused: minus(minus(one, total(allowed)), failed), shut: new Set(shut.keys()) };
}

function sharesOf(backends: readonly (MirrorShare | BackendShare)[], keep: (access: AccessAnswer) => boolean): Shares {
  const shares = new Map<string, Fraction>();
  for (const backend of backends) {
    if (!keep(backend.access) || sameFraction(backend.share, zero)) continue;
    const key = backendKey(backend);
    shares.set(key, plus(shares.get(key) ?? zero, backend.share));
  }
  return shares;
}

/** A copy that the backend refuses is as good as none. */
function mirrorShares(mirrors: readonly MirrorShare[]): Shares {
  return sharesOf(mirrors, (access) => access.allowed);
}

function refusedDifference(left: Spread, right: Spread): readonly Difference[] {
  const order = compareFractions(right.refused, left.refused);
  if (order === 0) return [];
  const text = (share: Fraction): string => `${fractionText(share)} of the calls refused`;
  const amount = { unit: "share" as const, value: absolute(minus(right.refused, left.refused)) };
  return [{ effect: "access", wanted: text(left.refused), got: text(right.refused), direction: order > 0 ? "stricter" : "looser", amount }];
}

function shareDifference(effect: "failed", wanted: Fraction, got: Fraction): readonly Difference[] {
  if (sameFraction(wanted, got)) return [];
  const direction = compareFractions(got, wanted) > 0 ? "more" : "fewer";
  const amount = { unit: "share" as const, value: absolute(minus(got, wanted)) };
  return [{ effect, wanted: `${fractionText(wanted)} of the calls`, got: `${fractionText(got)} of the calls`, direction, amount }];
}

function movedShares(left: Spread, right: Spread): readonly Difference[] {
  const worst = largestGap(left.allowed, right.allowed);
  if (worst === null) return [];
  const texts = { wanted: sharesText(left.allowed), got: sharesText(right.allowed) };
  return [{ effect: "shares", ...texts, direction: "different", amount: { unit: "share", value: worst } }];
}

/** True when the shares differ only by backends that one side shuts and the other opens. */
function onlyAccess(left: Spread, right: Spread): boolean {
  const keys = [...new Set([...left.allowed.keys(), ...right.allowed.keys()])];
  return keys.every((key) => {
    const [wanted, got] = [left.allowed.get(key) ?? zero, right.allowed.get(key) ?? zero];
    if (sameFraction(wanted, got)) return true;
    const opened = sameFraction(wanted, zero) && (left.shut.has(key) || left.shut.size === 0);
    return opened || (sameFraction(got, zero) && (right.shut.has(key) || right.shut.size === 0));
  });
}

function largestGap(left: Shares, right: Shares): Fraction | null {
  const gaps = [...new Set([...left.keys(), ...right.keys()])].map((key) => absolute(minus(left.get(key) ?? zero, right.get(key) ?? zero)));
  const worst = gaps.reduce((most, gap) => (compareFractions(gap, most) > 0 ? gap : most), zero);
  return sameFraction(worst, zero) ? null : worst;
}

function total(shares: Shares): Fraction {
  return [...shares.values()].reduce(plus, zero);
}

function absolute(value: Fraction): Fraction {
  return value.num < 0n ? minus(zero, value) : value;
}

function sharesText(shares: Shares): string {
  if (shares.size === 0) return "nothing";
  const parts = [...shares].sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.map(([key, share]) => `${fractionText(share)} ${key}`).join(", ");
}
