import type { Manifest } from "../../../model/index.ts";
import { labelName } from "../../object-names.ts";
import type { Json } from "./piece.ts";
import type { Grantee } from "./subjects.ts";

/** Callers of one set of addresses; `authentication` null: anyone. */
interface Grant {
  readonly cidrs: readonly string[] | null;
  readonly authentication: Json | null;
}

/** An AuthorizationPolicy for each set of addresses, with the authentications that it asks for. None grants nothing. */
export function grantObjects(parts: readonly string[], namespace: string, grantees: readonly Grantee[], targetRef: Json, sources: Manifest["sources"]): readonly Manifest[] {
  const grants = grantsOf(grantees);
  return grants.flatMap((grant, index) => grantObject(labelName(...parts, ...(index === 0 ? [] : [`${index + 1}`])), namespace, grant, targetRef, sources));
}

function grantsOf(grantees: readonly Grantee[]): readonly Grant[] {
  const keys = [...new Set(grantees.map(({ cidrs }) => JSON.stringify(cidrs)))].sort();
  return keys.flatMap((key): readonly Grant[] => {
    const same = grantees.filter(({ cidrs }) => JSON.stringify(cidrs) === key).map(({ identity }) => identity);
    const cidrs = grantees.find((each) => JSON.stringify(each.cidrs) === key)?.cidrs ?? null;
    if (same.some(({ kind }) => kind === "anyone")) return [{ cidrs, authentication: null }];
    if (same.some(({ kind }) => kind === "authenticated")) return [{ cidrs, authentication: { identities: ["*"] } }];
    return [{ cidrs, authentication: { identityRefs: same.flatMap(refOf) } }];
  });
}

function refOf(identity: Grantee["identity"]): readonly Json[] {
  if (identity.kind === "account") return [{ kind: "ServiceAccount", name: identity.serviceAccount, namespace: identity.namespace }];
  return identity.kind === "namespace" ? [{ kind: "Namespace", name: identity.namespace }] : [];
}

function grantObject(name: string, namespace: string, { cidrs, authentication }: Grant, targetRef: Json, sources: Manifest["sources"]): readonly Manifest[] {
  const group = "policy.linkerd.io";
  const apiVersion = `${group}/v1alpha1`;
  const make = (kind: string, spec: Json): Manifest => ({ object: { apiVersion, kind, metadata: { name, namespace }, spec }, sources });
  const refs = [
    ...(authentication === null ? [] : [{ group, kind: "MeshTLSAuthentication", name, namespace }]),
    ...(cidrs === null ? [] : [{ group, kind: "NetworkAuthentication", name, namespace }]),
  ];
  return [
    ...(authentication === null ? [] : [make("MeshTLSAuthentication", authentication)]),
    ...(cidrs === null ? [] : [make("NetworkAuthentication", { networks: cidrs.map((cidr) => ({ cidr })) })]),
    make("AuthorizationPolicy", { targetRef, requiredAuthenticationRefs: refs }),
  ];
}
