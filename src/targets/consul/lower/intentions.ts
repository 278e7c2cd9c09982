import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText, sameName } from "../../../model/name.ts";
import type { AccessRule, Manifest, MeshModel, Name, Operation, Profile, ScopeSettings, Service, Subject } from "../../../model/index.ts";
import { bindsAccounts, hasNamespaces, installedDefault, onKubernetes, rootNamespaceOf } from "../versions.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { headerForms, pathField } from "./conditions.ts";
import type { Context } from "./context.ts";
import { sourcesOf } from "./identities.ts";
import { byText } from "./names.ts";
import { compact, emptyPiece, object } from "./piece.ts";
import type { Json, Piece } from "./piece.ts";
import { backendsOf, wordOf } from "./registry.ts";
import { claimFields, tokenFields } from "./tokens.ts";

type Answer = "allow" | "deny";

/**
 * The intentions of a service: the same for its own name and for every service that stands behind it, since the one
 * that answers decides (`hashicorp/consul:agent/xds/rbac.go`). The most exact source governs alone, so that rules for
 * everybody are repeated under each named caller, and every list ends in an explicit answer.
 */
export function lowerIntentions(service: Service, context: Context): Piece {
  const { access } = service;
  if (service.external !== null) return { ...emptyPiece, manifests: [outwards(service, context)] };
  const answer = defaultOf(service, context);
  if (answer === null) return { ...emptyPiece, diagnostics: reachFindings(service, inheritedDefault(service, context.model) === "deny", context) };
  const rules = { deny: access.deny, allow: answer === "deny" ? access.allow : [] };
  const named = namedSources([...rules.deny, ...rules.allow], context);
  const lists = [...named.sources, anybody(context)].map((source) => ({ source, list: permissionsFor(source, rules, answer, service, context) }));
  const diagnostics = [...named.diagnostics, ...lists.flatMap(({ list }) => list.diagnostics), ...reachFindings(service, lists.some(({ list }) => shuts(list.entries)), context)];
  const spec = (name: string): Json => ({ destination: { name }, ...tokenFields(service, context), sources: lists.map(({ source, list }) => ({ ...source.fields, ...listFields(list.entries) })) });
  const places = [access.default?.origin, ...access.allow.map(({ origin }) => origin), ...access.deny.map(({ origin }) => origin)].filter((origin) => origin !== undefined);
  const manifests = answering(service).map((name) => object("ServiceIntentions", name, spec(name.name), places.length > 0 ? places : [service.origin]));
  return { manifests, drafts: identityDrafts(named.sources, service, context), diagnostics: once(diagnostics) };
}

/** Whether calls may leave the mesh for a host is not asked of rules, but the terminating gateway asks for an intention. */
function outwards({ id, origin }: Service, context: Context): Manifest {
  return object("ServiceIntentions", id, { destination: { name: id.name }, sources: [{ ...anybody(context).fields, action: "allow" }] }, [origin]);
}

/** The answer to calls that no rule is about; null where the mesh's own default is left to speak. */
function defaultOf(service: Service, { model, profile }: Context): Answer | null {
  const { access } = service;
  const own = access.default?.value ?? (access.allow.length > 0 ? "deny" : null);
  const inherited = inheritedDefault(service, model);
  if (own !== null) return own;
  if (service.jwt !== null || access.deny.length > 0) return inherited ?? "allow";
  return inherited === null && installedDefault(profile.settings) === "deny" ? "allow" : null;
}

function inheritedDefault({ id }: Service, model: MeshModel): Answer | null {
  return scopeDefault(id.namespace, model) ?? scopeDefault(null, model);
}

function scopeDefault(namespace: string | null, model: MeshModel): Answer | null {
  return model.mesh.scopes.find((scope) => scope.namespace === namespace)?.accessDefault?.value ?? null;
}

/** The services that answer calls to a policy's service, its own name first. */
function answering(service: Service): readonly Name[] {
  const names = [service.id, ...service.versions.map((version) => version.service)];
  return names.filter((name, index) => names.findIndex((other) => sameName(other, name)) === index);
}

/** A source of an intention with the subjects that it stands for. */
interface Source {
  readonly fields: Json;
  readonly covers: (subject: Subject) => boolean;
  readonly account: string | null;
}

function anybody({ profile }: Context): Source {
  const fields = hasNamespaces(profile) ? { name: "*", namespace: "*" } : { name: "*" };
  return { fields, covers: ({ identity }) => identity.kind === "anyone" || identity.kind === "authenticated", account: null };
}

/** Named callers in a stable order; namespaces where the edition has them. */
function namedSources(rules: readonly AccessRule[], context: Context): { readonly sources: readonly Source[]; readonly diagnostics: readonly Diagnostic[] } {
  const found = rules.flatMap(({ from }) => from).map((subject) => sourceOf(subject, context));
  const sources = found.flatMap((each) => each.sources);
  const key = ({ fields }: Source): string => `${String(fields["name"])} ${String(fields["namespace"] ?? "")}`;
  const distinct = sources.filter((source, index) => sources.findIndex((other) => key(other) === key(source)) === index);
  return { sources: distinct.sort((a, b) => byText(rank(a) + key(a), rank(b) + key(b))), diagnostics: found.flatMap((each) => each.diagnostics) };
}

