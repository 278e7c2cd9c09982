import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readScenario } from "./scenario.ts";
import { play } from "./world.ts";

/** One text file a scenario, played inside this process; `npm run conformance` plays them with the real binary. */
const folder = join(__dirname, "scenarios");
const scenarios = readdirSync(folder).sort().map((name) => ({ name, scenario: readScenario(readFileSync(join(folder, name), "utf8")) }));

test.each(scenarios)("$name", async ({ scenario }) => {
  expect(scenario.title).toMatch(/\.$/);
  expect(scenario.steps.some(({ word }) => word === "run")).toBe(true);
  await play(scenario);
}, 60_000);
