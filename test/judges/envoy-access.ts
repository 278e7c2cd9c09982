import { compileRegex } from "../../src/support/regex.ts";

/** The filters of a serving proxy: see `test/judges/consul/access_test.go`. */
export interface EnvoyFilters {
  readonly rbac: { readonly rules?: { readonly action?: "ALLOW" | "DENY"; readonly policies?: Readonly<Record<string, Policy>> } } | null;
  readonly jwt: { readonly providers?: Readonly<Record<string, { readonly issuer?: string; readonly audiences?: readonly string[]; readonly payloadInMetadata?: string }>> } | null;
}

interface Policy {
  readonly permissions: readonly Rule[];
  readonly principals: readonly Rule[];
}

/** A permission or a principal: one of the fields (`envoyproxy/envoy:api/envoy/config/rbac/v3/rbac.proto`). */
interface Rule {
  readonly any?: boolean;
  readonly andRules?: { readonly rules: readonly Rule[] };
  readonly orRules?: { readonly rules: readonly Rule[] };
  readonly notRule?: Rule;
  readonly andIds?: { readonly ids: readonly Rule[] };
  readonly orIds?: { readonly ids: readonly Rule[] };
  readonly notId?: Rule;
  readonly authenticated?: { readonly principalName?: TextMatcher };
  readonly urlPath?: { readonly path: TextMatcher };
  readonly header?: HeaderMatcher;
  readonly metadata?: MetadataMatcher;
}

interface TextMatcher {
  readonly exact?: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly contains?: string;
  readonly safeRegex?: { readonly regex: string };
  readonly ignoreCase?: boolean;
}

interface HeaderMatcher {
  readonly name: string;
  readonly stringMatch?: TextMatcher;
  readonly exactMatch?: string;
  readonly prefixMatch?: string;
  readonly suffixMatch?: string;
  readonly containsMatch?: string;
  readonly safeRegexMatch?: { readonly regex: string };
  readonly presentMatch?: boolean;
  readonly invertMatch?: boolean;
  readonly treatMissingHeaderAsEmpty?: boolean;
}

interface MetadataMatcher {
  readonly path: readonly { readonly key: string }[];
  readonly value: { readonly stringMatch?: TextMatcher };
}

/** A call at the proxy of a service: who its certificate names, and the verified claims of its token. */
export interface Arrived {
  readonly principal: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly claims: Readonly<Record<string, string>>;
}

/** Whether the filters let a call pass, by Envoy's rules; throws at what Consul is not known to write. */
export function passes({ rbac, jwt }: EnvoyFilters, call: Arrived): boolean {
  const rules = rbac?.rules;
  if (rules === undefined) return true;
  const metadata = metadataOf(jwt, call.claims);
  const fits = Object.values(rules.policies ?? {}).some(({ permissions, principals }) => permissions.some((rule) => holds(rule, call, metadata)) && principals.some((rule) => holds(rule, call, metadata)));
  return rules.action === "DENY" ? !fits : fits;
}

type Metadata = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Where each provider leaves the claims of a token of its issuer that is meant for one of its audiences. */
function metadataOf(jwt: EnvoyFilters["jwt"], claims: Arrived["claims"]): Metadata {
  const fitting = Object.values(jwt?.providers ?? {}).filter(({ issuer, audiences = [] }) => claims["iss"] !== undefined && (issuer === undefined || claims["iss"] === issuer) && (audiences.length === 0 || audiences.includes(claims["aud"] ?? "")));
  return Object.fromEntries(fitting.map(({ payloadInMetadata = "" }) => [payloadInMetadata, claims]));
}

function holds(rule: Rule, call: Arrived, metadata: Metadata): boolean {
  const each = (inner: Rule): boolean => holds(inner, call, metadata);
  if (rule.any !== undefined) return rule.any;
  const all = rule.andRules?.rules ?? rule.andIds?.ids;
  if (all !== undefined) return all.every(each);
  const either = rule.orRules?.rules ?? rule.orIds?.ids;
  if (either !== undefined) return either.some(each);
  const not = rule.notRule ?? rule.notId;
  if (not !== undefined) return !each(not);
  if (rule.authenticated !== undefined) return rule.authenticated.principalName === undefined || fits(rule.authenticated.principalName, call.principal);
  if (rule.urlPath !== undefined) return fits(rule.urlPath.path, call.path.split("?")[0] ?? "");
  if (rule.header !== undefined) return headerHolds(rule.header, call);
  if (rule.metadata !== undefined) return metadataHolds(rule.metadata, metadata);
  throw new Error(`an unknown rule of Envoy: ${JSON.stringify(rule)}`);
}

function fits({ exact, prefix, suffix, contains, safeRegex, ignoreCase = false }: TextMatcher, text: string): boolean {
  const folded = (one: string): string => (ignoreCase ? one.toLowerCase() : one);
  if (exact !== undefined) return folded(text) === folded(exact);
  if (prefix !== undefined) return folded(text).startsWith(folded(prefix));
  if (suffix !== undefined) return folded(text).endsWith(folded(suffix));
  if (contains !== undefined) return folded(text).includes(folded(contains));
  if (safeRegex === undefined) throw new Error("a text is matched by nothing");
  const compiled = compileRegex(safeRegex.regex);
  if (!compiled.ok) throw new Error(`${safeRegex.regex}: ${compiled.problem}`);
  return compiled.regex.matchesWhole(text);
}

/** A header that is missing fits nothing, not even what is turned around (`envoyproxy/envoy:api/envoy/config/route/v3/route_components.proto`). */
function headerHolds(matcher: HeaderMatcher, { headers, method }: Arrived): boolean {
  const value = matcher.name === ":method" ? method : headers[matcher.name.toLowerCase()];
  const inverted = matcher.invertMatch ?? false;
  if (matcher.presentMatch !== undefined) return ((value !== undefined) === matcher.presentMatch) !== inverted;
  if (value === undefined && matcher.treatMissingHeaderAsEmpty !== true) return false;
  return fits(textOf(matcher), value ?? "") !== inverted;
}

function textOf({ stringMatch, exactMatch, prefixMatch, suffixMatch, containsMatch, safeRegexMatch }: HeaderMatcher): TextMatcher {
  if (stringMatch !== undefined) return stringMatch;
  if (exactMatch !== undefined) return { exact: exactMatch };
  if (prefixMatch !== undefined) return { prefix: prefixMatch };
  if (suffixMatch !== undefined) return { suffix: suffixMatch };
  if (containsMatch !== undefined) return { contains: containsMatch };
  return safeRegexMatch === undefined ? {} : { safeRegex: safeRegexMatch };
}

function metadataHolds({ path, value }: MetadataMatcher, metadata: Metadata): boolean {
  const [payload = "", ...claim] = path.map(({ key }) => key);
  const found = metadata[payload]?.[claim.join(".")];
  return found !== undefined && value.stringMatch !== undefined && fits(value.stringMatch, found);
}
