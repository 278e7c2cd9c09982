import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "../../src/analyse.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { simulateScenario } from "../../src/simulate/traffic/index.ts";
import { textbook } from "../../src/simulate/traffic/mechanism.ts";
import type { SimulationResult } from "../../src/simulate/traffic/result/result.ts";
import { policyFiles } from "../../src/cli/paths.ts";

const root = join(__dirname, "../..");
const files = policyFiles(join(root, "policies")).files.map((path) => ({ path, text: readFileSync(path, "utf8") }));
/** The example mesh with its scenarios. */
export const { model, scenarios, diagnostics } = analyse(files);

/** The result of an example scenario on the policy. */
export function simulated(name: string, runs: number): SimulationResult {
  const scenario = scenarios.find(({ id }) => id.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}: ${diagnostics.map(({ code, message }) => `${code} ${message}`).join("; ")}`);
  const { result, diagnostics: found } = simulateScenario(scenario, { model, readerOf: decide, mechanism: textbook, on: "policy", seeds: Array.from({ length: runs }, (_, index) => index + 1) });
  expect(found).toEqual([]);
  if (result === null) throw new Error("there is no result");
  return result;
}
