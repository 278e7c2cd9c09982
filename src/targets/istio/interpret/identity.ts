import { concreteView } from "../../../model/evaluate.ts";
import type { Atom, RequestView } from "../../../model/predicate.ts";
import type { Ask } from "./ask.ts";

/** Whom a server sees at the other end: the caller, nobody (plain text, from the caller itself or from a proxy), or another workload. */
export type Peer =
  | { readonly kind: "caller" }
  | { readonly kind: "nobody"; readonly proxied: boolean }
  | { readonly kind: "workload"; readonly namespace: string; readonly serviceAccount: string };

/** The request with that peer. Of a proxy in between no address is known: it is taken to be in no block that a rule names. */
export function withPeer(ask: Ask, view: RequestView, peer: Peer, trustDomain: string): RequestView {
  return { test: (atom) => testWithPeer(ask, view, peer, trustDomain, atom) };
}

function testWithPeer(ask: Ask, view: RequestView, peer: Peer, trustDomain: string, atom: Atom): boolean {
  if (atom.dimension === "peer" && isProxied(peer)) {
    ask.note("the address of the proxy in between is not known; it is taken to be in no block that a rule names");
    return false;
  }
  if (atom.dimension === "peer") return view.test(atom);
  if (atom.dimension !== "caller" || peer.kind === "caller") return view.test(atom);
  if (peer.kind === "nobody") return false;
  return concreteView({ from: peer, to: { namespace: "", service: "" } }, { trustDomain }).test(atom);
}

/** Whether a proxy stands between the caller and the server. */
export function isProxied(peer: Peer): boolean {
  return peer.kind === "workload" || (peer.kind === "nobody" && peer.proxied);
}

/** The request without a verified token: no claim answers. */
export function withoutClaims(view: RequestView): RequestView {
  return { test: (atom) => !atom.dimension.startsWith("claim:") && view.test(atom) };
}

/** Whether the peer proves an identity. */
export function authenticated(view: RequestView): boolean {
  return view.test({ dimension: "caller", predicate: { kind: "authenticated" } });
}
