import type { CallEdge } from "../lint/callgraph/graph.ts";
import { budgetedTries, callsOf, loadOf, triesOf } from "../lint/callgraph/paths.ts";
import type { CallPath } from "../lint/callgraph/paths.ts";
import { longestPauses } from "../lint/tries.ts";
import type { VendorDefault } from "../model/index.ts";
import { durationText } from "../support/duration.ts";
import type { Fraction } from "../support/fraction.ts";
import { decimalText } from "./decimal-text.ts";
import { printable } from "./printable.ts";

/** The arithmetic of paths of calls, line by line: tries, pauses, time and load for one request at the start of each. */
export function pathArithmetic(paths: readonly CallPath[]): string {
  return paths.map((path) => `${pathLines(path).map(printable).join("\n")}\n`).join("\n");
}

function pathLines(path: CallPath): readonly string[] {
  const load = loadOf(path);
  const last = path.at(-1)?.to ?? "";
  const first = path[0]?.from ?? "";
  return [
    [first, ...path.map(({ to }) => to)].join(" → "),
    ...path.flatMap((edge, index) => edgeLines(edge, path[index - 1])),
    `  load on ${last} for one call of ${first}:`,
    `    when everything works   ${product(path, callsOf)} = ${decimalText(load.calls)}`,
    `    when everything fails   ${product(path, (edge) => times(callsOf(edge), triesOf(edge)))} = ${decimalText(load.worst)}`,
    `    within the budgets      ${product(path, (edge) => times(callsOf(edge), budgetedTries(edge)))} = ${decimalText(load.budgeted)}`,
  ];
}

function times(a: Fraction, b: Fraction): Fraction {
  return { num: a.num * b.num, den: a.den * b.den };
}

function product(path: CallPath, factor: (edge: CallEdge) => Fraction): string {
  return path.map((edge) => decimalText(factor(edge))).join(" × ");
}

function edgeLines(edge: CallEdge, before: CallEdge | undefined): readonly string[] {
  const { from, to, cost, access } = edge;
  const waits = before?.cost.longestMs ?? null;
  const late = waits !== null && cost.longestMs !== null && cost.longestMs > waits ? `, but ${from} has ${durationText(waits)}: ${durationText(cost.longestMs - waits)} too long` : "";
  return [
    `  ${from} → ${to}${cost.route === null ? "" : ` (route ${cost.route.name})`}`,
    `    calls   ${decimalText(callsOf(edge))} for one request of ${from}`,
    `    tries   ${triesText(edge)}`,
    `    time    ${cost.longestMs === null ? "no limit" : `${timeText(edge)}${late}`}`,
    ...cost.defaults.map(({ target, rule }) => `    default ${target}, ${settingText(rule)}: ${rule.does}, since nothing says otherwise`),
    ...cost.overruled.map(({ target, rule }) => `    avoided ${target}, ${settingText(rule)}: ${rule.does}, but the manifests say that there is none (${rule.written ?? ""})`),
    ...(cost.budget === null ? [] : [`    budget  ${decimalText(times(cost.budget, { num: 100n, den: 1n }))} % of the calls: ${decimalText(budgetedTries(edge))} tries a call at most, above the floor`]),
    ...(access === null ? [] : [`    access  ${access.allowed === "all" ? "allowed" : access.allowed === "some" ? "some requests allowed" : "refused"} by ${access.by.join(", ")}`]),
  ];
}

function settingText({ setting, where }: VendorDefault): string {
  return `${setting}${where === null ? "" : ` (${where})`}`;
}

function triesText({ cost }: CallEdge): string {
  const mesh = cost.tries === 1 ? "1, no retries" : `1 + ${cost.tries - 1} retries = ${cost.tries}`;
  return cost.clientTries === 1 ? mesh : `${mesh}, times ${cost.clientTries} of the application's own = ${cost.tries * cost.clientTries}`;
}

function timeText({ cost }: CallEdge): string {
  const retry = cost.route?.retry?.value ?? null;
  const perTry = retry?.perTryTimeoutMs ?? null;
  const total = durationText(cost.longestMs ?? 0);
  if (retry === null || perTry === null) return `at most ${total}`;
  const pauses = longestPauses(retry).reduce((sum, pause) => sum + pause, 0);
  const sum = perTry * (retry.attempts + 1) + pauses;
  return `${retry.attempts + 1} tries × ${durationText(perTry)} + pauses ${durationText(pauses)} = ${durationText(sum)}${sum > (cost.longestMs ?? 0) ? `; no route takes more than ${total}` : `; over all routes at most ${total}`}`;
}
