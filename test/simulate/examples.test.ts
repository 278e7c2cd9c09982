import { scenarios, simulated } from "./example.ts";

test("the example scenarios are read", () => {
  expect(scenarios.map(({ id }) => id.name).sort()).toEqual(["canary-goes-bad", "deadlines-ignored", "deadlines-propagated", "metastable-overload", "slow-dependency-with-budget", "slow-dependency-without-budget"]);
});

test.each(scenarios.map(({ id }) => id.name))("what %s expects holds", (name) => {
  const { expectations } = simulated(name, 1);
  expect(expectations.length).toBeGreaterThan(0);
  expect(expectations.filter(({ holds }) => !holds).map(({ text, values }) => `${text}: ${values.join(", ")}`)).toEqual([]);
});
