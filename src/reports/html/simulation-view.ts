import type { Estimate } from "../../simulate/traffic/result/statistics.ts";
import { groupBy } from "../../support/group-by.ts";
import { nothingText, rangeText } from "../simulation/measure-words.ts";
import { chartsOf } from "./charts.ts";
import type { Chart, ComparedRun } from "./charts.ts";
import type { PlaceLink, Places } from "./places.ts";
import type { Figures, ShownExpectation, ShownRun, ShownSimulation } from "./simulation-file.ts";

/** One scenario with all of its runs. */
export interface ScenarioView {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly charts: readonly Chart[];
  readonly expectations: readonly ExpectationView[];
  readonly recoveries: readonly { readonly word: string; readonly event: string; readonly load: string; readonly text: string }[];
  /** What has changed since another revision, where the interval of the difference leaves out 0. */
  readonly changes: readonly { readonly word: string; readonly of: string; readonly measure: string; readonly before: string; readonly after: string; readonly difference: string }[];
  readonly tables: readonly FiguresView[];
  readonly notes: readonly string[];
}

/** An expectation with what came of it in each of the runs. */
export interface ExpectationView {
  readonly text: string;
  readonly at: PlaceLink | null;
  readonly outcomes: readonly { readonly word: string; readonly holds: boolean; readonly measured: string }[];
}

/** A table of estimates: mean, and half the interval where there are several runs. */
export interface FiguresView {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly word: string; readonly name: string; readonly cells: readonly string[] }[];
}

type Column = readonly [key: string, title: string];

const loadColumns: readonly Column[] = [["requestsPerSecond", "requests/s"], ["successPercent", "success %"], ["goodputPerSecond", "goodput/s"], ["latencyMs.p50", "p50 ms"], ["latencyMs.p99", "p99 ms"], ["triesPerRequest", "tries/request"]];
const edgeColumns: readonly Column[] = [["callsPerSecond", "calls/s"], ["successPercent", "success %"], ["latencyMs.p50", "p50 ms"], ["latencyMs.p99", "p99 ms"], ["amplification", "tries/call"], ["retriesPercent", "retries %"], ["refusedRetriesPercent", "refused %"], ["ejections", "ejections"]];
const serviceColumns: readonly Column[] = [["offeredPerSecond", "offered/s"], ["servedPerSecond", "served/s"], ["failedPercent", "failed %"], ["rejectedPercent", "rejected %"], ["latencyMs.p99", "p99 ms"], ["utilisationPercent", "busy %"], ["queue", "queue"], ["wastedPercent", "wasted %"]];

/** Scenarios in the order of the files; runs of the same scenario on other meshes, revisions or from other files together. */
export function scenarioViews(simulations: readonly ShownSimulation[], places: Places): readonly ScenarioView[] {
  const runs = simulations.flatMap(({ label, runs: inFile }) => inFile.map((run) => ({ label, run })));
  const groups = [...groupBy(runs, ({ run }) => run.scenario)];
  return groups.map(([name, group], index) => scenarioView(`scenario-${index}`, name, told(group), places));
}

/** Each run with what tells it from the others of its group: the mesh, the revision, the file. */
function told(group: readonly { readonly label: string; readonly run: ShownRun }[]): readonly ComparedRun[] {
  const differ = (of: (one: (typeof group)[number]) => string | null): boolean => new Set(group.map(of)).size > 1;
  const [byMesh, byRevision, byFile] = [differ(({ run }) => run.on), differ(({ run }) => run.revision), differ(({ label }) => label)];
  return group.map(({ label, run }) => {
    const parts = [...(byMesh ? [run.on] : []), ...(byRevision ? [run.revision ?? "now"] : []), ...(byFile && !byRevision ? [label] : [])];
    return { word: parts.join(" "), run };
  });
}

