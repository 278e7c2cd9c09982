import type { SimulationResult } from "../../simulate/traffic/result/result.ts";
import { plain } from "../markdown-plain.ts";
import { numberText } from "./numbers.ts";
import { tablesOf, unchanged, valuesText } from "./tables.ts";
import type { Table } from "./tables.ts";
import { seedsText } from "./text.ts";

/** The result as a comment for a pull request; names of policies are shown as text and do nothing. */
export function simulationMarkdown(results: readonly SimulationResult[]): string {
  return results.map(one).join("\n");
}

function one(result: SimulationResult): string {
  const failed = result.expectations.filter(({ holds }) => !holds).length;
  const verdict = result.expectations.length === 0 ? "" : failed === 0 ? ": all expectations hold" : `: ${failed} of ${result.expectations.length} expectations fail`;
  const lines = [
    `### Simulation of ${plain(result.scenario)} on ${plain(result.on)}${verdict}`,
    "",
    `${numberText(result.durationMs / 1000)} s, ${result.seeds.length} ${result.seeds.length === 1 ? "run" : "runs"} (seeds ${seedsText(result.seeds)}), intervals of 95 %.`,
    ...result.stopped.map(({ seed, bound, atMs }) => `\nThe run of seed ${seed} ended early at ${numberText(atMs / 1000)} s: too many ${bound}.`),
    ...tablesOf(result).flatMap((table) => ["", ...markdownTable(table)]),
    ...(result.expectations.length === 0 ? [] : ["", "| | expectation | measured |", "| --- | --- | --- |"]),
    ...result.expectations.map((one) => `| ${one.holds ? "✅" : "❌"} | ${plain(one.text)} | ${valuesText(one)} |`),
    ...(unchanged(result) ? ["", `Nothing has changed since ${plain(result.comparison?.revision ?? "")} that these runs show.`] : []),
    ...(result.notes.length === 0 ? [] : ["", ...result.notes.map((note) => `- ${plain(note)}`)]),
  ];
  return `${lines.join("\n")}\n`;
}

function markdownTable({ heads, rows }: Table): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(plain).join(" | ")} |`;
  return [line(heads), `| ${heads.map((_, column) => (column === 0 ? "---" : "---:")).join(" | ")} |`, ...rows.map(line)];
}
