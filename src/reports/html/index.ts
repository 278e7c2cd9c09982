import { callGraph } from "../../lint/callgraph/graph.ts";
import type { World } from "../../lint/rule.ts";
import { countText, plural } from "../selection.ts";
import { accessView } from "./access-view.ts";
import type { AccessView } from "./access-view.ts";
import { findingGroups } from "./findings-view.ts";
import { graphView } from "./graph-view.ts";
import type { GraphView } from "./graph-view.ts";
import type { ReportInput } from "./input.ts";
import { capabilityRows, ledgerViews } from "./ledger-view.ts";
import { placesOf } from "./places.ts";
import type { Places } from "./places.ts";
import { renderPage } from "./render.ts";
import { serviceCards } from "./service-view.ts";
import type { ServiceCard } from "./service-view.ts";
import { readSimulation } from "./simulation-file.ts";
import { scenarioViews } from "./simulation-view.ts";
import { testsView } from "./tests-view.ts";

export type { ReportedTarget, ReportInput } from "./input.ts";
export { readSimulation };
export type { ShownSimulation } from "./simulation-file.ts";

/** The report as one HTML file that loads nothing. The same input gives the same bytes. */
export function htmlReport(input: ReportInput): string {
  const places = placesOf(input.sources);
  const mesh = input.world === null ? null : meshView(input.world, places);
  const scenarios = scenarioViews(input.simulations, places);
  const tests = input.tests === null ? null : testsView(input.tests, places);
  const view = {
    title: input.title,
    version: input.version,
    facts: factsOf(input),
    mesh,
    ledgers: ledgerViews(input.targets, places),
    capabilities: input.targets.length === 0 ? [] : capabilityRows(input.targets),
    lints: input.diagnostics === null ? null : findingGroups(input.diagnostics, input.sources, places),
    tests,
    scenarios,
    sources: places.sources,
    leftOut: places.leftOut,
  };
  const matrix = mesh === null || mesh.access.isTable ? null : { callers: mesh.access.callers, rows: mesh.access.rows.map(({ to, cells }) => ({ to, cells })) };
  return renderPage(view, { graph: mesh?.graph.drawing ?? null, matrix, charts: scenarios.map(({ charts }) => charts) });
}

/** Results of simulations alone as a page, from the JSON that `meshwright simulate` writes. */
export function simulationPage(json: string): string {
  const read = readSimulation(json, "");
  if (!read.ok) throw new Error(`a result of ours ${read.problem}`);
  return htmlReport({ title: "simulation", version: null, world: null, diagnostics: null, sources: [], targets: [], tests: null, simulations: [read.value] });
}

interface MeshView {
  readonly graph: GraphView;
  readonly cards: readonly ServiceCard[];
  readonly access: AccessView;
}

function meshView(world: World, places: Places): MeshView {
  return { graph: graphView(world, places), cards: serviceCards(callGraph(world), world, places), access: accessView(world) };
}

/** The line of numbers at the top. */
function factsOf({ world, diagnostics, targets, tests, simulations }: ReportInput): readonly { readonly text: string; readonly href: string; readonly mood: "plain" | "good" | "bad" }[] {
  const expectations = simulations.flatMap(({ runs }) => runs.filter(({ revision }) => revision === null).flatMap((run) => run.expectations));
  const held = expectations.filter(({ holds }) => holds).length;
  const lost = targets.reduce((sum, { ledger }) => sum + ledger.filter(({ consent }) => consent !== null).length, 0);
  const isBad = diagnostics?.some(({ severity }) => severity === "error");
  return [
    ...(world === null ? [] : [{ text: plural(world.model.services.length, "service"), href: "#graph", mood: "plain" as const }, { text: plural(callGraph(world).edges.length, "call"), href: "#graph", mood: "plain" as const }]),
    ...(diagnostics === null ? [] : [{ text: countText(diagnostics) ?? "no findings", href: "#findings", mood: isBad === true ? ("bad" as const) : diagnostics.length === 0 ? ("good" as const) : ("plain" as const) }]),
    ...(targets.length === 0 ? [] : [{ text: `${plural(targets.length, "mesh").replace("meshs", "meshes")}, ${plural(lost, "intent")} given up`, href: "#ledger", mood: "plain" as const }]),
    ...(tests === null ? [] : [{ text: testsText(tests.summary), href: "#tests", mood: tests.summary.failed === 0 ? ("good" as const) : ("bad" as const) }]),
    ...(tests?.coverage == null ? [] : [{ text: `${tests.coverage.percent}% covered`, href: "#tests", mood: "plain" as const }]),
    ...(expectations.length === 0 ? [] : [{ text: `${held} of ${plural(expectations.length, "expectation")} hold`, href: "#simulation", mood: held === expectations.length ? ("good" as const) : ("bad" as const) }]),
  ];
}

/** What was given up with consent is neither passed nor failed. */
function testsText({ tests, passed, failed, givenUp }: NonNullable<ReportInput["tests"]>["summary"]): string {
  const rest = [...(failed === 0 ? [] : [`${failed} failed`]), ...(givenUp === 0 ? [] : [`${givenUp} given up`])];
  return [`${passed} of ${plural(tests, "test")} passed`, ...rest].join(", ");
}
