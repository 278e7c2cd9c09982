import { itemKinds } from "../../routing-tests/mutations/item.ts";
import type { RenderedPlace } from "../../model/render.ts";
import type { ShownCase, TestResults } from "../routing-tests/results.ts";
import type { PlaceLink, Places } from "./places.ts";

/** Routing tests for the page. */
export interface TestsView {
  readonly summary: TestResults["summary"];
  readonly failed: readonly CaseView[];
  readonly givenUp: readonly CaseView[];
  readonly fine: readonly { readonly name: string; readonly document: string; readonly on: string; readonly verdict: string; readonly at: PlaceLink | null }[];
  readonly properties: readonly PropertyView[];
  readonly notAsked: TestResults["notAsked"];
  readonly coverage: {
    readonly percent: number;
    readonly counts: readonly { readonly kind: string; readonly covered: number; readonly all: number }[];
    readonly uncovered: readonly { readonly name: string; readonly service: string; readonly at: PlaceLink | null; readonly unnoticed: string }[];
  } | null;
}

/** A test that fails, or that its author gave up on a mesh. */
export interface CaseView {
  readonly name: string;
  readonly document: string;
  readonly on: string;
  readonly verdict: ShownCase["verdict"];
  readonly at: PlaceLink | null;
  readonly unmet: readonly { readonly expected: string; readonly actual: string; readonly at: PlaceLink | null }[];
  readonly givenUp: readonly { readonly text: string; readonly at: PlaceLink | null }[];
  readonly trace: readonly Step[];
  readonly nearest: { readonly text: string; readonly at: PlaceLink | null } | null;
}

/** A step that led to an answer. */
export interface Step {
  readonly step: string;
  readonly at: PlaceLink | null;
}

/** A property and, where it fails, the request that shows it. */
export interface PropertyView {
  readonly name: string;
  readonly document: string;
  readonly verdict: string;
  readonly at: PlaceLink | null;
  readonly entries: string;
  readonly reasons: readonly string[];
  readonly witness: { readonly request: string; readonly problem: string; readonly trace: readonly Step[] } | null;
}

/** Links the places of results into the page. */
export function testsView({ summary, tests, properties, notAsked, coverage }: TestResults, places: Places): TestsView {
  const steps = (trace: readonly { readonly step: string; readonly at: RenderedPlace | null }[]): readonly Step[] => trace.map(({ step, at }) => ({ step, at: places.of(at) }));
  return {
    summary,
    notAsked,
    failed: tests.filter(({ verdict }) => verdict === "failed").map((one) => caseView(one, places, steps)),
    givenUp: tests.filter(({ verdict }) => verdict === "given-up").map((one) => caseView(one, places, steps)),
    fine: tests.filter(({ verdict }) => verdict === "passed").map(({ name, document, on, verdict, at }) => ({ name, document, on, verdict, at: places.of(at) })),
    properties: properties.map(({ name, document, verdict, at, entries, reasons, witness }) => ({
      ...{ name, document, verdict, at: places.of(at), entries: entries.join(", "), reasons },
      witness: witness === null ? null : { request: witness.request, problem: witness.problem, trace: steps(witness.trace) },
    })),
    coverage: coverage === null ? null : {
      percent: coverage.percent,
      counts: itemKinds.filter((kind) => coverage.counts[kind].all > 0).map((kind) => ({ kind, ...coverage.counts[kind] })),
      uncovered: coverage.uncovered.map(({ name, service, at, unnoticed }) => ({ name, service: service ?? "mesh", at: places.of(at), unnoticed: unnoticed.join(", ") })),
    },
  };
}

function caseView({ name, document, on, verdict, at, unmet, givenUp, trace, nearest }: ShownCase, places: Places, steps: (trace: ShownCase["trace"]) => readonly Step[]): CaseView {
  return {
    ...{ name, document, on, verdict, at: places.of(at) },
    unmet: unmet.map((one) => ({ expected: one.expected, actual: one.actual, at: places.of(one.at) })),
    givenUp: givenUp.map(({ field, note, because, at: where }) => ({ text: `${field}: ${note}${because === null ? "" : `, accepted because ${because}`}`, at: places.of(where) })),
    trace: steps(trace),
    nearest: nearest === null ? null : { text: `route \`${nearest.route}\`, which wants ${nearest.kept.join("; ")}`, at: places.of(nearest.at) },
  };
}
