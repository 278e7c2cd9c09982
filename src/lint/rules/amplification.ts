import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { compareFractions, decimalFraction, fraction, one } from "../../support/fraction.ts";
import type { Fraction } from "../../support/fraction.ts";
import { groupBy } from "../../support/group-by.ts";
import { callGraph } from "../callgraph/graph.ts";
import { budgetedTries, triesOf, worstPaths } from "../callgraph/paths.ts";
import type { CallPath } from "../callgraph/paths.ts";
import { fieldOf } from "../place.ts";
import type { Rule } from "../rule.ts";

/** Findings of this lint. */
export const amplificationDiagnostics = defineDiagnostics({
  "retry-amplification": {
    code: "MW3062",
    severity: "warning",
    what: (p: { path: string; product: string; factor: string }) => `one call becomes ${p.factor} at the end of ${p.path}: ${p.product} tries when everything fails`,
    why: "each layer repeats what the layer below has given up, so the last service gets its worst load when it can bear it least",
    help: "retry in one layer, next to the service that fails, or give the services on the way a retry budget",
  },
  "retries-at-several-layers": {
    code: "MW3063",
    severity: "info",
    what: (p: { path: string; layers: number }) => `${p.layers} layers of ${p.path} retry the same failure`,
    why: "a failure at the end is repeated by each of them: the factors multiply",
    help: "keep the retries next to the service that fails",
  },
  "call-cycle": {
    code: "MW3064",
    severity: "info",
    what: (p: { path: string }) => `declared calls lead in a circle: ${p.path}`,
    why: "a failure of one comes back to it as its own caller's failure; deadlines along a circle cannot all be shorter",
    help: "if the calls of one request do not go round, name the routes that cause each: `routes: [write]`",
  },
});

/** Retries that multiply along declared calls, the worst path for each service at its end. */
export const amplification: Rule = {
  model: (world) => {
    const graph = callGraph(world);
    const worst = worstPaths(graph);
    return [...[...worst].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, path]) => multiplied(path, decimalFraction(world.settings.options.amplification))), ...cycles(graph.edges)];
  },
};

function factor(path: CallPath, of: (edge: CallPath[number]) => Fraction): Fraction {
  return path.map(of).reduce((product, each) => fraction(product.num * each.num, product.den * each.den), one);
}

/** Three layers of two tries, or two of three, are below the usual threshold of ten. */
function multiplied(path: CallPath, threshold: Fraction): readonly Diagnostic[] {
  const last = path.at(-1);
  const layers = path.filter((edge) => compareFractions(triesOf(edge), one) > 0);
  if (last === undefined || layers.length < 2 || layers.at(-1) !== last) return [];
  const at = last.call.origin;
  const related = layers.flatMap(({ cost, to }) => (cost.route?.retry == null ? [] : [{ origin: fieldOf(cost.route.retry, "attempts"), note: `retries of calls to \`${to}\`` }]));
  const worst = factor(path, budgetedTries);
  if (compareFractions(worst, threshold) < 0) {
    return layers.every(({ cost }) => cost.budget !== null) ? [] : [amplificationDiagnostics["retries-at-several-layers"].report({ at, with: { path: pathText(path), layers: layers.length }, related })];
  }
  const product = layers.map((edge) => numberText(budgetedTries(edge))).join(" × ");
  return [amplificationDiagnostics["retry-amplification"].report({ at, with: { path: pathText(path), product, factor: numberText(worst) }, related })];
}

function pathText(path: CallPath): string {
  return [path[0]?.from ?? "", ...path.map(({ to }) => to)].map((name) => `\`${name}\``).join(" → ");
}

function numberText({ num, den }: Fraction): string {
  return `${Math.round((Number(num) / Number(den)) * 100) / 100}`;
}

/** The circles that close with an edge back to where a walk has been; each is told once, from its smallest name. */
function cycles(edges: CallPath): readonly Diagnostic[] {
  const out = groupBy(edges, ({ from }) => from);
  const told = new Set<string>();
  const found: CallPath[] = [];
  const visited = new Set<string>();
  const walk = (id: string, trail: CallPath): void => {
    const start = trail.findIndex(({ from }) => from === id);
    if (start >= 0) found.push(trail.slice(start));
    if (start >= 0 || visited.has(id)) return;
    for (const edge of out.get(id) ?? []) walk(edge.to, [...trail, edge]);
    visited.add(id);
  };
  for (const id of [...out.keys()].sort()) walk(id, []);
  return found.flatMap((circle) => {
    const key = circle.map(({ from }) => from).sort().join();
    const [first] = circle;
    if (first === undefined || told.has(key)) return [];
    told.add(key);
    return [amplificationDiagnostics["call-cycle"].report({ at: first.call.origin, with: { path: pathText(circle) } })];
  });
}
