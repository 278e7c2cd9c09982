import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText } from "../../../model/name.ts";
import type { AccessRule, JwtProvider, Manifest, Service } from "../../../model/index.ts";
import { approximation, remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import { noAudience } from "../reasons.ts";
import { installedDefault, rootNamespaceOf } from "../versions.ts";
import type { Context } from "./context.ts";
import { labelName } from "./names.ts";
import { compact, emptyPiece, object } from "./piece.ts";
import type { Json, Piece } from "./piece.ts";
import { wordOf } from "./registry.ts";

/** The provider of a service's tokens; null when it asks for none. */
function providerOf({ jwt }: Service, { model }: Pick<Context, "model">): JwtProvider | null {
  return model.mesh.jwtProviders.find(({ name }) => name === jwt?.value.provider) ?? null;
}

/** What every call must bring besides what its rule says: a token of the provider. */
export function tokenFields(service: Service, context: Context): Json {
  const provider = providerOf(service, context);
  return provider === null ? {} : { jwt: { providers: [{ name: labelName(provider.name) }] } };
}

/** What a rule demands of the token besides: claims that are equal to a text, all of them (`hashicorp/consul:agent/xds/rbac.go`). */
export function claimFields({ claims }: AccessRule, service: Service, context: Context): Json | null {
  const provider = providerOf(service, context);
  if (provider === null || claims.length === 0) return null;
  const verifyClaims = claims.flatMap(({ name, match }) => (match.kind === "exact" ? [{ path: [name], value: match.value }] : []));
  return { providers: [{ name: labelName(provider.name), verifyClaims }] };
}

/** What of a service's tokens cannot be said, and what differs. */
export function tokenPiece(service: Service, context: Context): Piece {
  const { jwt, access } = service;
  const rules = [...access.allow, ...access.deny].filter(({ claims }) => claims.length > 0);
  if (jwt === null) return { ...emptyPiece, diagnostics: rules.map((rule) => strangeClaim(rule, "the service asks for no tokens")) };
  return { ...emptyPiece, drafts: tokenDrafts(service, rules, context), diagnostics: [...tokenFindings(service, context), ...rules.flatMap((rule) => claimFindings(rule, access.deny.includes(rule)))] };
}

function tokenFindings(service: Service, context: Context): readonly Diagnostic[] {
  const { jwt, ports, id } = service;
  if (jwt === null) return [];
  const [at, provider] = [jwt.origin, providerOf(service, context)];
  const protocol = ports[0]?.protocol ?? "http";
  const words = { service: nameText(id), provider: jwt.value.provider };
  return [
    ...(jwt.value.required ? [] : [consulDiagnostics["token-not-required"].report({ at, with: words })]),
    ...(installedDefault(context.profile.settings) === "deny" ? [] : [consulDiagnostics["tokens-need-default-deny"].report({ at, with: words })]),
    ...(provider === null || provider.jwksUri !== null ? [] : [consulDiagnostics["provider-without-keys"].report({ at: provider.origin, with: words })]),
    ...(wordOf(protocol) === "tcp" ? [consulDiagnostics["request-rule-on-tcp"].report({ at, with: { rule: "authentication", service: nameText(id), protocol } })] : []),
  ];
}

function claimFindings(rule: AccessRule, denies: boolean): readonly Diagnostic[] {
  if (denies) return [strangeClaim(rule, "a denial is never bound to a token")];
  return rule.claims.some(({ match }) => match.kind !== "exact") ? [strangeClaim(rule, "a claim is compared with one text only")] : [];
}

function strangeClaim(rule: AccessRule, why: string): Diagnostic {
  const [first] = rule.claims;
  return consulDiagnostics["claim-cannot-be-said"].report({ at: first?.origin ?? rule.origin, with: { claim: first?.name ?? "", rule: rule.name, why } });
}

/** Envoy refuses a token without audience where the provider names any (`google/jwt_verify_lib:src/check_audience.cc`). */
function tokenDrafts(service: Service, rules: readonly AccessRule[], context: Context): readonly Draft[] {
  const { jwt } = service;
  if (jwt === null) return [];
  const field = "authentication";
  const note = "a token that names no audience is refused too";
  const meant = (providerOf(service, context)?.audiences.length ?? 0) > 0;
  return [
    ...(meant ? [approximation({ feature: "authentication", field, consent: field, direction: "stricter", effects: ["access"], reasons: [noAudience], note, origin: jwt.origin })] : []),
    ...rules.slice(0, 1).map((rule) => remark("assumed", { field: `access.allow.${rule.name}.when.claims`, note: "claims are single texts: a list never equals one", origin: rule.claims[0]?.origin ?? rule.origin })),
  ];
}

/** The providers of all tokens that written services ask for (`hashicorp/consul-k8s:control-plane/api/v1alpha1/jwtprovider_types.go`). */
export function lowerProviders(context: Context): readonly Manifest[] {
  const asked = context.included.flatMap((service) => providerOf(service, context) ?? []);
  const namespace = rootNamespaceOf(context.profile);
  return [...new Set(asked)].map((provider) => object("JWTProvider", { name: labelName(provider.name), namespace }, providerSpec(provider), [provider.origin]));
}

/** Where a token is looked for is always written; the last header says whether it is kept. A timeout below a second would be none. */
function providerSpec({ issuer, audiences, jwksUri, fromHeaders, forward }: JwtProvider): Json {
  const headers = fromHeaders.length > 0 ? fromHeaders : [{ name: "authorization", prefix: "Bearer " }];
  return compact({
    issuer,
    audiences: audiences.length > 0 ? audiences : undefined,
    jsonWebKeySet: { remote: { uri: jwksUri ?? "", requestTimeoutMs: 5000, fetchAsynchronously: true } },
    locations: headers.map(({ name, prefix }) => ({ header: compact({ name, valuePrefix: prefix ?? undefined, forward }) })),
  });
}
