import type { AccessAnswer, AccessRule, JwtProvider, MeshModel, MtlsMode, Operation, Service } from "../../model/index.ts";
import type { Origin } from "../../source/origin.ts";
import { headerHolds, methodHolds, valueHolds } from "./conditions.ts";
import { isAuthenticated, subjectHolds } from "./hop.ts";
import type { Hop } from "./hop.ts";
import { pathPredicate } from "../../model/condition-predicates.ts";
import type { Test } from "./view.ts";

/** What the workload behind a backend answers to the request as forwarded. */
export interface Verdict extends AccessAnswer {
  /** Of a refusal; null for a closed connection. */
  readonly status: number | null;
  readonly at: Origin | null;
}

/** The workload that decides: its policy, if it has one, its namespace and the port it is called on. */
export interface Workplace {
  readonly owner: Service | null;
  readonly namespace: string;
  readonly port: number;
}

/** Mutual TLS first, then tokens, deny rules, and the allow rules where the effective default is deny. */
export function decideAccess(place: Workplace, hop: Hop, test: Test, model: MeshModel): Verdict {
  if (place.owner !== null && place.owner.external !== null) return passed(null, null);
  const mtls = effectiveMtls(place, model);
  const meshed = isAuthenticated(hop, test);
  if (mtls?.value === "strict" && !meshed) return refused(`${placeText(place)} mtls`, null, mtls.origin);
  const caller: Caller = { hop, verified: meshed && mtls?.value !== "off", port: place.port };
  return tokenVerdict(place.owner, test, model.mesh.jwtProviders) ?? rulesVerdict(place, caller, test, model);
}

interface Caller {
  readonly hop: Hop;
  readonly verified: boolean;
  readonly port: number;
}

function passed(by: string | null, at: Origin | null): Verdict {
  return { allowed: true, by, status: null, at };
}

function refused(by: string | null, status: number | null, at: Origin | null): Verdict {
  return { allowed: false, by, status, at };
}

/** Mutual TLS of a workload: its policy's, else the namespace's, else the mesh's; null when nobody says. */
export function effectiveMtls(place: Pick<Workplace, "owner" | "namespace">, model: MeshModel): { readonly value: MtlsMode; readonly origin: Origin } | null {
  const scope = (namespace: string | null) => model.mesh.scopes.find((one) => one.namespace === namespace)?.mtls ?? null;
  return place.owner?.mtls ?? scope(place.namespace) ?? scope(null);
}

/**
 * A token that is given must be the provider's: its issuer, and one of its audiences where the token names any; a
 * required one must be given.
 */
function tokenVerdict(owner: Service | null, test: Test, providers: readonly JwtProvider[]): Verdict | null {
  const jwt = owner?.jwt ?? null;
  if (owner === null || jwt === null) return null;
  const provider = providers.find((one) => one.name === jwt.value.provider);
  const fits = provider === undefined || (claimFits("iss", [provider.issuer], test) && claimFits("aud", provider.audiences, test));
  const missing = jwt.value.required && !test.text("claim:iss", { kind: "present" });
  return fits && !missing ? null : refused(`${serviceText(owner)} authentication`, 401, jwt.origin);
}

function claimFits(claim: "iss" | "aud", values: readonly string[], test: Test): boolean {
  if (values.length === 0 || values.some((value) => test.text(`claim:${claim}`, { kind: "exact", value }))) return true;
  return !test.text(`claim:${claim}`, { kind: "present" });
}

/** Claims are known to a workload only where its policy says who issues the tokens. */
function withKnownClaims(test: Test, owner: Service): Test {
  if (owner.jwt !== null) return test;
  return { ...test, text: (dimension, predicate) => !dimension.startsWith("claim:") && test.text(dimension, predicate) };
}

function rulesVerdict(place: Workplace, caller: Caller, request: Test, model: MeshModel): Verdict {
  const { owner } = place;
  if (owner === null || owner.access.mode === "audit") return defaultVerdict(inheritedDefault(place, model));
  const test = withKnownClaims(request, owner);
  const deny = owner.access.deny.findIndex((rule) => ruleHolds(rule, caller, test));
  if (deny >= 0) return refused(`${serviceText(owner)} deny[${deny}]`, 403, owner.access.deny[deny]?.origin ?? null);
  const otherwise = ownDefault(owner) ?? inheritedDefault(place, model);
  if (otherwise?.value !== "deny") return defaultVerdict(otherwise);
  const allow = owner.access.allow.findIndex((rule) => ruleHolds(rule, caller, test));
  if (allow >= 0) return passed(`${serviceText(owner)} allow[${allow}]`, owner.access.allow[allow]?.origin ?? null);
  return defaultVerdict(otherwise);
}

interface Default {
  readonly value: "allow" | "deny";
  readonly by: string;
  readonly at: Origin;
}

function defaultVerdict(stated: Default | null): Verdict {
  if (stated === null) return passed(null, null);
  return stated.value === "allow" ? passed(stated.by, stated.at) : refused(stated.by, 403, stated.at);
}

/** What the policy says of the rest: its default, or deny when it has an allow rule. */
function ownDefault(owner: Service): Default | null {
  const by = `${serviceText(owner)} default`;
  const stated = owner.access.default;
  if (stated !== null) return { value: stated.value, by, at: stated.origin };
  const [first] = owner.access.allow;
  return first === undefined ? null : { value: "deny", by, at: first.origin };
}

function inheritedDefault(place: Workplace, model: MeshModel): Default | null {
  for (const namespace of [place.namespace, null]) {
    const stated = model.mesh.scopes.find((scope) => scope.namespace === namespace)?.accessDefault ?? null;
    const by = namespace === null ? "mesh default" : `namespace ${namespace} default`;
    if (stated !== null) return { value: stated.value, by, at: stated.origin };
  }
  return null;
}

function ruleHolds(rule: AccessRule, caller: Caller, test: Test): boolean {
  return (
    (rule.to.length === 0 || rule.to.some((operation) => operationHolds(operation, caller.port, test))) &&
    rule.from.some((subject) => subjectHolds(subject, caller.hop, caller.verified, test)) &&
    rule.headers.every((match) => headerHolds(match, test)) &&
    rule.claims.every(({ name, match }) => valueHolds(match, `claim:${name}`, test))
  );
}

function operationHolds(operation: Operation, port: number, test: Test): boolean {
  return (
    (operation.ports === null || operation.ports.includes(port)) &&
    (operation.path === null || test.text("path", pathPredicate(operation.path))) &&
    methodHolds(operation.methods, test) &&
    operation.headers.every((match) => headerHolds(match, test))
  );
}

function serviceText(service: Service): string {
  return `${service.id.namespace}/${service.id.name}`;
}

function placeText(place: Workplace): string {
  return place.owner === null ? place.namespace : serviceText(place.owner);
}
