import type { RequestView } from "../../../model/predicate.ts";
import type { Enforcer } from "./access.ts";
import { attaches } from "./access.ts";
import type { JwtRule } from "./config.ts";
import { withoutClaims } from "./identity.ts";
import type { Mesh } from "./mesh.ts";

/** What a proxy knows of the token: the claims it verified, nothing, or that the token is refused (401). */
export type Token = { readonly kind: "seen" | "none"; readonly view: RequestView } | { readonly kind: "refused"; readonly by: string };

/**
 * Claims are known only where a RequestAuthentication verifies them; a token that no rule accepts is refused, a missing
 * one is not (istio/istio:pilot/pkg/security/authn/policy_applier.go).
 */
export function tokenAt(mesh: Mesh, enforcer: Enforcer, view: RequestView): Token {
  const attached = mesh.config.requestAuthentications.filter(({ meta, attachment }) => attaches(mesh, meta.namespace, attachment, enforcer));
  const rules = attached.flatMap((policy) => policy.rules);
  if (rules.length === 0) return { kind: "none", view: withoutClaims(view) };
  if (rules.some((rule) => accepts(rule, view))) return { kind: "seen", view };
  return { kind: "refused", by: `RequestAuthentication ${attached[0]?.meta.namespace}/${attached[0]?.meta.name}` };
}

/** A claim that is not known of the token is taken to fit. */
function accepts({ issuer, audiences }: JwtRule, view: RequestView): boolean {
  const fits = (claim: "iss" | "aud", values: readonly string[]): boolean => {
    const dimension = `claim:${claim}` as const;
    return values.some((value) => view.test({ dimension, predicate: { kind: "exact", value } })) || !view.test({ dimension, predicate: { kind: "present" } });
  };
  return (issuer === null || fits("iss", [issuer])) && (audiences.length === 0 || fits("aud", audiences));
}
