import type { LedgerEntry, MeshModel } from "../../model/index.ts";
import type { PlaceOf, RenderedPlace } from "../../model/render.ts";
import { renderDecision } from "../../model/render.ts";
import type { RenderedDecision } from "../../model/render.ts";
import type { PropertyResult } from "../../routing-tests/always.ts";
import type { Coverage, ItemKind } from "../../routing-tests/mutations/index.ts";
import { nearestMatch } from "../../routing-tests/nearest.ts";
import type { Nearest } from "../../routing-tests/nearest.ts";
import type { CaseResult } from "../../routing-tests/run.ts";
import { requestText } from "../../verify/index.ts";

/** What a run of routing tests found; the public JSON shape of `meshwright test --format json`. Fields may be added. */
export interface TestResults {
  readonly summary: { readonly tests: number; readonly passed: number; readonly failed: number; readonly givenUp: number };
  readonly tests: readonly ShownCase[];
  readonly properties: readonly ShownProperty[];
  /** Targets that could not be asked, with the reason. */
  readonly notAsked: readonly { readonly on: string; readonly reason: string }[];
  readonly coverage: ShownCoverage | null;
}

/** One test with one reader. */
export interface ShownCase {
  readonly document: string;
  readonly name: string;
  /** `policy` or a target. */
  readonly on: string;
  readonly at: RenderedPlace | null;
  readonly verdict: CaseResult["verdict"];
  readonly unmet: readonly { readonly expected: string; readonly actual: string; readonly at: RenderedPlace | null }[];
  /** Why what is not met is no failure. */
  readonly givenUp: readonly { readonly field: string; readonly note: string; readonly because: string | null; readonly at: RenderedPlace | null }[];
  /** Of failures: the steps that led to the answer, and the match entry that was nearly met. */
  readonly trace: RenderedDecision["trace"];
  readonly nearest: { readonly route: string; readonly at: RenderedPlace | null; readonly kept: Nearest["kept"] } | null;
}

/** One property, decided on the policy. */
export interface ShownProperty {
  readonly document: string;
  readonly name: string;
  readonly at: RenderedPlace | null;
  readonly verdict: PropertyResult["verdict"];
  readonly entries: readonly string[];
  readonly reasons: readonly string[];
  readonly witness: { readonly request: string; readonly problem: string; readonly at: RenderedPlace | null; readonly trace: RenderedDecision["trace"] } | null;
}

/** Coverage by kinds, and what no test would miss. */
export interface ShownCoverage {
  readonly percent: number;
  readonly counts: Coverage["counts"];
  readonly uncovered: readonly { readonly kind: ItemKind; readonly name: string; readonly service: string | null; readonly at: RenderedPlace | null; readonly unnoticed: readonly string[] }[];
}

/** What a run is made of. */
export interface TestRun {
  readonly cases: readonly CaseResult[];
  readonly properties: readonly PropertyResult[];
  readonly notAsked: TestResults["notAsked"];
  readonly coverage: Coverage | null;
  readonly model: MeshModel;
}

/** Brings a run into the public shape. */
export function testResults({ cases, properties, notAsked, coverage, model }: TestRun, placeOf: PlaceOf): TestResults {
  const verdicts = [...cases.map(({ verdict }) => verdict), ...properties.map(({ verdict }) => (verdict === "holds" ? "passed" : "failed"))];
  const count = (verdict: string): number => verdicts.filter((one) => one === verdict).length;
  return {
    summary: { tests: verdicts.length, passed: count("passed"), failed: count("failed"), givenUp: count("given-up") },
    tests: cases.map((one) => shownCase(one, model, placeOf)),
    properties: properties.map((one) => shownProperty(one, placeOf)),
    notAsked,
    coverage: coverage === null ? null : shownCoverage(coverage, placeOf),
  };
}

function shownCase({ test, on, decision, verdict, unmet, entries }: CaseResult, model: MeshModel, placeOf: PlaceOf): ShownCase {
  const failed = verdict === "failed";
  const nearest = failed ? nearestMatch(test, model) : null;
  return {
    document: test.document,
    name: test.name,
    on,
    at: placeOf(test.origin),
    verdict,
    unmet: unmet.map(({ expected, actual, origin }) => ({ expected, actual, at: placeOf(origin) })),
    givenUp: entries.map((entry) => shownEntry(entry, placeOf)),
    trace: failed ? renderDecision(decision, test.request, placeOf).trace : [],
    nearest: nearest === null ? null : { route: nearest.route, at: placeOf(nearest.origin), kept: nearest.kept },
  };
}

function shownEntry({ field, note, consent, origin }: LedgerEntry, placeOf: PlaceOf): ShownCase["givenUp"][number] {
  return { field, note, because: consent?.because ?? null, at: placeOf(consent?.origin ?? origin) };
}

function shownProperty({ property, verdict, entries, witness, reasons }: PropertyResult, placeOf: PlaceOf): ShownProperty {
  const shown = witness === null ? null : { request: requestText(witness.request), problem: witness.problem, at: placeOf(witness.origin), trace: renderDecision(witness.decision, witness.request, placeOf).trace };
  return { document: property.document, name: property.name, at: placeOf(property.origin), verdict, entries, reasons, witness: shown };
}

function shownCoverage({ items, counts, percent }: Coverage, placeOf: PlaceOf): ShownCoverage {
  const uncovered = items.filter(({ unnoticed }) => unnoticed.length > 0).map(({ item, unnoticed }) => ({
    kind: item.kind,
    name: item.name,
    service: item.owner === null ? null : `${item.owner.namespace}/${item.owner.name}`,
    at: placeOf(item.origin),
    unnoticed,
  }));
  return { percent: Math.floor(percent * 10) / 10, counts, uncovered };
}
