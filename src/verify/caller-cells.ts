import { identityUniverse } from "../support/automata/index.ts";
import type { Caller, CallerPredicate, TextPredicate } from "../model/index.ts";
import type { Cell, CellLimits, CellsResult } from "./cell.ts";
import { distinct, textCells } from "../model/text-cells.ts";

/** Who may call at an entry. */
export interface CallerUniverse {
  readonly trustDomain: string;
  /** False at gateways: who calls there has no identity of the mesh. */
  readonly identities: boolean;
  readonly usual: Caller;
}

/**
 * The cells of the caller. Identities are texts `<trust domain>/ns/<namespace>/sa/<account>`, so that patterns on them
 * and the plainer questions are cut by the same automata; foreign trust domains count only where a question names one.
 * Besides: callers without identity in each named namespace and in another, and for identities every named mesh service and
 * every union of named labels.
 */
export function callerCells(
  universe: CallerUniverse,
  predicates: readonly CallerPredicate[],
  answersOf: (caller: Caller) => (predicate: CallerPredicate) => boolean,
  limits: CellLimits,
): CellsResult {
  const identities = universe.identities ? identityCallers(universe, predicates, limits) : [];
  if (typeof identities === "string") return { ok: false, reason: identities };
  const attributed = withAttributes(identities, predicates);
  if (attributed === null) return { ok: false, reason: `more than ${mostLabelSets} combinations of labels` };
  const callers = [universe.usual, ...attributed, ...strangers(predicates)];
  const answers = (caller: Caller): string => {
    const answer = answersOf(caller);
    return predicates.map((predicate) => (answer(predicate) ? "1" : "0")).join("");
  };
  const cells = distinct(callers.map((caller): Cell => ({ answers: answers(caller), value: caller })));
  return cells.length > limits.cells ? { ok: false, reason: `more than ${limits.cells} classes of callers` } : { ok: true, cells };
}

function identityCallers(universe: CallerUniverse, predicates: readonly CallerPredicate[], limits: CellLimits): readonly Caller[] | string {
  const domains = trustDomainsOf(universe.trustDomain, predicates);
  const questions = [...predicates.flatMap((predicate) => identityQuestions(predicate, universe.trustDomain))];
  const texts = { texts: identityUniverse(domains), mayBeAbsent: false, preferred: [] };
  const result = textCells(texts, questions, limits);
  if (!result.ok) return result.reason;
  return result.cells.flatMap(({ value }) => (typeof value === "string" ? [callerNamed(value, universe.trustDomain)] : []));
}

/** What of an identity's text a question can tell. */
function identityQuestions(predicate: CallerPredicate, meshDomain: string): readonly TextPredicate[] {
  switch (predicate.kind) {
    case "scope":
    case "service":
      return [{ kind: "contains", value: `/ns/${predicate.namespace}/sa/` }];
    case "namespace":
      return [{ kind: "prefix", value: `${predicate.trustDomain ?? meshDomain}/ns/${predicate.namespace}/sa/` }];
    case "account":
      return [{ kind: "exact", value: `${predicate.trustDomain ?? meshDomain}/ns/${predicate.namespace}/sa/${predicate.serviceAccount}` }];
    case "spiffe":
      return [predicate.match];
    case "authenticated":
    case "labels":
      return [];
  }
}

function trustDomainsOf(meshDomain: string, predicates: readonly CallerPredicate[]): readonly string[] {
  const named = predicates.flatMap(namedDomain).filter((domain) => domain !== meshDomain);
  return [meshDomain, ...[...new Set(named)].sort(), ...(named.length > 0 ? ["foreign.example"] : [])];
}

function namedDomain(predicate: CallerPredicate): readonly string[] {
  if (predicate.kind === "namespace" || predicate.kind === "account") return predicate.trustDomain === undefined ? [] : [predicate.trustDomain];
  if (predicate.kind !== "spiffe" || !("value" in predicate.match)) return [];
  const { kind, value } = predicate.match;
  if (kind !== "exact" && kind !== "prefix") return [];
  const end = value.indexOf("/");
  return /^[a-z0-9.-]+$/.test(value.slice(0, Math.max(end, 0))) ? [value.slice(0, end)] : [];
}

function callerNamed(text: string, meshDomain: string): Caller {
  const [trustDomain = "", , namespace = "", , serviceAccount = ""] = text.split("/");
  return { namespace, serviceAccount, ...(trustDomain !== meshDomain && { trustDomain }) };
}

function withAttributes(callers: readonly Caller[], predicates: readonly CallerPredicate[]): readonly Caller[] | null {
  const services = predicates.flatMap((predicate) => (predicate.kind === "service" ? [predicate.service] : []));
  const labels = labelSets(predicates.flatMap((predicate) => (predicate.kind === "labels" ? [predicate.labels] : [])));
  if (labels === null) return null;
  return callers.flatMap((caller) =>
    [undefined, ...new Set(services)].flatMap((service) =>
      labels.map((set) => ({ ...caller, ...(service !== undefined && { service }), ...(Object.keys(set).length > 0 && { labels: set }) })),
    ),
  );
}

const mostLabelSets = 256;

/** Every union of named label sets that does not contradict itself, the empty one first; null when they are too many. */
function labelSets(named: readonly Readonly<Record<string, string>>[]): readonly Readonly<Record<string, string>>[] | null {
  let sets: Readonly<Record<string, string>>[] = [{}];
  for (const labels of named) {
    const fitting = sets.filter((set) => Object.entries(labels).every(([name, value]) => (set[name] ?? value) === value));
    sets = [...sets, ...fitting.map((set) => ({ ...set, ...labels }))];
    if (sets.length > mostLabelSets) return null;
  }
  return sets;
}

function strangers(predicates: readonly CallerPredicate[]): readonly Caller[] {
  const named = predicates.flatMap((predicate) => (predicate.kind === "scope" ? [predicate.namespace] : []));
  const fresh = freshName("outside", named);
  return [fresh, ...[...new Set(named)].sort()].map((namespace) => ({ namespace, serviceAccount: null }));
}

function freshName(wish: string, taken: readonly string[]): string {
  return taken.includes(wish) ? freshName(`${wish}-x`, taken) : wish;
}
