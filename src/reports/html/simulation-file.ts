import type { RenderedPlace } from "../../model/render.ts";
import type { Band, Course, Difference, EdgeCourse, ExpectationResult, Recovery, ServiceCourse, SimulationResult } from "../../simulate/traffic/result/result.ts";
import type { Estimate } from "../../simulate/traffic/result/statistics.ts";

/** The simulations of one file, as `meshwright simulate --format json` writes them. */
export interface ShownSimulation {
  /** Name of the file, to tell several apart. */
  readonly label: string;
  readonly runs: readonly ShownRun[];
}

/** What of a result the page shows. */
export interface ShownRun extends Pick<SimulationResult, "scenario" | "on" | "durationMs" | "warmupMs" | "windowMs" | "bands" | "notes"> {
  /** The revision of the policies that a result was compared with; null for the result itself. */
  readonly revision: string | null;
  /** What is different since that revision; empty for a result that is compared with none. */
  readonly differences: readonly ShownDifference[];
  readonly seeds: number;
  readonly stopped: number;
  readonly loads: readonly Figures[];
  readonly services: readonly Figures[];
  readonly edges: readonly Figures[];
  readonly atMs: readonly number[];
  readonly loadCourses: readonly NamedCourses<keyof EdgeCourse>[];
  readonly edgeCourses: readonly NamedCourses<keyof EdgeCourse>[];
  readonly serviceCourses: readonly NamedCourses<Exclude<keyof ServiceCourse, "name">>[];
  readonly recoveries: readonly ShownRecovery[];
  readonly expectations: readonly ShownExpectation[];
}

/** An expectation; its measure is shown as it is, and empty in results of before there was one. */
export type ShownExpectation = Omit<ExpectationResult, "origin" | "measure"> & { readonly measure: string; readonly at: RenderedPlace | null };

/** A measure then and now; its name is shown as it is. */
export type ShownDifference = Omit<Difference, "measure"> & { readonly measure: string };

/** What of a recovery the page shows. */
export type ShownRecovery = Pick<Recovery, "event" | "load" | "recoveredRuns" | "runs" | "metastableRuns" | "timeMs">;

/** A row of a table: a name, and estimates by the names that the result has for them; `latencyMs.p99` for one of several. */
export interface Figures {
  readonly name: string;
  readonly values: ReadonlyMap<string, Estimate>;
}

/** Courses over time by the names that the result has for them. */
export interface NamedCourses<K extends string> {
  readonly name: string;
  readonly courses: ReadonlyMap<K, Course>;
}

/** What a file holds, or why it holds no simulations. */
export type ReadSimulation = { readonly ok: true; readonly value: ShownSimulation } | { readonly ok: false; readonly problem: string };

type Json = Readonly<Record<string, unknown>>;

/** Reads a result file. Files of older and newer versions are read as far as their fields are known. */
export function readSimulation(text: string, label: string): ReadSimulation {
  const document = parsed(text);
  if (document === null) return { ok: false, problem: "is no JSON" };
  const results = listOf(document["results"]).map(objectOf);
  const sound = results.filter((result) => typeof result["scenario"] === "string" && Array.isArray(objectOf(result["courses"])["atMs"]));
  if (results.length === 0 || sound.length < results.length) return { ok: false, problem: "holds no results of `meshwright simulate --format json`" };
  return { ok: true, value: { label, runs: sound.flatMap(runsOf) } };
}

