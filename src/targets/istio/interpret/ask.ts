import type { Atom, RequestView } from "../../../model/predicate.ts";

export { newAsk } from "../../ask.ts";
export type { Ask } from "../../ask.ts";

/** Whether the caller runs in a namespace (a routing scope, no identity). */
export function callerIn(view: RequestView, namespace: string): boolean {
  return view.test({ dimension: "caller", predicate: { kind: "scope", namespace } });
}

/** Asks about the authority: a host, in any case, with or without port. */
export function authorityIs(view: RequestView, pattern: string): boolean {
  const atom: Atom = { dimension: "authority", predicate: { kind: "regex", value: `(?i:${pattern})(?::[0-9]+)?` } };
  return view.test(atom);
}
