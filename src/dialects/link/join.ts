import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Origin } from "../../source/origin.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";
import { sameStatement } from "./same.ts";

/** Something with a place that one of several documents says. */
export interface Claim<T> {
  readonly value: T;
  readonly origin: Origin;
  readonly document: string;
}

/** Claims that documents make of one thing; documents that say nothing of it are left out. */
export function claimsOf<F extends { readonly document: string; readonly origin: Origin }, T>(
  fragments: readonly F[],
  pick: (fragment: F) => T | null | undefined,
): readonly Claim<T>[] {
  return fragments.flatMap((fragment) => {
    const value = pick(fragment);
    return value === undefined || value === null ? [] : [{ value, origin: placeIn(value) ?? fragment.origin, document: fragment.document }];
  });
}

/**
 * The first claim; `clash` makes the finding for every later one that says something else. null when nobody claims.
 */
export function agreed<T>(claims: readonly Claim<T>[], report: (finding: Diagnostic) => void, clash: (first: Claim<T>, other: Claim<T>) => Diagnostic): T | null {
  const first = claims[0];
  if (first === undefined) return null;
  const others = claims.slice(1).filter((claim) => !sameStatement(claim.value, first.value));
  others.forEach((other) => report(clash(first, other)));
  return first.value;
}

/** The finding of two documents that set one thing differently. */
export function contradiction(setting: string, of: string): (first: Claim<unknown>, other: Claim<unknown>) => Diagnostic {
  return (first, other) =>
    linkDiagnostics["setting-contradicted"].report({
      at: other.origin,
      with: { setting, of, first: first.document, second: other.document },
      related: [{ origin: first.origin, note: "the other statement" }],
    });
}

function placeIn(value: unknown): Origin | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "object" && first !== null && "origin" in first ? (first.origin as Origin) : null;
}
