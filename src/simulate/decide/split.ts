import type { BackendRef, BackendShare, Decision, Forward, Mirror, MirrorShare } from "../../model/index.ts";
import { fraction, one, plus, zero } from "../../support/fraction.ts";
import type { Fraction } from "../../support/fraction.ts";
import { remembered } from "../../support/remember.ts";
import type { Verdict } from "./access.ts";

/** Endpoints with their share and what they answer; the same endpoints stand in one entry. */
export interface Drawn {
  readonly backend: BackendRef;
  readonly share: Fraction;
}

/** Shares of a split: weight over sum. Backends without weight get no calls; weights that are all zero draw nobody. */
export const draw: (forward: Forward) => readonly Drawn[] = remembered(drawn);

function drawn(forward: Forward): readonly Drawn[] {
  const weighted = forward.backends.filter((backend) => backend.weight > 0 && Number.isInteger(backend.weight));
  const sum = weighted.reduce((total, backend) => total + BigInt(backend.weight), 0n);
  const byKey = new Map<string, Drawn>();
  for (const backend of weighted) {
    const key = endpointsKey(backend);
    const share = plus(byKey.get(key)?.share ?? zero, fraction(BigInt(backend.weight), sum));
    byKey.set(key, { backend: byKey.get(key)?.backend ?? backend, share });
  }
  return [...byKey.values()];
}

/** Equality of backends is on namespace, service, labels and port, and on whether they can be resolved. */
function endpointsKey(backend: BackendRef): string {
  const labels = Object.entries(backend.labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([backend.service.namespace, backend.service.name, labels, backend.port, backend.existence === "missing"]);
}

/** How the calls of a split end: at backends, failed because there is no backend, refused by the backend's rules. */
export type Ends = Pick<Decision, "outcome" | "status" | "access" | "backends" | "failed" | "refused">;

/** Sorts drawn backends by how their calls end; the shares of the three ways sum to 1. */
export function endsOf(drawn: readonly (Drawn & { readonly verdict: Verdict })[], toShare: (drawn: Drawn & { readonly verdict: Verdict }) => BackendShare): Ends {
  const found = drawn.filter(({ backend }) => backend.existence !== "missing");
  const admitted = found.filter(({ verdict }) => verdict.allowed);
  const turnedAway = found.filter(({ verdict }) => !verdict.allowed);
  const failed = drawn.length === 0 ? one : total(drawn.filter(({ backend }) => backend.existence === "missing"));
  const allRefused = turnedAway.length > 0 && turnedAway.length === drawn.length;
  return {
    outcome: allRefused ? "refuse" : "forward",
    status: allRefused ? (turnedAway[0]?.verdict.status ?? null) : null,
    access: commonAnswer(found.map(({ verdict }) => verdict)),
    backends: admitted.map(toShare),
    failed: { status: 500, share: failed },
    refused: { status: turnedAway[0]?.verdict.status ?? 403, share: total(turnedAway) },
  };
}

function total(drawn: readonly Drawn[]): Fraction {
  return drawn.reduce((sum, { share }) => plus(sum, share), zero);
}

/** What all backends answer; null when they disagree, or when there is none. */
function commonAnswer(verdicts: readonly Verdict[]): Decision["access"] {
  const [first] = verdicts;
  if (first === undefined || verdicts.some((verdict) => verdict.allowed !== first.allowed)) return null;
  return { allowed: first.allowed, by: verdicts.every((verdict) => verdict.by === first.by) ? first.by : null };
}

/** A mirror as it is answered; one that leads nowhere or copies nothing is left out. */
export function mirrorShares(mirrors: readonly Mirror[], judge: (backend: BackendRef) => Verdict): readonly MirrorShare[] {
  return mirrors
    .filter((mirror) => mirror.existence !== "missing" && mirror.share.num > 0n)
    .map((mirror) => ({ ...endpoints(mirror), share: mirror.share, access: accessOf(judge(mirror)) }));
}

/** The part of a verdict that an answer shows. */
export function accessOf({ allowed, by }: Verdict): BackendShare["access"] {
  return { allowed, by };
}

/** The fields that name endpoints. */
export function endpoints(backend: BackendRef): Pick<BackendShare, "namespace" | "service" | "version" | "labels" | "port"> {
  return { namespace: backend.service.namespace, service: backend.service.name, version: backend.version, labels: backend.labels, port: backend.port };
}
