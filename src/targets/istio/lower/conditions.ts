import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Conditions, NamedMatch, PositiveMatch, ValueMatch } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { compact } from "./piece.ts";
import type { Json } from "./piece.ts";
import { authorityMatch, matches, matchPattern, quoteRegex, stringMatch } from "./string-match.ts";

/** Where the matches are read: by the proxies of callers, or by a gateway. */
export type Place = "mesh" | "gateway";

/** Match blocks without path, port and methods; null when the conditions can never hold at the place. */
export interface Matched {
  readonly blocks: readonly Json[] | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Everything of the conditions but the path, which rewrites split further. */
export function matchBlocks(when: Conditions, place: Place, origin: Origin): Matched {
  const headers = joinNamed("header", headerMatches(when, origin));
  const query = joinNamed("query parameter", when.query);
  const claims = place === "gateway" ? joinNamed("claim", when.claims) : meshClaims(when.claims);
  const diagnostics = [...headers.diagnostics, ...query.diagnostics, ...claims.diagnostics];
  const dead = headers.dead || query.dead || claims.dead || (place === "gateway" && when.callers !== null) || when.methods?.length === 0;
  if (dead) return { blocks: null, diagnostics };
  const common = compact({
    method: when.methods === null ? undefined : methodMatch(when.methods),
    queryParams: recordOf(query.positive),
  });
  const byHeaders = headerBlocks(headers, claims);
  const scoped = when.callers === null ? byHeaders : when.callers.flatMap((namespace) => byHeaders.map((block) => ({ ...block, sourceNamespace: namespace })));
  return { blocks: scoped.map((block) => ({ ...common, ...block })), diagnostics };
}

/** One method is exact, several are one pattern: a block holds one matcher for the method. */
function methodMatch(methods: readonly string[]): Json {
  const [only, ...more] = methods;
  return only !== undefined && more.length === 0 ? { exact: only } : { regex: methods.map(quoteRegex).join("|") };
}

/** `host`, `:authority` and the authority condition are one header to Envoy, compared without case and port. */
function headerMatches(when: Conditions, origin: Origin): readonly NamedMatch[] {
  const hosts = when.headers.filter(({ name }) => isAuthority(name));
  const authority = when.authority === null ? [] : [{ name: ":authority", match: when.authority, origin }];
  return [...when.headers.filter(({ name }) => !isAuthority(name)), ...[...hosts, ...authority].map(authorityHeader)];
}

function isAuthority(name: string): boolean {
  return name === "host" || name === ":authority";
}

function authorityHeader({ match, origin }: NamedMatch): NamedMatch {
  const { match: matcher, negated } = authorityMatch(match);
  const { regex } = matcher;
  const pattern: PositiveMatch = typeof regex === "string" ? { kind: "regex", value: regex } : { kind: "present" };
  return { name: ":authority", match: negated ? { kind: "not", match: pattern } : pattern, origin };
}

interface Joined {
  readonly positive: ReadonlyMap<string, PositiveMatch>;
  readonly negative: ReadonlyMap<string, PositiveMatch>;
  readonly dead: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** One matcher for each name: equal ones once, an exact one in place of those it satisfies, negated ones as one pattern. */
function joinNamed(kind: string, given: readonly NamedMatch[]): Joined {
  const positive = new Map<string, PositiveMatch>();
  const negative = new Map<string, PositiveMatch>();
  const diagnostics: Diagnostic[] = [];
  let dead = false;
  for (const { name, match, origin } of given) {
    if (match.kind === "not") {
      const known = negative.get(name);
      negative.set(name, known === undefined ? match.match : eitherOf(known, match.match));
      continue;
    }
    const joined = both(positive.get(name) ?? null, match);
    if (joined === "never") dead = true;
    else if (joined === "unsayable") diagnostics.push(istioDiagnostics["conditions-on-one-name"].report({ at: origin, with: { kind, name } }));
    else positive.set(name, joined);
  }
  const clash = [...positive].some(([name, match]) => excluded(match, negative.get(name) ?? null));
  return { positive, negative, dead: dead || clash, diagnostics };
}

function both(known: PositiveMatch | null, next: PositiveMatch): PositiveMatch | "never" | "unsayable" {
  if (known === null || known.kind === "present" || same(known, next)) return next;
  if (next.kind === "present") return known;
  if (known.kind === "exact") return matches(next, known.value) ? known : "never";
  if (next.kind === "exact") return matches(known, next.value) ? next : "never";
  return "unsayable";
}

function eitherOf(a: PositiveMatch, b: PositiveMatch): PositiveMatch {
  if (a.kind === "present" || b.kind === "present") return { kind: "present" };
  return same(a, b) ? a : { kind: "regex", value: `${matchPattern(a)}|${matchPattern(b)}` };
}

function excluded(match: PositiveMatch, negated: PositiveMatch | null): boolean {
  if (negated === null) return false;
  return negated.kind === "present" || same(match, negated) || (match.kind === "exact" && matches(negated, match.value));
}

function same(a: ValueMatch, b: ValueMatch): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A mesh proxy knows no verified claims: arms with conditions on them exist behind gateways only. */
function meshClaims(claims: readonly NamedMatch[]): Joined {
  const none = new Map<string, PositiveMatch>();
  return { positive: none, negative: none, dead: claims.length > 0, diagnostics: [] };
}

/**
 * Negated headers: `withoutHeaders` takes an absent header for the empty string, so a matcher that accepts the empty
 * string needs a second block for absence (`istio/istio:pilot/pkg/networking/core/route/route.go`, since 1.22).
 */
function headerBlocks(headers: Joined, claims: Joined): readonly Json[] {
  const authority = headers.positive.get(":authority");
  const named = [...headers.positive].filter(([name]) => name !== ":authority");
  const wanted = recordOf(new Map([...named, ...claimHeaders(claims.positive)]));
  const unwanted = [...headers.negative, ...claimHeaders(claims.negative)];
  let variants: Json[] = [{}];
  for (const [name, match] of unwanted) {
    const twice = match.kind !== "present" && matches(match, "") && !headers.positive.has(name) && !name.startsWith("@");
    const forms = twice ? [matcherFor(name, match), {}] : [matcherFor(name, match)];
    variants = variants.flatMap((variant) => forms.map((form) => ({ ...variant, [name]: form })));
  }
  return variants.map((variant) => compact({ authority: authority && stringMatch(authority), headers: wanted, withoutHeaders: Object.keys(variant).length > 0 ? variant : undefined }));
}

/** The bracket form keeps dots of a claim's name apart from nesting (`istio/istio:pkg/jwt/routingclaim.go`). */
function claimHeaders(claims: ReadonlyMap<string, PositiveMatch>): readonly (readonly [string, PositiveMatch])[] {
  return [...claims].map(([name, match]) => [`@request.auth.claims[${name}]`, match] as const);
}

function recordOf(matchers: ReadonlyMap<string, PositiveMatch>): Json | undefined {
  if (matchers.size === 0) return undefined;
  return Object.fromEntries([...matchers].map(([name, match]) => [name, matcherFor(name, match)]));
}

/** A claim has no `{}`: Istio makes a metadata matcher of it, which needs a pattern for 'present'. */
function matcherFor(name: string, match: PositiveMatch): Json {
  const matcher = stringMatch(match);
  return name.startsWith("@") && Object.keys(matcher).length === 0 ? { regex: ".*" } : matcher;
}
