import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "../../src/analyse.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { decideProperty } from "../../src/routing-tests/always.ts";
import { unmetBy } from "../../src/routing-tests/check-case.ts";
import { coverageOf, itemsOf } from "../../src/routing-tests/mutations/index.ts";
import { answerTo, runOnPolicy } from "../../src/routing-tests/run.ts";
import { oneTest, testing } from "./world.ts";

const folder = join(__dirname, "../../policies");
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml")).sort().map((name) => ({ path: `policies/${name}`, text: readFileSync(join(folder, name), "utf8") }));

test("the routing tests of the example mesh cover at least 95 percent of it, and the rest is listed", () => {
  const { model, tests, diagnostics } = analyse(files);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const policy = decide(model);
  const cases = runOnPolicy(tests.cases, policy, model);
  const properties = tests.properties.map((property) => decideProperty(property, policy, model));
  expect(cases.filter(({ verdict }) => verdict !== "passed")).toEqual([]);
  expect(properties.map(({ verdict }) => verdict)).toEqual(properties.map(() => "holds"));
  const coverage = coverageOf(model, cases, properties);
  expect(coverage.percent).toBeGreaterThanOrEqual(95);
  expect(coverage.items.filter(({ unnoticed }) => unnoticed.length > 0).map(({ item, unnoticed }) => [item.name, unnoticed])).toEqual([
    ["allow shipping-callers", ["for every request"]],
    ["access default of the mesh", ["with `allow`"]],
  ]);
});

/** Coverage only puts those tests to a changed policy that it thinks concerned; here all are. */
test("what counts as uncovered goes unnoticed by all tests, and what counts as covered does not", () => {
  const { model, tests } = analyse(files);
  const policy = decide(model);
  const properties = tests.properties.map((property) => decideProperty(property, policy, model));
  const coverage = coverageOf(model, runOnPolicy(tests.cases, policy, model), properties);
  const unnoticed = itemsOf(model).flatMap((item) =>
    item.mutations.flatMap(({ change, apply }) => {
      const changed = apply(model);
      const reader = decide(changed);
      const fails = tests.cases.some((test) => unmetBy(answerTo(test.request, reader, changed), test, changed).length > 0);
      return fails || tests.properties.some((property) => decideProperty(property, reader, changed).verdict === "fails") ? [] : [`${item.name} ${change}`];
    }),
  );
  expect(unnoticed).toEqual(coverage.items.flatMap(({ item, unnoticed: changes }) => changes.map((change) => `${item.name} ${change}`)));
});

test.each([
  ["backends: { v1: 95, v2: 5 }", ["v1 of read", "v2 of read"], ["match of read", "deadline of read"]],
  ["deadline: 2s", ["deadline of read"], ["v1 of read", "v2 of read", "mirror of read", "retry of read"]],
])("a test that says %s covers that and no more", async (expected, covered, missed) => {
  const { out } = await testing(oneTest("from: web, to: order, path: /orders/7", expected), ["--format", "json", "--coverage"]);
  const { uncovered } = (JSON.parse(out) as { readonly coverage: { readonly uncovered: readonly { readonly name: string }[] } }).coverage;
  const names = uncovered.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...missed]));
  expect(names.filter((name) => covered.includes(name))).toEqual([]);
});

test("--fail-under asks for a share", async () => {
  const spec = oneTest("from: web, to: order, path: /orders/7", "deadline: 2s");
  expect((await testing(spec, ["--fail-under", "5"])).code).toBe(0);
  const thin = await testing(spec, ["--fail-under", "90"]);
  expect([thin.code, thin.err]).toEqual([1, expect.stringMatching(/is covered, less than the 90% that `--fail-under` asks for/)]);
  expect((await testing(spec, ["--fail-under", "many"])).code).toBe(2);
});
