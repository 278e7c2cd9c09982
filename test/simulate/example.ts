import { readFileSync } from "node:fs";
import { join } from "node:path";
import { analyse } from "../../src/analyse.ts";
import type { MeshModel } from "../../src/model/index.ts";
import { decide } from "../../src/simulate/decide/index.ts";
import { simulateScenario } from "../../src/simulate/traffic/index.ts";
import { textbook } from "../../src/simulate/traffic/mechanism.ts";
import type { SimulationResult } from "../../src/simulate/traffic/result/result.ts";
import type { Scenario } from "../../src/simulate/traffic/scenario/scenario.ts";
import { policyFiles } from "../../src/cli/paths.ts";

const root = join(__dirname, "../..");
/** The files of the example mesh. */
export const files = policyFiles(join(root, "policies")).files.map((path) => ({ path, text: readFileSync(path, "utf8") }));
/** The example mesh with its scenarios. */
export const analysis = analyse(files);
export const { model, scenarios, diagnostics } = analysis;

/** The result of an example scenario on the policy. */
export function simulated(name: string, runs: number): SimulationResult {
  const scenario = scenarios.find(({ id }) => id.name === name);
  if (scenario === undefined) throw new Error(`no scenario ${name}: ${diagnostics.map(({ code, message }) => `${code} ${message}`).join("; ")}`);
  return resultOf(scenario, model, runs);
}

/** The result of the one scenario in a text, on the policies beside it. */
export function simulatedText(text: string, runs: number): SimulationResult {
  const read = analyse([{ path: "a.yaml", text }]);
  expect(read.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const [scenario] = read.scenarios;
  if (scenario === undefined) throw new Error("there is no scenario");
  return resultOf(scenario, read.model, runs);
}

function resultOf(scenario: Scenario, on: MeshModel, runs: number): SimulationResult {
  const { result, diagnostics: found } = simulateScenario(scenario, { model: on, readerOf: decide, mechanism: textbook, on: "policy", seeds: Array.from({ length: runs }, (_, index) => index + 1) });
  expect(found).toEqual([]);
  if (result === null) throw new Error("there is no result");
  return result;
}
