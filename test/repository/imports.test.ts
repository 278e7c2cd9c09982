import { targets } from "../../src/targets/index.ts";
import { productFiles } from "./sources.ts";

/** Imports point up this list, never down; behind it stand the pipeline's own files, then `lsp`, then `cli`. */
const order = ["support", "source", "diagnostics", "resources", "model", "dialects", "lint", "targets", "simulate", "verify", "alerts", "routing-tests", "reports", "cluster"];
const files = productFiles();

/** A finding has a place and reading finds faults: `source` and `diagnostics` stand on one step. */
function rank(path: string): number {
  const folder = (path.split("/")[0] ?? "").replace(/^diagnostics$/, "source");
  if (order.includes(folder)) return order.indexOf(folder);
  const last = ["lsp", "cli"].indexOf(folder);
  return order.length + 1 + last;
}

test("imports point up the list of folders", () => {
  const down = files.flatMap((file) => file.imports.filter((target) => rank(target) > rank(file.path)).map((target) => `${file.path} -> ${target}`));
  expect(down).toEqual([]);
});

test.each([["dialects", ["native", "smi", "gateway-api", "kubernetes"]], ["targets", targets.map(({ name }) => name)]])(
  "no imports sideways between two of %s",
  (folder, members) => {
    const inside = (path: string) => members.find((member) => path.startsWith(`${folder}/${member}/`));
    const sideways = files.flatMap((file) =>
      file.imports.filter((target) => inside(file.path) && inside(target) && inside(target) !== inside(file.path)).map((target) => `${file.path} -> ${target}`),
    );
    expect(sideways).toEqual([]);
  },
);

test("lower and interpret of a target share nothing", () => {
  const shared = files.flatMap((file) => file.imports.filter((target) => crosses(file.path, target)).map((target) => `${file.path} -> ${target}`));
  expect(shared).toEqual([]);
});

function crosses(from: string, to: string): boolean {
  return (from.includes("/lower/") && to.includes("/interpret")) || (from.includes("/interpret/") && to.includes("/lower"));
}

test("a target does not import the simulator, nor the simulator a target", () => {
  const pairs = files.flatMap((file) => file.imports.map((target) => [file.path, target] as const));
  expect(pairs.filter(([from, to]) => from.startsWith("simulate/") && to.startsWith("targets/"))).toEqual([]);
  expect(pairs.filter(([from, to]) => from.startsWith("targets/") && to.startsWith("simulate/"))).toEqual([]);
});

test("there is no import cycle", () => {
  const graph = new Map(files.map((file) => [file.path, file.imports]));
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
    if (done.has(path) || trail.includes(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const file of files) visit(file.path, []);
  expect(cycles).toEqual([]);
});
