import { analyse } from "../../src/analyse.ts";
import { mayCall, identityOf } from "../../src/lint/access/may-call.ts";
import { worldOf } from "../../src/lint/world.ts";
import { accessView } from "../../src/reports/html/access-view.ts";
import { chartsOf } from "../../src/reports/html/charts.ts";
import { placed } from "../../src/reports/html/layout.ts";
import type { Box } from "../../src/reports/html/layout.ts";
import { readSimulation } from "../../src/reports/html/simulation-file.ts";
import type { ShownRun } from "../../src/reports/html/simulation-file.ts";
import { manyServices } from "./fixtures.ts";

test("boxes do not overlap, callers stand left of callees, and the same graph gets the same places", () => {
  const boxes: readonly Box[] = Array.from({ length: 60 }, (_, index) => ({ id: `b${index}`, width: 80 + (index % 7) * 20, height: index % 2 === 0 ? 40 : 54 }));
  const arrows = boxes.slice(0, 45).flatMap(({ id }, index) => [index * 2 + 1, index * 3 + 2].filter((to) => to < 45).map((to) => ({ from: id, to: `b${to}` })));
  const spots = placed(boxes, arrows);
  const touching = boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => overlap(a, b)).map((b) => `${a.id} ${b.id}`));
  function overlap(a: Box, b: Box): boolean {
    const [one, other] = [spots.get(a.id), spots.get(b.id)];
    if (one === undefined || other === undefined) return true;
    return Math.abs(one.x - other.x) < (a.width + b.width) / 2 && Math.abs(one.y - other.y) < (a.height + b.height) / 2;
  }
  expect(touching).toEqual([]);
  expect(arrows.filter(({ from, to }) => (spots.get(from)?.x ?? 0) >= (spots.get(to)?.x ?? 0))).toEqual([]);
  expect([...placed(boxes, arrows)]).toEqual([...spots]);
});

test("the matrix answers as the question for each pair does", () => {
  const rule = "apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: shared, namespace: team-1 }\nspec:\n  port: 80\n  access:\n    default: deny\n    allow: [{ name: team, from: [{ namespace: team-2 }] }, { name: reads, from: [{ anyAuthenticated: true }], to: [{ methods: [GET] }] }]\n    deny: [{ name: not-three, from: [{ service: team-3/svc-003 }] }]\n";
  const { model, diagnostics } = analyse([{ path: "a.yaml", text: `${manyServices(50)}---\n${rule}` }]);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const world = worldOf(model);
  const { rows } = accessView(world);
  const asked = model.services.map((service) => ({ to: `${service.id.namespace}/${service.id.name}`, cells: [...model.services.map(identityOf), null].map((from) => mayCall(service, { from, port: null, method: null, path: null }, world).allowed.charAt(0)).join("") }));
  expect(rows.map(({ to, cells }) => ({ to, cells }))).toEqual(asked);
  expect(rows.find(({ to }) => to === "team-1/shared")).toMatchObject({ refused: "team-3/svc-003, no identity" });
});

const course = (values: readonly (number | null)[]) => ({ mean: values, low: values, high: values });

function result(more: object): object {
  const courses = { atMs: [0, 1000], loads: [{ name: "buyers", successPercent: course([100, 90.12345]) }], edges: [], services: [{ name: "shop/order", queue: course([0, 7]) }, { name: "shop/idle", queue: course([0, 0]) }] };
  return { scenario: "shop/storm", on: "policy", seeds: [1], durationMs: 2000, warmupMs: 0, windowMs: 1000, courses, bands: [{ name: "slow", kind: "slow", fromMs: 500, untilMs: null }], ...more };
}

function runsIn(document: object): readonly ShownRun[] {
  const read = readSimulation(JSON.stringify(document), "now");
  return read.ok ? read.value.runs : [];
}

test("a result is drawn with its faults, and lines that stay at zero are left out", () => {
  const charts = chartsOf(runsIn({ results: [result({})] }).map((run) => ({ word: "", run })));
  expect(charts.map(({ title }) => title)).toEqual(["buyers: success", "services: waiting requests"]);
  expect(charts[0]).toMatchObject({ x: [0, 1], unit: "%", series: [{ label: "success", mean: [100, 90.12], dashed: false }], bands: [{ name: "slow", from: 0.5, until: null, policy: false }] });
  expect(charts[1]?.series.map(({ label }) => label)).toEqual(["shop/order"]);
});

test("a chart of nothing is not drawn", () => {
  const courses = { atMs: [0, 1000], loads: [{ name: "buyers", successPercent: course([0, 0]), p99Ms: course([null, null]) }], edges: [], services: [] };
  expect(chartsOf(runsIn({ results: [result({ courses })] }).map((run) => ({ word: "", run }))).map(({ title }) => title)).toEqual(["buyers: success"]);
});

test("of many lines the highest are drawn, and the chart says so", () => {
  const services = Array.from({ length: 30 }, (_, index) => ({ name: `shop/s${index}`, queue: course([0, index + 1]) }));
  const [, chart] = chartsOf(runsIn({ results: [result({ courses: { atMs: [0, 1000], loads: [{ name: "buyers", successPercent: course([100, 90]) }], edges: [], services } })] }).map((run) => ({ word: "", run })));
  expect(chart).toMatchObject({ unit: "requests, the highest 8 of 30" });
  expect(chart?.series.map(({ label }) => label).slice(0, 2)).toEqual(["shop/s29", "shop/s28"]);
});

test("a result that was compared is drawn beside the other revision", () => {
  const difference = { of: "buyers", measure: "p99Ms", before: { mean: 5, low: 4, high: 6 }, after: { mean: 9, low: 8, high: 10 }, difference: { mean: 4, low: 3, high: 5 } };
  const runs = runsIn({ results: [result({ comparison: { revision: "main", base: result({}), differences: [difference, { of: "half" }] } })] });
  expect(runs.map(({ revision }) => revision)).toEqual([null, "main"]);
  expect(runs[0]?.differences).toEqual([difference]);
  expect(chartsOf(runs.map((run) => ({ word: run.revision ?? "now", run })))[0]?.series.map(({ label, dashed }) => ({ label, dashed }))).toEqual([{ label: "success, now", dashed: false }, { label: "success, main", dashed: true }]);
});
