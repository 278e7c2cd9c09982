import { isOfManifests } from "../../src/targets/traps.ts";

/** The mesh of every code from here on, up to the next row; what several meshes may have is shown with Istio, or with those whose idea it is. */
const owners: readonly (readonly [from: number, target: string, shared?: "shared"])[] = [
  [3067, "istio"],
  [3070, "istio", "shared"],
  [3079, "istio"],
  [3090, "istio", "shared"],
  [3100, "istio"],
  [3126, "linkerd"],
  [3130, "appmesh"],
  [3145, "consul"],
  [3153, "linkerd", "shared"],
  [3155, "istio", "shared"],
  [3157, "appmesh", "shared"],
  [3158, "istio", "shared"],
  [3159, "linkerd"],
  [3167, "appmesh"],
  [3170, "gateway-api"],
  [3185, "istio", "shared"],
  [3190, "consul"],
];

function ownerOf(code: string): { readonly target: string; readonly shared: boolean } {
  const row = owners.findLast(([from]) => from <= Number(code.slice(2)));
  return row === undefined ? { target: "istio", shared: true } : { target: row[1], shared: row[2] === "shared" };
}

export { isOfManifests as isTrap };

/** Whether several meshes may have it; all others are one mesh's own. */
export function isShared(code: string): boolean {
  return isOfManifests(code) && ownerOf(code).shared;
}

/** The mesh that the page of a trap shows it with. */
export function targetOfTrap(code: string): string {
  return ownerOf(code).target;
}

/** The deployment that the page shows a trap with, where it is not the usual one. */
export function profileOfTrap(code: string): string | null {
  return { MW3074: "ambient", MW3104: "waypoint" }[code] ?? null;
}
