import { printable } from "../reports/printable.ts";
import { exit } from "./io.ts";
import type { Io } from "./io.ts";

/** Says on standard error what is wrong with a call, text of strangers made harmless, and answers the exit code. */
export function complain(problem: string, io: Io): number {
  io.stderr(`meshwright: ${problem.split("\n").map(printable).join("\n")}\n`);
  return exit.usage;
}
