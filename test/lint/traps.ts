/** Whether a finding is about manifests that people wrote for a mesh, not about policies. */
export function isTrap(code: string): boolean {
  return /^MW3(?:09|07[3-7]|1[0-5])/.test(code);
}

/** Whether several meshes may have it; all others of the same hundred are one mesh's own. */
export function isShared(code: string): boolean {
  return isTrap(code) && (code < "MW3100" || (code >= "MW3153" && code !== "MW3159"));
}

/** The mesh that the page of a trap shows it with; what several have is shown with Istio, or with those whose idea it is. */
export function targetOfTrap(code: string): string {
  const number = Number(code.slice(2));
  if ((number >= 3126 && number < 3130) || number === 3153 || number === 3154 || number === 3159) return "linkerd";
  if (number < 3130 || number >= 3155) return code === "MW3157" ? "appmesh" : "istio";
  return number < 3145 ? "appmesh" : "consul";
}

/** The deployment that the page shows a trap with, where it is not the usual one. */
export function profileOfTrap(code: string): string | null {
  return { MW3074: "ambient", MW3104: "waypoint" }[code] ?? null;
}