function parsed(text: string): Json | null {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A result, and the one that it was compared with. */
function runsOf(result: Json): readonly ShownRun[] {
  const comparison = objectOf(result["comparison"]);
  const base = objectOf(comparison["base"]);
  const differences = listOf(comparison["differences"]).flatMap(differenceOf);
  return [{ ...runOf(result, null), differences }, ...(typeof base["scenario"] === "string" ? [runOf(base, textOf(comparison["revision"]))] : [])];
}

function differenceOf(value: unknown): readonly ShownDifference[] {
  const row = objectOf(value);
  const [before, after, difference] = [estimateOf(row["before"]), estimateOf(row["after"]), estimateOf(row["difference"])];
  if (before === null || after === null || difference === null) return [];
  return [{ of: textOf(row["of"]), measure: textOf(row["measure"]), before, after, difference }];
}

function runOf(result: Json, revision: string | null): ShownRun {
  const courses = objectOf(result["courses"]);
  return {
    scenario: textOf(result["scenario"]),
    on: textOf(result["on"]),
    revision,
    differences: [],
    seeds: listOf(result["seeds"]).length,
    durationMs: numberOf(result["durationMs"]) ?? 0,
    warmupMs: numberOf(result["warmupMs"]) ?? 0,
    windowMs: numberOf(result["windowMs"]) ?? 0,
    stopped: listOf(result["stopped"]).length,
    loads: listOf(result["loads"]).map(figuresOf),
    services: listOf(result["services"]).map(figuresOf),
    edges: listOf(result["edges"]).map(figuresOf),
    atMs: listOf(courses["atMs"]).map((at) => numberOf(at) ?? 0),
    loadCourses: listOf(courses["loads"]).map((row) => coursesOf<keyof EdgeCourse>(row)),
    edgeCourses: listOf(courses["edges"]).map((row) => coursesOf<keyof EdgeCourse>(row)),
    serviceCourses: listOf(courses["services"]).map((row) => coursesOf<Exclude<keyof ServiceCourse, "name">>(row)),
    bands: listOf(result["bands"]).map(bandOf),
    recoveries: listOf(result["recoveries"]).map(recoveryOf),
    expectations: listOf(result["expectations"]).map(expectationOf),
    notes: listOf(result["notes"]).map(textOf),
  };
}

function figuresOf(value: unknown): Figures {
  const row = objectOf(value);
  const values = Object.entries(row).flatMap(([key, each]) => estimatesOf(key, each));
  return { name: nameOf(row), values: new Map(values) };
}

function estimatesOf(key: string, value: unknown): readonly (readonly [string, Estimate])[] {
  const estimate = estimateOf(value);
  if (estimate !== null) return [[key, estimate]];
  return Object.entries(objectOf(value)).flatMap(([inner, each]) => {
    const found = estimateOf(each);
    return found === null ? [] : [[`${key}.${inner}`, found] as const];
  });
}

function estimateOf(value: unknown): Estimate | null {
  const row = objectOf(value);
  const [mean, low, high] = [numberOf(row["mean"]), numberOf(row["low"]), numberOf(row["high"])];
  return mean === null ? null : { mean, low, high };
}

function nameOf(row: Json): string {
  return typeof row["name"] === "string" ? row["name"] : `${textOf(row["from"])} → ${textOf(row["to"])}`;
}

function coursesOf<K extends string>(value: unknown): NamedCourses<K> {
  const row = objectOf(value);
  const courses = Object.entries(row).filter(([, each]) => Array.isArray(objectOf(each)["mean"]));
  return { name: nameOf(row), courses: new Map(courses.map(([key, each]) => [key as K, courseOf(objectOf(each))])) };
}

function courseOf(row: Json): Course {
  const values = (key: string): readonly (number | null)[] => listOf(row[key]).map(numberOf);
  return { mean: values("mean"), low: values("low"), high: values("high") };
}

function bandOf(value: unknown): Band {
  const row = objectOf(value);
  return { name: textOf(row["name"]), kind: textOf(row["kind"]) as Band["kind"], fromMs: numberOf(row["fromMs"]) ?? 0, untilMs: numberOf(row["untilMs"]) };
}

function recoveryOf(value: unknown): ShownRecovery {
  const row = objectOf(value);
  return { event: textOf(row["event"]), load: textOf(row["load"]), recoveredRuns: numberOf(row["recoveredRuns"]) ?? 0, runs: numberOf(row["runs"]) ?? 0, metastableRuns: numberOf(row["metastableRuns"]) ?? 0, timeMs: estimateOf(row["timeMs"]) };
}

function expectationOf(value: unknown): ShownExpectation {
  const row = objectOf(value);
  const at = objectOf(row["at"]);
  const [file, line, column] = [at["file"], numberOf(at["line"]), numberOf(at["column"])];
  return {
    text: textOf(row["text"]),
    measure: textOf(row["measure"]),
    holds: row["holds"] === true,
    values: listOf(row["values"]).map(numberOf),
    failedSeeds: listOf(row["failedSeeds"]).map((seed) => numberOf(seed) ?? 0),
    at: typeof file === "string" && line !== null ? { file, line, column: column ?? 1 } : null,
  };
}

function objectOf(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function numberOf(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
