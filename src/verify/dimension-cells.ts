import { concreteView } from "../model/evaluate.ts";
import type { Atom, Caller, Dimension, TextPredicate } from "../model/index.ts";
import { authorityUniverse, headerUniverse, hostUniverse, pathUniverse, queryUniverse, rpcUniverse, tokenUniverse } from "../support/automata/index.ts";
import type { CellLimits, CellsResult } from "./cell.ts";
import { callerCells } from "./caller-cells.ts";
import { claimCells } from "./claim-cells.ts";
import { blockOf, peerCells } from "./peer-cells.ts";
import { candidateCells, textCells } from "../model/text-cells.ts";
import type { TextUniverse } from "../model/text-cells.ts";
import { defaultCaller } from "./values.ts";
import type { Entry } from "./values.ts";

/** The requests that a proof speaks of at one entry. */
export interface Universe {
  readonly entry: Entry;
  readonly trustDomain: string;
  /** The names that calls may use as authority; null: every host name, with or without the entry's port. */
  readonly authorities: readonly string[] | null;
  /** Names that examples should use where any host name may stand. */
  readonly hosts: readonly string[];
}

/** Methods that examples use first. */
const usualMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

/** The cells of one dimension of the universe under the questions so far. */
export function cellsOf(universe: Universe, dimension: Dimension, atoms: readonly Atom[], limits: CellLimits): CellsResult {
  if (dimension === "peer") return fixed(peerCells(atoms.map(blockOf), (block, ip) => answerPeer(universe, block, ip)));
  if (dimension === "caller") return cellsOfCallers(universe, atoms, limits);
  const predicates = atoms.flatMap((atom) => (atom.dimension === "caller" || atom.dimension === "peer" ? [] : [atom.predicate]));
  const values = valuesOf(universe, dimension);
  if (isList(values)) return fixed(candidateCells(values, predicates));
  return dimension.startsWith("claim:") ? claimCells(values, predicates, limits) : textCells(values, predicates, limits);
}

function isList(values: TextUniverse | readonly (string | null)[]): values is readonly (string | null)[] {
  return Array.isArray(values);
}

function fixed(cells: Extract<CellsResult, { ok: true }>["cells"]): CellsResult {
  return { ok: true, cells };
}

function cellsOfCallers(universe: Universe, atoms: readonly Atom[], limits: CellLimits): CellsResult {
  const predicates = atoms.flatMap((atom) => (atom.dimension === "caller" ? [atom.predicate] : []));
  const { entry, trustDomain } = universe;
  const answersOf = (caller: Caller) => {
    const view = concreteView({ from: caller, to: entry.point }, { trustDomain });
    return (predicate: (typeof predicates)[number]): boolean => view.test({ dimension: "caller", predicate });
  };
  const callers = { trustDomain, identities: !("gateway" in entry.point), usual: defaultCaller(entry) };
  return callerCells(callers, predicates, answersOf, limits);
}

function answerPeer(universe: Universe, block: string, ip: string): boolean {
  const view = concreteView({ from: { namespace: "any", ip }, to: universe.entry.point }, universe);
  return view.test({ dimension: "peer", predicate: { kind: "cidr", block } });
}

/** A finite list of values, or texts of an automaton. */
function valuesOf(universe: Universe, dimension: Dimension): TextUniverse | readonly (string | null)[] {
  const { entry } = universe;
  const gateway = "gateway" in entry.point;
  if (dimension === "sni") return serverNames(universe);
  if (dimension.startsWith("claim:")) return { texts: headerUniverse, mayBeAbsent: true, preferred: [] };
  if (dimension === "scheme") return gateway && entry.point.port === 443 ? ["https", "http"] : ["http", "https"];
  if (entry.protocol === "tcp" || entry.protocol === "tls") return [null];
  if (dimension === "path") return { texts: entry.protocol === "grpc" ? rpcUniverse : pathUniverse, mayBeAbsent: false, preferred: [] };
  if (dimension === "method") return entry.protocol === "grpc" ? ["POST"] : { texts: tokenUniverse, mayBeAbsent: false, preferred: usualMethods };
  if (dimension === "authority") return authorityValues(universe);
  if (dimension.startsWith("query:")) return queryValues(dimension.slice("query:".length));
  return /^header:(?:x-envoy-|l5d-)/.test(dimension) ? [null] : { texts: headerUniverse, mayBeAbsent: true, preferred: [] };
}

/** TLS calls to a service name the service; at a gateway there may be any name or none. */
function serverNames(universe: Universe): TextUniverse | readonly (string | null)[] {
  const { entry, authorities } = universe;
  if ("gateway" in entry.point) return { texts: hostUniverse, mayBeAbsent: true, preferred: universe.hosts };
  return entry.protocol === "tls" && authorities !== null ? authorities.filter((name) => !name.includes(":")) : [null];
}

function authorityValues(universe: Universe): TextUniverse | readonly string[] {
  if (universe.authorities !== null) return universe.authorities;
  const port = universe.entry.point.port ?? 80;
  return { texts: authorityUniverse(port), mayBeAbsent: false, preferred: universe.hosts };
}

/** Names of query parameters are unreserved characters in the universe; any other is never there. */
function queryValues(name: string): TextUniverse | readonly null[] {
  return /^[A-Za-z0-9._~-]+$/.test(name) ? { texts: queryUniverse, mayBeAbsent: true, preferred: [] } : [null];
}

/** A question in the words that errors show. */
export function questionText(dimension: Dimension, predicate: TextPredicate | { readonly kind: string }): string {
  const value = "value" in predicate ? ` \`${predicate.value}\`` : "";
  return `${dimension} ${predicate.kind}${value}`;
}
