import type { AccessAnswer, MtlsMode } from "../../../model/index.ts";
import type { RequestView } from "../../../model/predicate.ts";
import { noAudience } from "../reasons.ts";
import type { Ask } from "./ask.ts";
import { callerAmong, commonAnswer, hasCertificate } from "./callers.ts";
import { keyText, metaText, sameKey } from "./config.ts";
import type { Intentions, Permission, ServiceKey, Source, TokenNeed } from "./config.ts";
import { headerHolds, methodHolds, pathHolds } from "./matching.ts";
import type { Mesh } from "./world.ts";

/** What the serving side says; a status of null is a closed connection. */
export interface Verdict extends AccessAnswer {
  readonly status: number | null;
  /** What the token lacks, where nothing else keeps the call out. */
  readonly reason?: string;
}

/** One source of the intentions about a destination, with what governs beside it. */
interface Rule {
  readonly intentions: Intentions;
  readonly source: Source;
  readonly precedence: number;
}

/**
 * Whether a service lets the request in: the source of highest precedence that is the caller governs alone, an unmatched
 * list falls to the default (hashicorp/consul:agent/xds/rbac.go).
 */
export function authorize(ask: Ask, mesh: Mesh, key: ServiceKey, view: RequestView, http: boolean): Verdict {
  if (!hasCertificate(view) && liesOutside(mesh, key)) return { allowed: true, by: "callers outside the mesh go to the host themselves", status: null };
  const plain = mutualTls(mesh, key) === "permissive";
  if (!hasCertificate(view)) return plain ? { allowed: true, by: "plain text passes by the intentions", status: null } : { allowed: false, by: "mutual TLS is required", status: null };
  if (brokenAbout(mesh, key)) ask.unsupported(`the proxies refuse the intentions for ${keyText(key)} and keep those before`);
  const rules = rulesFor(mesh, key);
  const caller = callerAmong(view, mesh, rules.map(({ source }) => source.key));
  if (caller.kind !== "service") return governed(ask, mesh, rules, null, view, http);
  return commonAnswer(ask, caller.keys.map((each) => governed(ask, mesh, rules, each, view, http)));
}

/** Whether a service stands for hosts outside the mesh. */
export function liesOutside({ config }: Mesh, key: ServiceKey): boolean {
  return config.defaults.some((each) => each.outside && sameKey(each.key, key));
}

function brokenAbout({ config }: Mesh, key: ServiceKey): boolean {
  return config.intentions.some(({ meta, destination }) => config.broken.includes(meta) && covers(destination, key));
}

/** Mutual TLS of a service; permissive is not even admitted where the mesh does not allow it. */
export function mutualTls({ config }: Mesh, key: ServiceKey): MtlsMode {
  const own = config.defaults.find((each) => sameKey(each.key, key))?.mutualTls ?? null;
  return own ?? config.proxyDefaults?.mutualTls ?? "strict";
}

/** Sources about a destination, by falling precedence; of equal sources the less exact destination's is dropped. */
function rulesFor({ config }: Mesh, key: ServiceKey): readonly Rule[] {
  const about = config.intentions.filter(({ destination }) => covers(destination, key));
  const rules = about.flatMap((intentions) => intentions.sources.map((source) => ({ intentions, source, precedence: precedenceOf(intentions.destination, source.key) })));
  return rules.filter(({ source }) => source.peer === "").sort((a, b) => b.precedence - a.precedence);
}

function covers(pattern: ServiceKey, key: ServiceKey): boolean {
  return (pattern.namespace === "*" || pattern.namespace === key.namespace) && (pattern.name === "*" || pattern.name === key.name);
}

/** The exactness of the destination first, then that of the source (hashicorp/consul:agent/structs/config_entry_intentions.go). */
function precedenceOf(destination: ServiceKey, source: ServiceKey): number {
  const most = [3, 6, 9][exactParts(destination)] ?? 9;
  return most - (2 - exactParts(source));
}

function exactParts({ name, namespace }: ServiceKey): number {
  return name !== "*" ? 2 : namespace !== "*" ? 1 : 0;
}

/** `caller` null: a service that no source names. */
function governed(ask: Ask, mesh: Mesh, rules: readonly Rule[], caller: ServiceKey | null, view: RequestView, http: boolean): Verdict {
  const usual = mesh.defaultPolicy === "allow";
  const effective = effectiveRules(rules.filter(({ source }) => isSource(source.key, caller, mesh, view)));
  const verdicts = effective.map((rule) => verdictOf(mesh, rule, view, http));
  const at = Math.max(0, verdicts.findIndex(({ allowed }) => allowed !== usual));
  const [rule, verdict] = [effective[at], verdicts[at]];
  if (rule === undefined || verdict === undefined) return { allowed: usual, by: "default policy of intentions", status: http ? 403 : null };
  ask.step(`${verdict.by ?? ""} governs`, rule.intentions.meta, rule.source.path);
  return verdict;
}