function rank({ fields }: Source): string {
  return fields["name"] === "*" ? "1" : "0";
}

function sourceOf(subject: Subject, context: Context): { readonly sources: readonly Source[]; readonly diagnostics: readonly Diagnostic[] } {
  const { identity } = subject;
  switch (identity.kind) {
    case "anyone":
    case "authenticated":
      return { sources: [], diagnostics: [] };
    case "namespace":
      return namespaceSource(subject, identity.namespace, context);
    case "account":
      return accountSources(subject, identity, context);
  }
}

function namespaceSource(subject: Subject, namespace: string, { profile }: Context): ReturnType<typeof sourceOf> {
  if (!hasNamespaces(profile)) {
    const words = { subject: `namespace \`${namespace}\``, why: "the community edition has no namespaces" };
    return { sources: [], diagnostics: [consulDiagnostics["subject-cannot-be-said"].report({ at: subject.origin, with: words })] };
  }
  const covers = ({ identity }: Subject): boolean => identity.kind === "anyone" || identity.kind === "authenticated" || (identity.kind === "namespace" && identity.namespace === namespace);
  return { sources: [{ fields: { name: "*", namespace }, covers, account: null }], diagnostics: [] };
}

type AccountIdentity = Extract<Subject["identity"], { kind: "account" }>;

function accountSources(subject: Subject, account: AccountIdentity, { model, profile }: Context): ReturnType<typeof sourceOf> {
  const found = sourcesOf(account, model, profile);
  const text = `${account.namespace}/${account.serviceAccount}`;
  if ("problem" in found) return { sources: [], diagnostics: [consulDiagnostics["account-is-no-service"].report({ at: subject.origin, with: { account: text, why: found.problem } })] };
  const covers = ({ identity }: Subject): boolean => {
    if (identity.kind === "anyone" || identity.kind === "authenticated") return true;
    if (identity.namespace !== account.namespace) return false;
    return identity.kind === "namespace" || identity.serviceAccount === account.serviceAccount;
  };
  const fields = ({ namespace, name }: Name): Json => (hasNamespaces(profile) ? { name, namespace } : { name });
  return { sources: found.services.map((service) => ({ fields: fields(service), covers, account: text })), diagnostics: [] };
}

interface Entry {
  readonly action: Answer;
  /** null: every request. */
  readonly http: Json | null;
  /** What the token must say besides; null: nothing. */
  readonly jwt: Json | null;
}

