import { concreteView } from "../../../model/evaluate.ts";
import type { Atom, RequestView } from "../../../model/predicate.ts";
import type { Ask } from "./ask.ts";

/** Whom a server sees at the other end: the caller, nobody (plain text), or another workload. */
export type Peer =
  | { readonly kind: "caller" }
  | { readonly kind: "nobody" }
  | { readonly kind: "workload"; readonly namespace: string; readonly serviceAccount: string };

/** The request with that peer. Addresses are known only of the caller itself. */
export function withPeer(ask: Ask, view: RequestView, peer: Peer, trustDomain: string): RequestView {
  return { test: (atom) => testWithPeer(ask, view, peer, trustDomain, atom) };
}

function testWithPeer(ask: Ask, view: RequestView, peer: Peer, trustDomain: string, atom: Atom): boolean {
  if (atom.dimension === "peer") return peer.kind === "caller" || peer.kind === "nobody" ? view.test(atom) : ask.unsupported("the address of the proxy in between is not known");
  if (atom.dimension !== "caller" || peer.kind === "caller") return view.test(atom);
  if (peer.kind === "nobody") return false;
  return concreteView({ from: peer, to: { namespace: "", service: "" } }, { trustDomain }).test(atom);
}

/** The request without a verified token: no claim answers. */
export function withoutClaims(view: RequestView): RequestView {
  return { test: (atom) => !atom.dimension.startsWith("claim:") && view.test(atom) };
}

/** Whether the peer proves an identity. */
export function authenticated(view: RequestView): boolean {
  return view.test({ dimension: "caller", predicate: { kind: "authenticated" } });
}
