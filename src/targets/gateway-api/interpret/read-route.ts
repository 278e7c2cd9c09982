import type { KubernetesObject, Name } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import type { Match, ParentRef, RetryStanza, RouteKind, RouteObject, Rule } from "./config.ts";
import { at, duration, items, name, refuse, text, whole, written } from "./node.ts";
import type { Node } from "./node.ts";
import { readBackend } from "./read-backends.ts";
import { readFilters } from "./read-filters.ts";
import { grpcDefault, httpDefault, readGrpcMatch, readHttpMatch } from "./read-match.ts";

const gatewayGroup = "gateway.networking.k8s.io";

/** What identifies an object and how old it is. */
export function identityOf(object: KubernetesObject): { readonly id: Name; readonly created: string } {
  const created = (object.metadata as Readonly<Record<string, unknown>>)["creationTimestamp"];
  return { id: { namespace: object.metadata.namespace ?? "default", name: object.metadata.name }, created: typeof created === "string" ? created : "" };
}

/** A route with defaults filled in; what the schema refuses is among the node's problems. */
export function readRoute(kind: RouteKind, object: KubernetesObject, spec: Node, experimental: boolean, origin: Origin | null): RouteObject {
  const { id, created } = identityOf(object);
  const parents = items(at(spec, "parentRefs"), 32).map((item) => readParent(item, id.namespace));
  checkParents(at(spec, "parentRefs"), parents, experimental);
  const hostnames = items(at(spec, "hostnames"), kind === "TLSRoute" ? 1024 : 16).map((item) => readHostname(item));
  if (kind === "TLSRoute" && hostnames.length === 0 && object.apiVersion.endsWith("/v1")) refuse(at(spec, "hostnames"), "must name a server name");
  return { kind, id, created, parents, hostnames, rules: readRules(kind, spec, id.namespace, experimental), byDefault: experimental && at(spec, "useDefaultGateways").value === "All", origin };
}

function readParent(node: Node, namespace: string): ParentRef {
  return {
    group: text(at(node, "group")) ?? gatewayGroup,
    kind: text(at(node, "kind")) ?? "Gateway",
    namespace: text(at(node, "namespace")) ?? namespace,
    name: name(at(node, "name")),
    section: text(at(node, "sectionName")),
    port: whole(at(node, "port"), 1, 65_535),
  };
}

/** Entries for one parent must differ in the section; in the experimental channel the port counts too. */
function checkParents(node: Node, parents: readonly ParentRef[], experimental: boolean): void {
  const part = ({ section, port }: ParentRef): string => JSON.stringify(experimental ? [section, port] : [section]);
  const same = (a: ParentRef, b: ParentRef): boolean => a.group === b.group && a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;
  const twice = parents.some((a, index) => parents.slice(0, index).some((b) => same(a, b) && (part(a) === part(b) || (!experimental && (a.section === null || b.section === null)))));
  if (twice) refuse(node, "names one parent twice without telling the entries apart");
}

function readHostname(node: Node): string {
  const found = name(node);
  if (!/^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(found)) refuse(node, "must be a host name in lower case, or one behind `*.`");
  return found;
}

function readRules(kind: RouteKind, spec: Node, namespace: string, experimental: boolean): readonly Rule[] {
  const nodes = items(at(spec, "rules"), kind === "TLSRoute" || kind === "TCPRoute" ? 1 : 16);
  const rules = nodes.map((node) => readRule(kind, node, namespace, experimental));
  if (rules.reduce((sum, { matches }) => sum + matches.length, 0) > 128) refuse(at(spec, "rules"), "must hold at most 128 matches");
  if (kind === "HTTPRoute" && nodes.length === 0) return [{ ...emptyRule, matches: [httpDefault] }];
  return rules;
}

const emptyRule: Rule = { name: null, matches: [], filters: [], backends: [], requestMs: null, backendRequestMs: null, retry: null, unmodelled: null };

function readRule(kind: RouteKind, node: Node, namespace: string, experimental: boolean): Rule {
  const refs = items(at(node, "backendRefs"), 16);
  const backends = refs.map((item) => readBackend(item, namespace));
  const filtered = refs.some((item) => written(at(item, "filters")));
  const own = readFilters(at(node, "filters"), namespace);
  const copied = own.filters.flatMap((filter) => (filter.kind === "mirror" ? [filter.to] : []));
  const foreign = [...backends, ...copied].find(({ problem }) => problem !== null)?.problem ?? null;
  const rule: Rule = {
    name: text(at(node, "name")),
    matches: readMatches(kind, at(node, "matches")),
    filters: own.filters,
    backends,
    requestMs: duration(at(node, "timeouts", "request")),
    backendRequestMs: duration(at(node, "timeouts", "backendRequest")),
    retry: readRetry(at(node, "retry"), experimental),
    unmodelled: own.unmodelled ?? foreign ?? (filtered ? "filters of single backends are not modelled" : sessionProblem(node, experimental)),
  };
  checkRule(node, rule);
  return rule;
}

function sessionProblem(node: Node, experimental: boolean): string | null {
  return experimental && written(at(node, "sessionPersistence")) ? "session persistence is not modelled" : null;
}

function readMatches(kind: RouteKind, node: Node): readonly Match[] {
  const nodes = items(node, 64);
  switch (kind) {
    case "HTTPRoute":
      return nodes.length === 0 ? [httpDefault] : nodes.map(readHttpMatch);
    case "GRPCRoute":
      return nodes.length === 0 ? [grpcDefault] : nodes.map(readGrpcMatch);
    case "TLSRoute":
    case "TCPRoute":
      return [];
  }
}

/** The standard channel prunes the field before anybody reads it. */
function readRetry(node: Node, experimental: boolean): RetryStanza | null {
  if (!experimental || !written(node)) return null;
  return { codes: items(at(node, "codes"), 200).flatMap((item) => whole(item, 400, 599) ?? []), attempts: whole(at(node, "attempts"), 1, 1_000_000) };
}

/** Rules of the schema that look at several fields. */
function checkRule(node: Node, rule: Rule): void {
  const { filters, matches, requestMs, backendRequestMs } = rule;
  if (filters.some(({ kind }) => kind === "redirect") && rule.backends.length > 0) refuse(node, "must not hold backendRefs beside a RequestRedirect");
  const modifiers = filters.flatMap((filter) => (filter.kind === "redirect" || filter.kind === "rewrite" ? (filter.path ?? []) : []));
  if (modifiers.some(({ kind }) => kind === "prefix") && (matches.length !== 1 || matches[0]?.path.kind !== "prefix")) refuse(node, "replaces a prefix, which needs exactly one match, of type PathPrefix");
  if (requestMs !== null && requestMs > 0 && backendRequestMs !== null && backendRequestMs > requestMs) refuse(at(node, "timeouts"), "must not have a backendRequest above the request");
}
