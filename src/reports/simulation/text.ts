import type { SimulationResult } from "../../simulate/traffic/result/result.ts";
import { printable } from "../printable.ts";
import { numberText } from "./numbers.ts";
import { tablesOf, unchanged, valuesText } from "./tables.ts";
import type { Table } from "./tables.ts";

/** The result for people at a terminal. */
export function simulationText(results: readonly SimulationResult[]): string {
  return results.map(one).join("\n");
}

function one(result: SimulationResult): string {
  const held = result.expectations.filter(({ holds }) => holds).length;
  const lines = [
    `${result.scenario} on ${result.on}: ${numberText(result.durationMs / 1000)} s, ${result.seeds.length} ${result.seeds.length === 1 ? "run" : "runs"}, seeds ${seedsText(result.seeds)}, ${result.generator}`,
    ...result.stopped.map(({ seed, bound, atMs }) => `the run of seed ${seed} ended early at ${numberText(atMs / 1000)} s: too many ${bound}`),
    "",
    ...tablesOf(result).flatMap((table) => [...textTable(table), ""]),
    ...result.expectations.map((one) => `${one.holds ? "ok  " : "FAIL"} ${one.text}: ${valuesText(one)}${one.holds ? "" : ` (seeds ${seedsText(one.failedSeeds)})`}`),
    ...(result.expectations.length === 0 ? [] : [`${held} of ${result.expectations.length} expectations hold`]),
    ...(unchanged(result) ? [`nothing has changed since ${result.comparison?.revision ?? ""} that these runs show`] : []),
    ...result.notes.map((note) => `note: ${note}`),
  ];
  return `${lines.map(printable).join("\n")}\n`;
}

/** `1 to 5`, or a list. */
export function seedsText(seeds: readonly number[]): string {
  const [first = 0] = seeds;
  const inRow = seeds.length > 2 && seeds.every((seed, index) => seed === first + index);
  return inRow ? `${first} to ${first + seeds.length - 1}` : seeds.join(", ");
}

function textTable({ heads, rows }: Table): readonly string[] {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ");
  return [line(heads), ...rows.map(line)].map((text) => text.trimEnd());
}
