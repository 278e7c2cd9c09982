import type { AccessRule, Operation } from "../model/index.ts";
import type { Permission } from "../lint/access/may-call.ts";
import { printable } from "./printable.ts";

/** Who asks whom, and what comes of it. */
export interface AccessAnswer {
  readonly from: string;
  readonly to: string;
  readonly permission: Permission;
}

/** The forms in which an access matrix is written. */
export const accessReports: Readonly<Record<"table" | "json" | "markdown", (answers: readonly AccessAnswer[]) => string>> = { table, json, markdown };

function table(answers: readonly AccessAnswer[]): string {
  const rows = [["FROM", "TO", "ALLOWED", "BY", "REQUESTS"], ...answers.map(cellsOf)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()}\n`).join("");
}

function markdown(answers: readonly AccessAnswer[]): string {
  const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replace(/[|\\<]/g, "\\$&")).join(" | ")} |\n`;
  return [row(["From", "To", "Allowed", "By", "Requests"]), "| --- | --- | --- | --- | --- |\n", ...answers.map((answer) => row(cellsOf(answer)))].join("");
}

/** One JSON document; fields may be added later and never change their meaning. */
function json(answers: readonly AccessAnswer[]): string {
  const rows = answers.map(({ from, to, permission: { allowed, by, rules } }) => ({ from, to, allowed, by, requests: rules.flatMap(requestsOf) }));
  return `${JSON.stringify({ version: 1, access: rows }, null, 2)}\n`;
}

function cellsOf({ from, to, permission: { allowed, by, rules } }: AccessAnswer): readonly string[] {
  const requests = allowed === "some" ? rules.flatMap(requestsOf).join("; ") : "";
  return [from, to, allowed, by.join(", "), requests].map(printable);
}

/** `GET, HEAD /orders…` for each operation of a rule. */
function requestsOf({ to }: AccessRule): readonly string[] {
  return to.length === 0 ? ["every request"] : to.map(operationText);
}

function operationText({ methods, path, headers, ports }: Operation): string {
  const where = path === null ? "" : path.kind === "prefix" || path.kind === "stringPrefix" ? `${path.value}…` : path.value;
  const parts = [methods === null ? "" : methods.join(", "), where, ...headers.map(({ name }) => `with ${name}`), ports === null ? "" : `on port ${ports.join(", ")}`];
  return parts.filter((part) => part !== "").join(" ") || "every request";
}
