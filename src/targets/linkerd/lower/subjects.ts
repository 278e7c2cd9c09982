import type { Subject } from "../../../model/index.ts";

/** Who is granted: an identity (or anyone), from the blocks or from anywhere. */
export interface Grantee {
  readonly identity: { readonly kind: "anyone" } | { readonly kind: "authenticated" } | { readonly kind: "namespace"; readonly namespace: string } | { readonly kind: "account"; readonly namespace: string; readonly serviceAccount: string };
  readonly cidrs: readonly string[] | null;
}

/** The grantee of a subject; where mutual TLS is demanded, `anyone` has an identity. */
export function granteeOf({ identity, cidrs }: Subject, strict: boolean): Grantee {
  const sorted = cidrs === null ? null : [...new Set(cidrs)].sort();
  switch (identity.kind) {
    case "anyone":
      return { identity: { kind: strict ? "authenticated" : "anyone" }, cidrs: sorted };
    case "account":
      return { identity: { kind: "account", namespace: identity.namespace, serviceAccount: identity.serviceAccount }, cidrs: sorted };
    case "authenticated":
    case "namespace":
      return { identity, cidrs: sorted };
  }
}

/** True when every caller of the second is one of the first. */
function granteeCovers(wide: Grantee, narrow: Grantee): boolean {
  const addresses = wide.cidrs === null || (narrow.cidrs !== null && narrow.cidrs.every((block) => wide.cidrs?.includes(block) === true));
  return addresses && identityCovers(wide.identity, narrow.identity);
}

function identityCovers(wide: Grantee["identity"], narrow: Grantee["identity"]): boolean {
  switch (wide.kind) {
    case "anyone":
      return true;
    case "authenticated":
      return narrow.kind !== "anyone";
    case "namespace":
      return (narrow.kind === "namespace" || narrow.kind === "account") && narrow.namespace === wide.namespace;
    case "account":
      return narrow.kind === "account" && narrow.namespace === wide.namespace && narrow.serviceAccount === wide.serviceAccount;
  }
}

/** True when no caller is both; blocks of addresses are not compared. */
function disjoint(a: Grantee, b: Grantee): boolean {
  return !identityCovers(a.identity, b.identity) && !identityCovers(b.identity, a.identity);
}

/** Those of the list without those of another; null when some of a grantee would have to go, and not all of it. */
export function withoutGrantees(list: readonly Grantee[], denied: readonly Grantee[]): readonly Grantee[] | null {
  const kept = list.filter((grantee) => !denied.some((each) => granteeCovers(each, grantee)));
  const clash = kept.some((grantee) => denied.some((each) => !disjoint(each, grantee)));
  return clash ? null : kept;
}

/** The list without those that another one of it covers, each once, in a fixed order. */
export function leastGrantees(list: readonly Grantee[]): readonly Grantee[] {
  const distinct = [...new Map(list.map((each) => [JSON.stringify(each), each])).entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
  return distinct.filter((each) => !distinct.some((other) => other !== each && granteeCovers(other, each)));
}
