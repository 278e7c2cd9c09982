import type { DocumentPath } from "./origin.ts";

/** A path as people write it: `spec.routes[0].split.v2`; keys that are no plain words stand quoted in brackets. */
export function pathText(path: DocumentPath): string {
  return path.map((step, index) => stepText(step, index === 0)).join("");
}

function stepText(step: string | number, first: boolean): string {
  if (typeof step === "number") return `[${step}]`;
  if (!/^[A-Za-z0-9_-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
  return first ? step : `.${step}`;
}
