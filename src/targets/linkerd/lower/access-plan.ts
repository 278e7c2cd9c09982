import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { AccessRule, MtlsMode, Service, Wish } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { everyCall, mayOverlap } from "../../route-order/index.ts";
import type { RankedMatch, RouteOrder } from "../../route-order/index.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { closeMatches, matchCovers, matchText, ruleMatches, surelyWins } from "./access-arms.ts";
import { orderChoices } from "./orders.ts";
import { pathProblem, rustProblem } from "./patterns.ts";
import type { Context } from "./piece.ts";
import { granteeOf, leastGrantees, withoutGrantees } from "./subjects.ts";
import type { Grantee } from "./subjects.ts";

/** Requests that the same callers may make. */
export interface Region {
  readonly matches: readonly RankedMatch[];
  readonly grantees: readonly Grantee[];
}

/** What the Server of a port says. */
export type AccessPlan =
  /** One word for everybody. */
  | { readonly kind: "open"; readonly word: "all-unauthenticated" | "all-authenticated" }
  /** The same callers for every request; none: deny. `records`: nobody is refused, what would be is logged. */
  | { readonly kind: "callers"; readonly grantees: readonly Grantee[]; readonly records: boolean }
  /** Callers by request; the regions take every request. */
  | { readonly kind: "requests"; readonly regions: readonly Region[]; readonly assumed: boolean };

/** The plan of one port, or why there is none. */
export type Planned = { readonly ok: true; readonly plan: AccessPlan } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Mutual TLS and the default access that hold for a service: its own, else its namespace's, else the mesh's. */
export interface Effective {
  readonly strict: boolean;
  readonly denies: boolean;
  /** What holds without the rules of the service. */
  readonly inherits: "allow" | "deny";
}

/** What holds for the service's pods in the end. */
export function effectiveOf(service: Service, { model }: Context): Effective {
  const scope = (namespace: string | null) => model.mesh.scopes.find((each) => each.namespace === namespace);
  const { namespace } = service.id;
  const mtls: Wish<MtlsMode> | null = service.mtls ?? scope(namespace)?.mtls ?? scope(null)?.mtls ?? null;
  const own = service.access.default?.value ?? (service.access.allow.length > 0 ? "deny" : null);
  const inherited = scope(namespace)?.accessDefault?.value ?? scope(null)?.accessDefault?.value ?? "allow";
  return { strict: mtls?.value === "strict", denies: (own ?? inherited) === "deny", inherits: inherited };
}

interface Rule {
  readonly name: string;
  readonly matches: readonly RankedMatch[];
  readonly grantees: readonly Grantee[];
  readonly origin: Origin;
}

/** Works out who may make which requests on a port; rules that are only tried out refuse nobody. */
export function planAccess(service: Service, port: number, effective: Effective, context: Context): Planned {
  const planned = planRules(service, port, effective, context);
  if (service.access.mode === "enforce" || !planned.ok) return planned;
  if (effective.inherits === "deny") return { ok: true, plan: { kind: "callers", grantees: [], records: false } };
  const { plan } = planned;
  const why = effective.strict ? "mutual TLS is demanded, which it would not enforce" : plan.kind === "requests" ? "it cannot tell requests apart" : null;
  const [first] = [...service.access.allow, ...service.access.deny];
  if (why !== null) return { ok: false, diagnostics: [linkerdDiagnostics["linkerd-audit"].report({ at: first?.origin ?? service.origin, with: { why } })] };
  return { ok: true, plan: plan.kind === "callers" ? { ...plan, records: true } : plan };
}

function planRules(service: Service, port: number, { strict, denies }: Effective, context: Context): Planned {
  const stated = [...service.access.allow, ...service.access.deny].flatMap((rule) => unsayableHeader(rule, port));
  if (stated.length > 0) return { ok: false, diagnostics: stated };
  const used = (rules: readonly AccessRule[]): readonly Rule[] => rules.map((rule) => readRule(rule, port, strict)).filter(({ matches }) => matches.length > 0);
  const everyone: Rule = { name: "default", matches: [everyCall], grantees: [{ identity: { kind: strict ? "authenticated" : "anyone" }, cidrs: null }], origin: service.origin };
  const [allow, deny] = [denies ? used(service.access.allow) : [everyone], used(service.access.deny)];
  if (!denies && deny.length === 0) return { ok: true, plan: { kind: "open", word: strict ? "all-authenticated" : "all-unauthenticated" } };
  const odd = [...allow, ...deny].flatMap(unsayable);
  if (odd.length > 0) return { ok: false, diagnostics: odd };
  const whole = [...allow, ...deny].every(({ matches }) => matches.every(isEverything));
  return whole ? planCallers(allow, deny) : planRequests(allow, deny, context);
}

function readRule(rule: AccessRule, port: number, strict: boolean): Rule {
  const matches = ruleMatches(rule, port);
  return { name: rule.name, matches: "match" in matches ? [] : matches, grantees: rule.from.map((subject) => granteeOf(subject, strict)), origin: rule.origin };
}

function unsayableHeader(rule: AccessRule, port: number): readonly Diagnostic[] {
  const matches = ruleMatches(rule, port);
  if (!("match" in matches)) return [];
  const why = matches.match.kind === "not" ? "a match has no negation" : "it cannot be said beside another condition, or is no header of its own";
  return [linkerdDiagnostics["linkerd-pattern"].report({ at: matches.origin, with: { field: `access.${rule.name}.headers`, pattern: matches.name, why } })];
}

function isEverything({ path, method, headers }: RankedMatch): boolean {
  return path.kind === "prefix" && path.value === "/" && method === null && headers.length === 0;
}

