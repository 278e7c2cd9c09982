import type { Access, AccessRule, Name, Subject } from "../../model/index.ts";
import { nameText, sameName } from "../../model/name.ts";
import { nearestWord } from "../../support/nearest-word.ts";
import type { AccessFragment, FragmentRule, FragmentSubject, GatewayFragment } from "../fragment.ts";
import type { Draft, LinkContext } from "./draft.ts";
import { agreed, claimsOf } from "./join.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";
import { unknownService } from "./references.ts";

/** The access of a service: the one statement of its documents, subjects resolved to accounts. */
export function linkAccess(draft: Draft, gateways: readonly GatewayFragment[], context: LinkContext): Access {
  const claims = claimsOf(draft.fragments, (fragment) => fragment.access);
  const stated = agreed(claims, context.report, (first, other) =>
    linkDiagnostics["access-stated-twice"].report({
      at: other.origin,
      with: { service: nameText(draft.id), first: first.document, second: other.document },
      related: [{ origin: first.origin, note: "the other statement" }],
    }),
  );
  if (stated === null) return { default: null, allow: [], deny: [], mode: "enforce" };
  const link = (rule: FragmentRule): AccessRule => ({ ...rule, from: rule.from.map((subject) => linkSubject(subject, gateways, context)) });
  return { default: effectiveDefault(stated), allow: stated.allow.map(link), deny: stated.deny.map(link), mode: stated.mode?.value ?? "enforce" };
}

/** An allow rule makes the rest refused, unless the policy says what becomes of the rest. */
function effectiveDefault(stated: AccessFragment): Access["default"] {
  const [first] = stated.allow;
  return stated.default ?? (first === undefined ? null : { value: "deny", origin: first.origin });
}

function linkSubject(subject: FragmentSubject, gateways: readonly GatewayFragment[], context: LinkContext): Subject {
  const { identity } = subject;
  switch (identity.kind) {
    case "service":
      return { ...subject, identity: serviceAccount(identity.service, subject, context) };
    case "gateway":
      return { ...subject, identity: gatewayAccount(identity.gateway, subject, gateways, context) };
    default:
      return { ...subject, identity };
  }
}

type Account = Extract<Subject["identity"], { kind: "account" }>;

/** The identity that the service's policy declares, else the account that is named like the service. */
function serviceAccount(service: Name, subject: FragmentSubject, context: LinkContext): Account {
  const draft = context.drafts.get(nameText(service));
  const known = draft !== undefined || context.inventory.services.some((one) => sameName(one.id, service)) || context.inventory.accounts.some((one) => sameName(one, service));
  if (!known && context.inventory.completeness === "complete") context.report(unknownService(service, subject.origin, context));
  const identity = draft?.fragments.find((fragment) => fragment.identity !== undefined)?.identity?.value;
  const { namespace, serviceAccount: account } = identity ?? { namespace: service.namespace, serviceAccount: service.name };
  return { kind: "account", namespace, serviceAccount: account, via: { kind: "service", service } };
}

function gatewayAccount(gateway: Name, subject: FragmentSubject, gateways: readonly GatewayFragment[], context: LinkContext): Account {
  const declared = gateways.find((one) => sameName(one.gateway, gateway) && one.declares !== undefined)?.declares?.serviceAccount ?? null;
  if (declared === null) {
    const known = gateways.filter((one) => one.declares !== undefined).map((one) => nameText(one.gateway));
    const nearest = nearestWord(nameText(gateway), known);
    context.report(
      linkDiagnostics["gateway-account-unknown"].report({ at: subject.origin, with: { gateway: nameText(gateway), nearest: nearest === nameText(gateway) ? null : nearest } }),
    );
  }
  return { kind: "account", namespace: gateway.namespace, serviceAccount: declared ?? gateway.name, via: { kind: "gateway", gateway } };
}
