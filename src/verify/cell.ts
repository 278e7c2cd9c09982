export type { CellLimits } from "../model/text-cells.ts";
import type { Value } from "./values.ts";

/** The values of a dimension that answer alike: one `0` or `1` for each question so far, and a value that shows it. */
export interface Cell {
  readonly answers: string;
  readonly value: Value;
}

/** The cells of a dimension, or why they cannot be told. */
export type CellsResult =
  | { readonly ok: true; readonly cells: readonly Cell[] }
  | { readonly ok: false; readonly reason: string };
