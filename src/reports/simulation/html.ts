import type { PlaceOf } from "../../model/render.ts";
import type { SimulationResult } from "../../simulate/traffic/result/result.ts";
import { simulationPage } from "../html/index.ts";
import { simulationJson } from "./json.ts";

/** The results as one HTML file that loads nothing, with charts over time. */
export function simulationHtml(results: readonly SimulationResult[], placeOf: PlaceOf): string {
  return simulationPage(simulationJson(results, placeOf));
}