interface Permissions {
  readonly entries: readonly Entry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Denials first, then permissions, then the answer to the rest; nothing comes after an entry for every request. */
function permissionsFor(source: Source, rules: { readonly deny: readonly AccessRule[]; readonly allow: readonly AccessRule[] }, answer: Answer, service: Service, context: Context): Permissions {
  const concerning = (action: Answer): readonly AccessRule[] => rules[action].filter((rule) => rule.from.some(source.covers));
  const parts = [...concerning("deny"), ...plainFirst(concerning("allow"))].map((rule) => ruleEntries(rule, rules.deny.includes(rule) ? "deny" : "allow", service, context));
  const entries: readonly Entry[] = [...parts.flatMap((part) => part.entries), { action: answer, http: null, jwt: null }];
  const last = entries.findIndex(({ http }) => http === null);
  return { entries: entries.slice(0, last + 1), diagnostics: [...parts.flatMap((part) => part.diagnostics), ...shadowFindings(concerning("allow"), entries)] };
}

/** The first entry whose request fits decides whatever the token says, so that what asks for less comes first. */
function plainFirst(rules: readonly AccessRule[]): readonly AccessRule[] {
  return [...rules.filter(({ claims }) => claims.length === 0), ...rules.filter(({ claims }) => claims.length > 0)];
}

/** Two entries with different claims that one request may fit: the second would never be asked. */
function shadowFindings(rules: readonly AccessRule[], entries: readonly Entry[]): readonly Diagnostic[] {
  const open = entries.findIndex(({ http, jwt }) => http === null && jwt === null);
  const bound = entries.slice(0, open).filter(({ jwt }) => jwt !== null);
  const shadowed = bound.some((entry, index) => bound.slice(0, index).some((before) => JSON.stringify(before.jwt) !== JSON.stringify(entry.jwt) && !apart(before.http, entry.http)));
  const rule = rules.findLast(({ claims }) => claims.length > 0);
  const [claim] = rule?.claims ?? [];
  if (!shadowed || rule === undefined || claim === undefined) return [];
  return [consulDiagnostics["claim-cannot-be-said"].report({ at: claim.origin, with: { claim: claim.name, rule: rule.name, why: "another rule that one request may fit asks for other claims, and only the first is asked" } })];
}

/** Whether no request fits both, by methods or exact paths. */
function apart(a: Json | null, b: Json | null): boolean {
  const [here, there] = [a?.["methods"], b?.["methods"]] as readonly (readonly string[] | undefined)[];
  if (here !== undefined && there !== undefined && !here.some((method) => there.includes(method))) return true;
  const [one, other] = [a?.["pathExact"], b?.["pathExact"]];
  return one !== undefined && other !== undefined && one !== other;
}

/** One entry for every request needs no permissions; several end in a pattern that also covers `OPTIONS *`. */
function listFields(entries: readonly Entry[]): Json {
  const [first] = entries;
  if (first !== undefined && first.http === null && first.jwt === null) return { action: first.action };
  return { permissions: entries.map(({ action, http, jwt }) => compact({ action, http: http ?? { pathRegex: ".*" }, jwt: jwt ?? undefined })) };
}

const everything: Pick<Operation, "methods" | "path" | "headers"> = { methods: null, path: null, headers: [] };

function ruleEntries(rule: AccessRule, action: Answer, service: Service, context: Context): Permissions {
  const port = service.ports[0]?.port ?? 0;
  const operations = rule.to.length === 0 ? [everything] : rule.to.filter(({ ports }) => ports === null || ports.includes(port));
  const jwt = claimFields(rule, service, context);
  const parts = operations.map((operation) => operationEntries(operation, rule, { action, jwt }));
  const diagnostics = parts.flatMap((part) => part.diagnostics);
  const entries = parts.flatMap((part) => part.entries);
  const protocol = service.ports[0]?.protocol ?? "http";
  if (wordOf(protocol) !== "tcp" || entries.every(({ http }) => http === null)) return { entries, diagnostics };
  return { entries: [], diagnostics: [consulDiagnostics["request-rule-on-tcp"].report({ at: rule.origin, with: { rule: rule.name, service: nameText(service.id), protocol } })] };
}

const usualMethods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE"];

function operationEntries({ methods, path, headers }: Pick<Operation, "methods" | "path" | "headers">, rule: AccessRule, given: Pick<Entry, "action" | "jwt">): Permissions {
  if (methods?.length === 0) return { entries: [], diagnostics: [] };
  const strange = methods?.find((method) => !usualMethods.includes(method));
  if (strange !== undefined) return { entries: [], diagnostics: [consulDiagnostics["method-in-rule"].report({ at: rule.origin, with: { rule: rule.name, method: strange } })] };
  const { forms, diagnostics } = headerForms([...rule.headers, ...headers]);
  const entries = forms.map((header): Entry => {
    const http = { ...pathField(path), ...compact({ methods: methods ?? undefined, header: header.length > 0 ? header : undefined }) };
    return { ...given, http: Object.keys(http).length === 0 ? null : http };
  });
  return { entries, diagnostics };
}

function identityDrafts(sources: readonly Source[], { access, origin }: Service, { profile }: Context): readonly Draft[] {
  const accounts = [...new Set(sources.flatMap(({ account }) => account ?? []))];
  const at = access.allow[0]?.origin ?? access.deny[0]?.origin ?? origin;
  const facts = bindsAccounts(profile) ? "accounts are named like their services, since ACLs are managed" : registrationFact(profile);
  const named = accounts.length === 0 ? [] : [remark("assumed", { field: "access", note: `${facts}: ${accounts.join(", ")}`, origin: at })];
  return named;
}

function registrationFact(profile: Profile): string {
  if (onKubernetes(profile)) return "only the pods of the input register under the names of the callers, since ACLs are off";
  return "only the callers register under their names, which is a matter of the tokens that may";
}

/** Whether a source may not reach the service at all. */
function shuts([first]: readonly Entry[]): boolean {
  return first !== undefined && first.http === null && first.action === "deny";
}

/** Under a default of deny a caller knows only the services that it may reach, whatever answers behind their routes. */
function reachFindings(service: Service, someShut: boolean, { profile }: Context): readonly Diagnostic[] {
  const hidden = profile.settings["transparentProxy"] !== "off" && installedDefault(profile.settings) === "deny" && someShut;
  const foreign = hidden ? backendsOf(service).find(({ service: to }) => !answering(service).some((name) => sameName(name, to))) : undefined;
  if (foreign === undefined) return [];
  const words = { service: nameText(service.id), other: nameText(foreign.service) };
  return [consulDiagnostics["unreachable-behind-routes"].report({ at: foreign.origin, with: words })];
}

function once(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ code, message, origin }: Diagnostic): string => `${code} ${origin.file} ${origin.start} ${message}`;
  return diagnostics.filter((each, index) => diagnostics.findIndex((other) => key(other) === key(each)) === index);
}

/** The default of the mesh or of a namespace, as an intention of lowest precedence. */
export function lowerScopeIntention(scope: ScopeSettings, { profile }: Context): readonly Manifest[] {
  const stated = scope.accessDefault;
  if (stated === null) return [];
  const enterprise = hasNamespaces(profile);
  const destination = enterprise ? { name: "*", namespace: scope.namespace ?? "*" } : { name: "*" };
  const source = enterprise ? { name: "*", namespace: "*" } : { name: "*" };
  const namespace = scope.namespace ?? rootNamespaceOf(profile);
  const spec = { destination, sources: [{ ...source, action: stated.value }] };
  return [object("ServiceIntentions", { name: "default-intention", namespace }, spec, [stated.origin])];
}
