import type { Run } from "../engine/run.ts";
import { edgeCounts, poolCounts, windowQuantiles } from "../engine/tally.ts";
import type { TrafficPlan } from "../plan.ts";
import { percentOf } from "./measures.ts";
import type { Course, Courses, EdgeCourse, ServiceCourse } from "./result.ts";
import { rounded } from "./statistics.ts";

type Row = readonly number[];

const edgeWidth = Object.keys(edgeCounts).length;
const poolWidth = Object.keys(poolCounts).length;

/** What happened over time, window by window. */
export function coursesOf(plan: TrafficPlan, runs: readonly Run[]): Courses {
  const windows = Math.max(0, ...runs.map(({ pools, edges }) => (pools[0] ?? edges[0])?.windows.length ?? 0));
  const edges = (plan.epochs[0]?.edges ?? []).map(({ key, from, to }, index) => ({ key, from, to, course: edgeCourse(plan, windows, runs.map((run) => run.edges[index]?.windows ?? [])) }));
  const inOrder = [...edges].sort((a, b) => (a.key < b.key ? -1 : 1));
  const loads = plan.entries.flatMap(({ name }) => edges.filter(({ from }) => from === name).slice(0, 1).map(({ course }) => ({ name, ...course })));
  const services = plan.pools.map(({ key }, index) => serviceCourse(key, plan, windows, runs.map((run) => run.pools[index]?.windows ?? [])));
  return {
    atMs: Array.from({ length: windows }, (_, index) => (index * plan.windowMicros) / 1000),
    loads,
    edges: inOrder.map(({ from, to, course }) => ({ from, to, ...course })),
    services: services.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function edgeCourse({ windowMicros }: TrafficPlan, windows: number, rows: readonly (readonly Row[])[]): EdgeCourse {
  const course = (value: (row: Row) => number | null): Course => courseOf(windows, rows, value);
  const perSecond = (index: number): Course => course((row) => ((row[index] ?? 0) * 1e6) / windowMicros);
  const ended = (row: Row): number => (row[edgeCounts.succeeded] ?? 0) + (row[edgeCounts.failed] ?? 0);
  const quantile = (index: number): Course => course((row) => ((row[edgeCounts.succeeded] ?? 0) === 0 ? null : (row[edgeWidth + index] ?? 0) / 1000));
  return {
    callsPerSecond: perSecond(edgeCounts.calls),
    triesPerSecond: perSecond(edgeCounts.tries),
    successPercent: course((row) => percentOf(row[edgeCounts.succeeded] ?? 0, ended(row))),
    p50Ms: quantile(0),
    p95Ms: quantile(1),
    p99Ms: quantile(2),
    retriesPerSecond: perSecond(edgeCounts.retries),
    refusedRetriesPerSecond: perSecond(edgeCounts.retriesRefused),
    ejections: course((row) => row[edgeCounts.ejections] ?? 0),
  };
}

function serviceCourse(name: string, { windowMicros }: TrafficPlan, windows: number, rows: readonly (readonly Row[])[]): ServiceCourse {
  const course = (value: (row: Row) => number | null): Course => courseOf(windows, rows, value);
  return {
    name,
    offeredPerSecond: course((row) => ((row[poolCounts.offered] ?? 0) * 1e6) / windowMicros),
    servedPerSecond: course((row) => ((row[poolCounts.served] ?? 0) * 1e6) / windowMicros),
    p99Ms: course((row) => ((row[poolCounts.served] ?? 0) === 0 ? null : (row[poolWidth + windowQuantiles.indexOf(0.99)] ?? 0) / 1000)),
    busy: course((row) => (row[poolCounts.busyArea] ?? 0) / windowMicros),
    queue: course((row) => (row[poolCounts.queueArea] ?? 0) / windowMicros),
    wastedPercent: course((row) => percentOf(row[poolCounts.wastedMicros] ?? 0, row[poolCounts.workMicros] ?? 0)),
  };
}

function courseOf(windows: number, rows: readonly (readonly Row[])[], value: (row: Row) => number | null): Course {
  const at = Array.from({ length: windows }, (_, index) => rows.flatMap((run) => (run[index] === undefined ? [] : (value(run[index]) ?? []))));
  return {
    mean: at.map((values) => (values.length === 0 ? null : rounded(values.reduce((sum, one) => sum + one, 0) / values.length))),
    low: at.map((values) => (values.length === 0 ? null : rounded(Math.min(...values)))),
    high: at.map((values) => (values.length === 0 ? null : rounded(Math.max(...values)))),
  };
}
