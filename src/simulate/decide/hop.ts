import type { Name, Subject } from "../../model/index.ts";
import type { Test } from "./view.ts";

/** Who sent the request to the backend: the caller itself, or the gateway that it came through. */
export type Hop = { readonly kind: "caller" } | { readonly kind: "gateway"; readonly gateway: Name; readonly serviceAccount: string | null };

/** Whether the last hop has a verified identity where the server speaks mutual TLS. */
export function isAuthenticated(hop: Hop, test: Test): boolean {
  return hop.kind === "gateway" || test.caller({ kind: "authenticated" });
}

/** Whether the last hop is meant by a subject. `verified`: the server can see an identity at all. */
export function subjectHolds(subject: Subject, hop: Hop, verified: boolean, test: Test): boolean {
  return identityHolds(subject.identity, hop, verified, test) && addressHolds(subject.cidrs, hop, test);
}

function identityHolds(identity: Subject["identity"], hop: Hop, verified: boolean, test: Test): boolean {
  if (identity.kind === "anyone") return true;
  if (!verified) return false;
  return hop.kind === "gateway" ? isGateway(identity, hop) : isCaller(identity, test);
}

function isCaller(identity: Exclude<Subject["identity"], { kind: "anyone" }>, test: Test): boolean {
  switch (identity.kind) {
    case "authenticated":
      return test.caller({ kind: "authenticated" });
    case "namespace":
      return test.caller({ kind: "namespace", namespace: identity.namespace });
    case "account":
      return test.caller({ kind: "account", namespace: identity.namespace, serviceAccount: identity.serviceAccount });
  }
}

function isGateway(identity: Exclude<Subject["identity"], { kind: "anyone" }>, { gateway, serviceAccount }: Extract<Hop, { kind: "gateway" }>): boolean {
  switch (identity.kind) {
    case "authenticated":
      return true;
    case "namespace":
      return identity.namespace === gateway.namespace;
    case "account":
      return identity.namespace === gateway.namespace && identity.serviceAccount === (serviceAccount ?? gateway.name);
  }
}

/** Behind a gateway the direct peer is the gateway, whose address no policy knows. */
function addressHolds(cidrs: readonly string[] | null, hop: Hop, test: Test): boolean {
  return cidrs === null || (hop.kind === "caller" && cidrs.some((block) => test.peer(block)));
}
