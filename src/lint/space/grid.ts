import type { TextPredicate } from "../../model/index.ts";
import { candidateCells, textCells } from "../../model/text-cells.ts";
import type { TextCell, TextCellsResult, TextUniverse } from "../../model/text-cells.ts";
import { accepts, authorityUniverse, headerUniverse, hostUniverse, identityUniverse, pathUniverse, queryUniverse } from "../../support/automata/index.ts";
import { literalValues } from "./literal-values.ts";
import type { Clause, Region } from "./region.ts";

/** A set of requests as one set of cells (a bit each) for every dimension of a grid. */
export type Box = readonly bigint[];

/** Values by dimension; a request that shows something. */
export type Values = ReadonlyMap<string, string | null>;

/** Regions cut into cells: they can be compared exactly. */
export interface Grid {
  readonly dimensions: readonly string[];
  /** The cells of each dimension. */
  readonly cells: readonly (readonly TextCell[])[];
  /** Every request. */
  readonly whole: Box;
  /** Same order as the regions. */
  readonly boxes: readonly Box[];
}

/** A grid, or the reason why the regions cannot be compared exactly. */
export type GridResult = { readonly ok: true; readonly grid: Grid } | { readonly ok: false; readonly reason: string };

/** Bounds of one dimension: a lint is no proof, and a repository has many services. */
const limits = { states: 20_000, cells: 1_000 };

const usualMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];

/** Cuts the requests to a port so that no region tells two requests of a cell apart. */
export function gridOf(regions: readonly Region[], port: number, trustDomain = "cluster.local"): GridResult {
  const dimensions = [...new Set(regions.flat().map(({ dimension }) => dimension))].sort();
  const axes = dimensions.map((dimension) => axisOf(dimension, regions, port, trustDomain));
  const failed = axes.find(({ result }) => !result.ok);
  if (failed !== undefined && !failed.result.ok) return { ok: false, reason: `${failed.dimension}: ${failed.result.reason}` };
  const cells = axes.map(({ result }) => (result.ok ? result.cells : []));
  const whole = cells.map((list) => (1n << BigInt(list.length)) - 1n);
  const boxes = regions.map((region) => axes.map((axis, index) => maskOf(region, axis, cells[index] ?? [], whole[index] ?? 0n)));
  return { ok: true, grid: { dimensions, cells, whole, boxes } };
}

interface Axis {
  readonly dimension: string;
  /** Place of each question in the answers of a cell. */
  readonly places: ReadonlyMap<string, number>;
  readonly result: TextCellsResult;
}

function axisOf(dimension: string, regions: readonly Region[], port: number, trustDomain: string): Axis {
  const asked = regions.flatMap((region) => region.filter((clause) => clause.dimension === dimension).flatMap(({ any }) => any.map(({ predicate }) => predicate)));
  const distinct = new Map(asked.map((predicate) => [JSON.stringify(predicate), predicate]));
  const predicates = [...distinct.values()];
  return { dimension, places: new Map([...distinct.keys()].map((key, index) => [key, index])), result: cellsOf(dimension, predicates, port, trustDomain) };
}

function cellsOf(dimension: string, predicates: readonly TextPredicate[], port: number, trustDomain: string): TextCellsResult {
  const named = predicates.flatMap((predicate) => (predicate.kind === "exact" ? predicate.value : []));
  const values = plainValues(dimension, predicates) ?? valuesOf(dimension, named, port, trustDomain);
  return "texts" in values ? textCells(values, predicates, limits) : { ok: true, cells: candidateCells(values, predicates) };
}

/** Enough values where nobody asks with patterns, which is nearly always; automata cost more. */
function plainValues(dimension: string, predicates: readonly TextPredicate[]): readonly (string | null)[] | null {
  const universe = dimension === "path" ? pathUniverse : dimension.startsWith("header:") ? headerUniverse : dimension.startsWith("query:") ? queryUniverse : null;
  if (universe === null && dimension !== "identity") return null;
  const found = literalValues(predicates, dimension === "path" ? "/" : "");
  if (found === null || universe === null) return found === null ? null : [null, ...found];
  const possible = found.filter((value) => accepts(universe, value));
  return dimension === "path" ? possible : [null, ...possible];
}

/** All values of a dimension: a list, or the texts of a universe. */
function valuesOf(dimension: string, named: readonly string[], port: number, trustDomain: string): readonly (string | null)[] | TextUniverse {
  const kind = dimension.split(":")[0];
  switch (kind) {
    case "path":
      return { texts: pathUniverse, mayBeAbsent: false, preferred: ["/"] };
    case "method":
      return [...usualMethods, ...named];
    case "header":
      return { texts: headerUniverse, mayBeAbsent: true, preferred: named };
    case "query":
      return { texts: queryUniverse, mayBeAbsent: true, preferred: named };
    case "authority":
      return { texts: authorityUniverse(port), mayBeAbsent: false, preferred: [] };
    case "sni":
      return { texts: hostUniverse, mayBeAbsent: true, preferred: named };
    case "identity":
      return { texts: identityUniverse([trustDomain]), mayBeAbsent: true, preferred: named };
    case "port":
      return [...named, "other"];
    case "scheme":
      return ["http", "https"];
    case "scope":
      return [...named, "elsewhere"];
    default:
      return [null, "yes"];
  }
}

function maskOf(region: Region, axis: Axis, cells: readonly TextCell[], whole: bigint): bigint {
  return region.filter(({ dimension }) => dimension === axis.dimension).reduce((mask, clause) => mask & clauseMask(clause, axis, cells), whole);
}

function clauseMask({ any }: Clause, { places }: Axis, cells: readonly TextCell[]): bigint {
  const questions = any.map(({ predicate, wanted }) => ({ place: places.get(JSON.stringify(predicate)) ?? 0, answer: wanted ? "1" : "0" }));
  return cells.reduce((mask, { answers }, index) => (questions.some(({ place, answer }) => answers[place] === answer) ? mask | (1n << BigInt(index)) : mask), 0n);
}

/** A request of a box that is not empty, one value for each dimension. */
export function valuesIn(grid: Grid, box: Box): Values {
  return new Map(grid.dimensions.map((dimension, index) => [dimension, valueIn(grid.cells[index] ?? [], box[index] ?? 0n)]));
}

function valueIn(cells: readonly TextCell[], mask: bigint): string | null {
  const value = cells.find((_, index) => ((mask >> BigInt(index)) & 1n) === 1n)?.value ?? null;
  return typeof value === "string" ? value : null;
}
