import type { PlaceOf } from "../../model/render.ts";
import type { SimulationResult } from "../../simulate/traffic/result/result.ts";

/** The results as one JSON document; expectations carry their place in the files instead of offsets. */
export function simulationJson(results: readonly SimulationResult[], placeOf: PlaceOf): string {
  const shown = results.map((result) => ({ ...placed(result, placeOf), comparison: result.comparison === null ? null : { ...result.comparison, base: placed(result.comparison.base, placeOf) } }));
  return `${JSON.stringify({ version: 1, results: shown }, finite)}\n`;
}

function placed(result: SimulationResult, placeOf: PlaceOf): object {
  return { ...result, expectations: result.expectations.map(({ origin, ...rest }) => ({ ...rest, at: placeOf(origin) })) };
}

/** JSON has no infinity. */
function finite(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? null : value;
}
