const units = [["h", 3_600_000], ["m", 60_000], ["s", 1_000], ["ms", 1]] as const;

/** Largest number of one unit (`kubernetes-sigs/gateway-api:geps/gep-2257/index.md`). */
const most = 99_999;

/** A duration in the API's form, `1m30s` or `0s`; null for one that is too long for it. */
export function apiDuration(ms: number): string | null {
  let rest = ms;
  const parts = units.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { unit, count };
  });
  if (parts.some(({ count }) => count > most)) return null;
  return parts.filter(({ count }) => count > 0).map(({ unit, count }) => `${count}${unit}`).join("") || "0s";
}
