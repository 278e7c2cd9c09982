import type { Operation } from "../../../model/index.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import type { AccessFragment, FragmentRule, FragmentSubject } from "../../fragment.ts";
import { below, items, originOf, type Place, wish } from "../place.ts";
import { claimMatches, headerMatches, pathMatch } from "./matches.ts";
import { nameIn } from "./scalars.ts";

/** Access of a service. `inherit` is the same as nothing. */
export function readAccess(place: Place, access: Policy.Access): AccessFragment {
  const { mode } = access;
  const stated = access.default;
  return {
    ...(stated !== undefined && stated !== "inherit" && { default: wish(below(place, "default"), stated) }),
    allow: items(below(place, "allow"), access.allow).map(([rule, at], index) => readRule(at, rule, `allow[${index}]`)),
    deny: items(below(place, "deny"), access.deny).map(([rule, at], index) => readRule(at, rule, `deny[${index}]`)),
    ...(mode !== undefined && { mode: wish(below(place, "mode"), mode) }),
    origin: originOf(place),
  };
}

function readRule(place: Place, rule: Policy.AccessRule, unnamed: string): FragmentRule {
  const when = below(place, "when");
  return {
    name: rule.name ?? unnamed,
    from: items(below(place, "from"), rule.from).map(([subject, at]) => readSubject(at, subject)),
    to: items(below(place, "to"), rule.to).map(([operation, at]) => readOperation(at, operation)),
    headers: headerMatches(below(when, "headers"), rule.when?.headers),
    claims: claimMatches(below(when, "claims"), rule.when?.claims),
    origin: originOf(place),
  };
}

function readSubject(place: Place, subject: Policy.Subject): FragmentSubject {
  const { cidr } = subject;
  return {
    identity: identityOf(place, subject),
    cidrs: cidr === undefined ? null : typeof cidr === "string" ? [cidr] : cidr,
    origin: originOf(namingPlace(place, subject)),
  };
}

/** A subject of a single field is that field's value; one of several is all of them together. */
function namingPlace(place: Place, subject: Policy.Subject): Place {
  const [field, other] = Object.keys(subject);
  return field === undefined || other !== undefined ? place : below(place, field);
}

function identityOf(place: Place, subject: Policy.Subject): FragmentSubject["identity"] {
  const { service, serviceAccount, namespace, gateway } = subject;
  if (service !== undefined) return { kind: "service", service: nameIn(service, place.namespace) };
  if (gateway !== undefined) return { kind: "gateway", gateway: nameIn(gateway, place.namespace) };
  if (serviceAccount !== undefined) return { kind: "account", namespace: namespace ?? place.namespace, serviceAccount, via: null };
  if (namespace !== undefined) return { kind: "namespace", namespace };
  return { kind: subject.anyAuthenticated === true ? "authenticated" : "anyone" };
}

function readOperation(place: Place, operation: Policy.Operation): Operation {
  const { methods, path, headers, ports } = operation;
  return {
    methods: methods ?? null,
    path: path === undefined ? null : pathMatch(below(place, "path"), path),
    headers: headerMatches(below(place, "headers"), headers),
    ports: ports ?? null,
    origin: originOf(place),
  };
}
