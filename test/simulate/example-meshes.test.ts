import { simulatedMesh } from "../../src/cli/simulate-mesh.ts";
import { planTraffic } from "../../src/simulate/traffic/planning/plan.ts";
import { targets } from "../../src/targets/index.ts";
import { analysis, files } from "./example.ts";

/** Every example is a question that can be asked on every mesh; what a mesh goes without is said beside the answer. */
test.each(targets.map(({ name }) => name))("the example scenarios can be asked on %s", (target) => {
  const mesh = simulatedMesh(target, { analysis, files, asOf: "2026-01-01" });
  if (!mesh.ok) throw new Error(mesh.problem);
  const planned = analysis.scenarios.map((scenario) => planTraffic(scenario, mesh.value));
  const found = [...mesh.value.diagnostics(), ...planned.flatMap(({ diagnostics }) => diagnostics)];
  expect(found.filter(({ severity }) => severity === "error").map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  expect(planned.every(({ plan }) => plan !== null)).toBe(true);
  const without = planned.some(({ notes }) => notes.some((note) => note.endsWith("goes without the retry budget that the policy asks for")));
  expect(without).toBe(target !== "istio");
});