/**
 * A source takes its callers out of later ones that are less exact or the same, and out of no others: where a wildcard of
 * higher precedence stands before a name, the proxies hold both (hashicorp/consul:agent/xds/rbac.go, ixnSourceMatches).
 */
function effectiveRules(fitting: readonly Rule[]): readonly Rule[] {
  return fitting.filter(({ source }, index) => !fitting.slice(0, index).some((before) => exactParts(before.source.key) >= exactParts(source.key)));
}

function verdictOf(mesh: Mesh, rule: Rule, view: RequestView, http: boolean): Verdict {
  const by = `ServiceIntentions ${metaText(rule.intentions.meta)}, source \`${keyText(rule.source.key)}\``;
  if (!http) return { ...overTcp(rule.source), by, status: null };
  const { allowed } = overHttp(mesh, rule, view, "demanded");
  const lacking = !allowed && overHttp(mesh, rule, view, "if named").allowed;
  return { allowed, by, status: 403, ...(lacking && { reason: noAudience }) };
}

/** `*` is every service of the namespace, or of all; a caller in it is told by where it runs. */
function isSource(source: ServiceKey, caller: ServiceKey | null, mesh: Mesh, view: RequestView): boolean {
  if (caller !== null && covers(source, caller)) return true;
  if (source.name !== "*") return false;
  if (!mesh.enterprise || source.namespace === "*") return true;
  return view.test({ dimension: "caller", predicate: { kind: "namespace", namespace: source.namespace } });
}

function overTcp({ action, permissions }: Source): { readonly allowed: boolean } {
  return { allowed: permissions.length === 0 && action === "allow" };
}

/** Under a default of allow the proxy holds a list of denials, from which tokens of what is allowed vanish (same source). */
function overHttp(mesh: Mesh, { intentions, source }: Rule, view: RequestView, audience: Audience): { readonly allowed: boolean } {
  const denying = mesh.defaultPolicy === "deny";
  const holds = (need: TokenNeed | null): boolean => need === null || tokenHolds(mesh, need, view, audience);
  if (source.action !== null) {
    const { tokens } = intentions;
    if (denying) return { allowed: source.action === "allow" && holds(tokens) };
    return { allowed: source.action === "allow" || !holds(tokens) };
  }
  const found = source.permissions.find((permission) => permissionHolds(view, permission));
  if (found === undefined) return { allowed: !denying };
  const both = (): boolean => holds(intentions.tokens) && holds(found.tokens);
  if (found.action === "allow") return { allowed: !denying || both() };
  return { allowed: !denying && !both() };
}

function permissionHolds(view: RequestView, { http }: Permission): boolean {
  const path = http.path === null || pathHolds(view, http.path);
  return path && methodHolds(view, http.methods) && http.headers.every((header) => headerHolds(view, header));
}

/** Whether a token must name one of its provider's audiences, or only may not name others alone. */
type Audience = "demanded" | "if named";

/** Some provider whose issuer and claims the token has; a provider without issuer lets nothing pass. */
function tokenHolds({ config }: Mesh, { providers }: TokenNeed, view: RequestView, audience: Audience): boolean {
  const claim = (name: string, value: string): boolean => view.test({ dimension: `claim:${name}`, predicate: { kind: "exact", value } });
  return providers.some(({ name, claims }) => {
    const provider = config.providers.find(({ meta }) => meta.name === name);
    if (provider === undefined || provider.issuer === "" || !claim("iss", provider.issuer)) return false;
    const unnamed = (): boolean => audience === "if named" && !view.test({ dimension: "claim:aud", predicate: { kind: "present" } });
    const meant = provider.audiences.length === 0 || provider.audiences.some((one) => claim("aud", one)) || unnamed();
    return meant && claims.every(({ path, value }) => claim(path.join("."), value));
  });
}

/**
 * Whether a transparent proxy knows the dialled service as an upstream: under a default of deny only where an intention
 * lets the caller reach it, in whole or in part (hashicorp/consul:agent/consul/state/intention.go).
 */
export function reachable(ask: Ask, mesh: Mesh, key: ServiceKey, view: RequestView): boolean {
  if (!mesh.transparent || mesh.defaultPolicy === "allow" || !hasCertificate(view)) return true;
  const rules = rulesFor(mesh, key);
  const caller = callerAmong(view, mesh, rules.map(({ source }) => source.key));
  const reaches = (name: ServiceKey | null): boolean => {
    const rule = rules.find(({ source }) => isSource(source.key, name, mesh, view));
    return rule !== undefined && (rule.source.action === "allow" || rule.source.permissions.length > 0);
  };
  return caller.kind === "service" ? commonAnswer(ask, caller.keys.map(reaches)) : reaches(null);
}