const usualMethods: readonly string[] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

function unsayable({ name, matches, origin }: Rule): readonly Diagnostic[] {
  return matches.flatMap(({ path, method, headers }) => {
    const odd = headers.flatMap(({ match }) => (match.kind === "regex" ? (rustProblem(match.value) ?? []) : []));
    const why = pathProblem(path) ?? odd[0] ?? (method === null || usualMethods.includes(method) ? null : `the method ${method} is none of the usual nine`);
    const pattern = path.kind === "rpc" ? "" : path.value;
    return why === null ? [] : [linkerdDiagnostics["linkerd-pattern"].report({ at: origin, with: { field: `access.${name}`, pattern, why } })];
  });
}

function planCallers(allow: readonly Rule[], deny: readonly Rule[]): Planned {
  const grantees = granted(allow, deny);
  return Array.isArray(grantees) ? { ok: true, plan: { kind: "callers", grantees, records: false } } : { ok: false, diagnostics: [denyFinding(allow, deny)] };
}

function granted(allow: readonly Rule[], deny: readonly Rule[]): readonly Grantee[] | null {
  const kept = withoutGrantees(allow.flatMap(({ grantees }) => grantees), deny.flatMap(({ grantees }) => grantees));
  return kept === null ? null : leastGrantees(kept);
}

function denyFinding(allow: readonly Rule[], deny: readonly Rule[]): Diagnostic {
  const [first] = deny;
  if (first === undefined) throw new Error("only deny rules take something away");
  const names = allow.map(({ name }) => (name === "default" ? "the default" : `\`${name}\``)).join(", ");
  return linkerdDiagnostics["linkerd-deny"].report({ at: first.origin, with: { deny: first.name, allow: names } });
}

function planRequests(allow: readonly Rule[], deny: readonly Rule[], context: Context): Planned {
  const closed = closeMatches([...allow, ...deny].flatMap(({ matches }) => matches));
  const at = allow[0]?.origin ?? deny[0]?.origin;
  if (at === undefined) throw new Error("requests are told apart by rules only");
  if (!closed.ok) {
    const why = closed.why === "unsayable" ? "what both take cannot be written as one path" : "their overlaps are too many";
    return { ok: false, diagnostics: [overlapFinding(closed.first, closed.second, why, at)] };
  }
  const covering = (rules: readonly Rule[], match: RankedMatch): readonly Rule[] => rules.filter(({ matches }) => matches.some((each) => matchCovers(each, match)));
  const cells = closed.matches.map((match) => ({ match, allow: covering(allow, match), deny: covering(deny, match) })).map((each) => ({ ...each, grantees: granted(each.allow, each.deny) }));
  const stuck = cells.filter(({ grantees }) => grantees === null);
  if (stuck.length > 0) return { ok: false, diagnostics: stuck.slice(0, 1).map((each) => denyFinding(each.allow, each.deny)) };
  return rankCells(needed(cells.map(({ match, grantees }) => ({ match, grantees: grantees ?? [] }))), at, context);
}

/** Without cells whose requests a wider cell of the same callers takes, where no other callers are concerned. */
function needed(cells: readonly Cell[]): readonly Cell[] {
  const spare = (cell: Cell): boolean => {
    const key = keyOf(cell.grantees);
    const wider = cells.some((each) => each !== cell && keyOf(each.grantees) === key && matchCovers(each.match, cell.match));
    return wider && !cells.some((each) => keyOf(each.grantees) !== key && mayOverlap(each.match, cell.match));
  };
  return cells.filter((cell) => !spare(cell));
}

interface Cell {
  readonly match: RankedMatch;
  readonly grantees: readonly Grantee[];
}

/** The first choice of orders in which no two cells of different callers can tie or change places. */
function rankCells(cells: readonly Cell[], at: Origin, { profile }: Context): Planned {
  let clash: readonly [Cell, Cell] | null = null;
  for (const { orders, assumed } of orderChoices(profile)) {
    clash = firstClash(cells, orders);
    if (clash === null) return { ok: true, plan: { kind: "requests", regions: regionsOf(cells), assumed } };
  }
  const [narrow, wide] = clash ?? [cells[0], cells[0]];
  if (narrow === undefined || wide === undefined) throw new Error("there is a cell for every call");
  return { ok: false, diagnostics: [overlapFinding(narrow.match, wide.match, "which of the two routes is better is not certain", at)] };
}

function firstClash(cells: readonly Cell[], orders: readonly RouteOrder[]): readonly [Cell, Cell] | null {
  for (const narrow of cells) {
    const wide = cells.find((each) => each !== narrow && keyOf(each.grantees) !== keyOf(narrow.grantees) && matchCovers(each.match, narrow.match) && !surelyWins(narrow.match, each.match, orders));
    if (wide !== undefined) return [narrow, wide];
  }
  return null;
}

function keyOf(grantees: readonly Grantee[]): string {
  return JSON.stringify(grantees);
}

function regionsOf(cells: readonly Cell[]): readonly Region[] {
  const keys = [...new Set(cells.map(({ grantees }) => keyOf(grantees)))].sort();
  return keys.map((key) => {
    const same = cells.filter(({ grantees }) => keyOf(grantees) === key);
    return { matches: same.map(({ match }) => match), grantees: same[0]?.grantees ?? [] };
  });
}

function overlapFinding(first: RankedMatch, second: RankedMatch, why: string, at: Origin): Diagnostic {
  return linkerdDiagnostics["linkerd-access-overlap"].report({ at, with: { first: matchText(first), second: matchText(second), why } });
}
