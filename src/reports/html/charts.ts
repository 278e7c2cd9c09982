import type { Band, Course, EdgeCourse, ServiceCourse } from "../../simulate/traffic/result/result.ts";
import type { NamedCourses, ShownRun } from "./simulation-file.ts";

/** A chart over time; `x` in seconds, every list of a series has one entry for each of them. */
export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly x: readonly number[];
  readonly series: readonly Series[];
  readonly bands: readonly { readonly name: string; readonly from: number; readonly until: number | null; readonly policy: boolean }[];
}

/** One line of a chart, with the least and the most of the runs around it. */
export interface Series {
  readonly label: string;
  readonly mean: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
  /** Of the revision that is compared with. */
  readonly dashed: boolean;
}

/** A run with the word that tells it from the others of its scenario; empty where it is alone. */
export interface ComparedRun {
  readonly word: string;
  readonly run: ShownRun;
}

/** As many lines as one chart takes. */
const mostLines = 8;

interface Measure<K extends string> {
  readonly key: K;
  readonly word: string;
}

type LoadMeasure = Measure<keyof EdgeCourse>;

/** The charts of one scenario; runs of other meshes or revisions are drawn beside each other. */
export function chartsOf(runs: readonly ComparedRun[]): readonly Chart[] {
  const loads = [...new Set(runs.flatMap(({ run }) => run.loadCourses.map(({ name }) => name)))];
  const alone = runs.length === 1;
  const latencies: readonly LoadMeasure[] = alone ? [{ key: "p50Ms", word: "p50" }, { key: "p95Ms", word: "p95" }, { key: "p99Ms", word: "p99" }] : [{ key: "p99Ms", word: "p99" }];
  const ofLoads = loads.flatMap((load) => {
    const chart = (title: string, unit: string, measures: readonly LoadMeasure[]) => chartOf(`${load}: ${title}`, unit, runs, (run) => linesOf(run.loadCourses.filter(({ name }) => name === load), measures, false));
    return [
      chart("success", "%", [{ key: "successPercent", word: "success" }]),
      chart("latency of successes", "ms", latencies),
      chart("calls and tries", "per second", [{ key: "callsPerSecond", word: "calls" }, { key: "triesPerSecond", word: "tries" }]),
    ];
  });
  const retries: readonly LoadMeasure[] = [{ key: "retriesPerSecond", word: "sent" }, { key: "refusedRetriesPerSecond", word: "refused by budget" }];
  const service = (title: string, unit: string, key: Exclude<keyof ServiceCourse, "name">) => chartOf(`services: ${title}`, unit, runs, (run) => linesOf(run.serviceCourses, [{ key, word: "" }], true));
  return [
    ...ofLoads,
    chartOf("retries by call", "per second", runs, (run) => linesOf(run.edgeCourses, retries, true)),
    service("waiting requests", "requests", "queue"),
    service("served", "per second", "servedPerSecond"),
    service("wasted work", "%", "wastedPercent"),
  ].filter(({ series }) => series.some(({ mean }) => mean.some((value) => value !== null)));
}

interface Line {
  readonly label: string;
  readonly course: Course;
}

/** The lines that rise highest; those that stay at zero are left out where there are many. */
function linesOf<K extends string>(rows: readonly NamedCourses<K>[], measures: readonly Measure<K>[], named: boolean): readonly Line[] {
  const lines = rows.flatMap(({ name, courses }) =>
    measures.flatMap(({ key, word }) => {
      const course = courses.get(key);
      return course === undefined ? [] : [{ label: named ? [name, word].filter((part) => part !== "").join(" ") : word, course }];
    }),
  );
  return named ? lines.filter(({ course }) => peak(course) > 0).sort((a, b) => peak(b.course) - peak(a.course)) : lines;
}

function peak({ mean }: Course): number {
  return mean.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

function chartOf(title: string, unit: string, runs: readonly ComparedRun[], linesIn: (run: ShownRun) => readonly Line[]): Chart {
  const x = [...new Set(runs.flatMap(({ run }) => run.atMs))].sort((a, b) => a - b);
  const each = Math.max(1, Math.floor(mostLines / runs.length));
  const lines = runs.map(({ word, run }) => ({ word, run, all: linesIn(run) }));
  const series = lines.flatMap(({ word, run, all }) => all.slice(0, each).map(({ label, course }) => ({ ...seriesOf(course, run.atMs, x), label: word === "" ? label : `${label}, ${word}`, dashed: run.revision !== null })));
  const most = Math.max(...lines.map(({ all }) => all.length));
  return { title, unit: most > each ? `${unit}, the highest ${each} of ${most}` : unit, x: x.map((at) => at / 1000), series, bands: (runs[0]?.run.bands ?? []).map(bandOf) };
}

function seriesOf({ mean, low, high }: Course, atMs: readonly number[], x: readonly number[]): Pick<Series, "mean" | "low" | "high"> {
  const places = new Map(atMs.map((at, index) => [at, index]));
  const along = (values: readonly (number | null)[]): readonly (number | null)[] => x.map((at) => shortNumber(values[places.get(at) ?? -1] ?? null));
  return { mean: along(mean), low: along(low), high: along(high) };
}

/** Four digits are more than a chart can show. */
function shortNumber(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}

function bandOf({ name, kind, fromMs, untilMs }: Band): Chart["bands"][number] {
  return { name, from: fromMs / 1000, until: untilMs === null ? null : untilMs / 1000, policy: kind === "policy" };
}
