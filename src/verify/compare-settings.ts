import type { BackendSettings, BackendShare, Effect, Limits } from "../model/index.ts";
import { sameFraction, zero } from "../support/fraction.ts";
import { backendKey } from "./compare-shares.ts";
import { canonical, different } from "./difference.ts";
import type { Difference } from "./difference.ts";

/** Differences in the settings of backends that both sides send calls to. */
export function compareSettings(wanted: readonly BackendShare[], got: readonly BackendShare[]): readonly Difference[] {
  const open = (backend: BackendShare): boolean => backend.access.allowed && !sameFraction(backend.share, zero);
  return wanted.filter(open).flatMap((backend) => {
    const key = backendKey(backend);
    const other = got.find((candidate) => open(candidate) && backendKey(candidate) === key);
    return other === undefined ? [] : compareBackend(key, backend.settings, other.settings);
  });
}

/** What the policy leaves unsaid here is the target's to choose; for the others unsaid means none. */
const chosenByTarget = { balancing: true, outlier: true, slowStart: true, locality: true, mtls: true, affinity: false, failover: false, rateLimit: false };

function compareBackend(key: string, wanted: BackendSettings, got: BackendSettings): readonly Difference[] {
  const fields: Readonly<Record<keyof typeof chosenByTarget, readonly [unknown, unknown]>> = {
    balancing: [wanted.balancing, got.balancing],
    outlier: [wanted.outlier, got.outlier],
    slowStart: [wanted.slowStartMs, got.slowStartMs],
    locality: [wanted.locality, got.locality],
    mtls: [wanted.mtls, got.mtls],
    affinity: [wanted.affinity, got.affinity],
    failover: [wanted.failover ?? [], got.failover ?? []],
    rateLimit: [wanted.rateLimit, got.rateLimit],
  };
  const plain = Object.entries(fields).flatMap(([name, [left, right]]) => {
    const free = chosenByTarget[name as keyof typeof chosenByTarget] && left === null;
    return free || canonical(left) === canonical(right) ? [] : [settingDifference(`settings.${name}` as Effect, key, left, right)];
  });
  return [...plain, ...compareLimits(key, wanted.limits, got.limits)];
}

function compareLimits(key: string, wanted: Limits | null, got: Limits | null): readonly Difference[] {
  if (wanted === null) return [];
  const names = ["maxConnections", "maxPendingRequests", "maxRequests"] as const;
  return names.flatMap((name) => {
    const [left, right] = [wanted[name], got?.[name] ?? null];
    if (left === null || left === right) return [];
    const direction = right === null || right > left ? "looser" : "stricter";
    return [different("settings.limits", `${key}: ${name} ${left}`, `${key}: ${name} ${right ?? "none"}`, direction)];
  });
}

function settingDifference(effect: Effect, key: string, left: unknown, right: unknown): Difference {
  return different(effect, `${key}: ${canonical(left)}`, `${key}: ${canonical(right)}`, effect === "settings.mtls" ? mtlsDirection(left, right) : "different");
}

function mtlsDirection(wanted: unknown, got: unknown): "stricter" | "looser" {
  const rank = (mode: unknown): number => ["off", "permissive", "strict"].indexOf(String(mode));
  return rank(got) > rank(wanted) ? "stricter" : "looser";
}