function scenarioView(id: string, name: string, runs: readonly ComparedRun[], places: Places): ScenarioView {
  return {
    id,
    name,
    about: aboutOf(runs),
    charts: chartsOf(runs),
    expectations: expectationsOf(runs, places),
    recoveries: runs.flatMap(({ word, run }) => run.recoveries.map(({ event, load, recoveredRuns, runs: all, metastableRuns, timeMs }) => ({ word, event, load, text: `${recoveredRuns} of ${all} runs recovered${metastableRuns === 0 ? "" : `, ${metastableRuns} stay down by their own retries`}${timeMs === null ? "" : `, after ${numberText(timeMs.mean / 1000)} s on average`}` }))),
    changes: runs.flatMap(({ word, run }) => run.differences.filter(({ difference }) => isChange(difference)).map(({ of, measure, before, after, difference }) => changeOf(word, of, measure, [before, after, difference]))),
    tables: [tableOf("Load from outside", runs, (run) => run.loads, loadColumns), tableOf("Calls", runs, (run) => run.edges, edgeColumns), tableOf("Services", runs, (run) => run.services, serviceColumns)],
    notes: [...new Set(runs.flatMap(({ run }) => [...run.notes, ...(run.stopped === 0 ? [] : [`${run.stopped} runs ended early because they came upon a bound`])]))],
  };
}

function isChange({ mean, low, high }: Estimate): boolean {
  return mean !== 0 && !((low ?? 1) <= 0 && (high ?? -1) >= 0);
}

/** Names of measures as they are read: `p99Ms` is `p99 ms`. */
function changeOf(word: string, of: string, measure: string, [before, after, difference]: readonly [Estimate, Estimate, Estimate]): ScenarioView["changes"][number] {
  const words = measure.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return { word, of, measure: words, before: numberText(before.mean), after: numberText(after.mean), difference: `${difference.mean > 0 ? "+" : ""}${estimateText(difference)}` };
}

function aboutOf(runs: readonly ComparedRun[]): string {
  const [first] = runs;
  if (first === undefined) return "";
  const { durationMs, warmupMs, seeds } = first.run;
  return `${durationMs / 1000} s simulated${warmupMs === 0 ? "" : `, the first ${warmupMs / 1000} s not counted in totals`}; ${seeds === 1 ? "one run" : `${seeds} runs`} each: ${[...new Set(runs.map(({ run, word }) => (word === "" ? run.on : word)))].join(", ")}`;
}

function expectationsOf(runs: readonly ComparedRun[], places: Places): readonly ExpectationView[] {
  const all = runs.flatMap(({ word, run }) => run.expectations.map((expectation) => ({ word, ...expectation })));
  return [...groupBy(all, ({ text }) => text)].map(([text, same]) => ({
    text,
    at: places.of(same[0]?.at ?? null),
    outcomes: same.map((one) => ({ word: one.word, holds: one.holds, measured: measuredText(one) })),
  }));
}

function measuredText({ values, failedSeeds, measure }: ShownExpectation): string {
  const known = values.flatMap((value) => value ?? []);
  if (known.length === 0) return nothingText(measure);
  return `${rangeText(measure, known, numberText)}${failedSeeds.length === 0 ? "" : `; fails with ${failedSeeds.length} of ${values.length} seeds`}`;
}

function tableOf(title: string, runs: readonly ComparedRun[], rowsIn: (run: ShownRun) => readonly Figures[], columns: readonly Column[]): FiguresView {
  const rows = runs.flatMap(({ word, run }) => rowsIn(run).map(({ name, values }) => ({ word, name, cells: columns.map(([key]) => estimateText(values.get(key) ?? null)) })));
  return { title, columns: columns.map(([, text]) => text), rows };
}

function estimateText(estimate: Estimate | null): string {
  if (estimate === null) return "–";
  const half = estimate.high === null || estimate.low === null ? 0 : (estimate.high - estimate.low) / 2;
  return half <= Math.abs(estimate.mean) / 1000 ? numberText(estimate.mean) : `${numberText(estimate.mean)} ±${numberText(half)}`;
}

function numberText(value: number): string {
  return `${Number(value.toPrecision(3))}`;
}
