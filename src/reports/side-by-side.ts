import type { Effect } from "../model/index.ts";
import type { RenderedDecision, RenderedPlace } from "../model/render.ts";
import { durationText } from "../support/duration.ts";
import { accessText, backendText, faultText, outcomeText, placeText, retriesText, shareRow } from "./decision-text.ts";
import { printable } from "./printable.ts";

/** The answers of the policy and of targets to one request. */
export interface SideBySide {
  readonly id: string | null;
  /** The request in words. */
  readonly question: string;
  readonly policy: RenderedDecision;
  readonly targets: readonly TargetAnswer[];
}

/** What one target answers, or why nothing is written for it. */
export interface TargetAnswer {
  readonly on: string;
  readonly version: string;
  readonly profile: string;
  /** null where the target refuses the policy. */
  readonly answer: RenderedDecision | null;
  readonly refused: readonly { readonly code: string; readonly message: string; readonly at: RenderedPlace | null }[];
  readonly differences: readonly AnswerDifference[];
}

/** One effect in which a target's answer is not the policy's. */
export interface AnswerDifference {
  readonly effect: Effect;
  readonly policy: string;
  readonly target: string;
  readonly direction: string;
  readonly why: DifferenceReason;
}

/** The entry of the ledger that allows it, with the author's consent; a request that no proof speaks of; or nothing that is known. */
export type DifferenceReason =
  | { readonly kind: "ledger"; readonly entry: string; readonly field: string; readonly note: string; readonly because: string | null; readonly at: RenderedPlace | null }
  | { readonly kind: "outside"; readonly what: readonly string[] }
  | { readonly kind: "unexplained" };

/** For programs: one object a request, the policy's answer first, then one of each target. */
export function sideBySideJson({ id, policy, targets }: SideBySide): string {
  return `${JSON.stringify({ id, answers: [{ on: "policy", answer: policy }, ...targets] })}\n`;
}

/**
 * For people: a row for each part of the answer, a column for each reader; `=` where a target does what the policy says. Below the
 * table stand what each target refuses, and why answers differ.
 */
export function sideBySideText({ question, policy, targets }: SideBySide): string {
  const shown = [...rows, ...settingRows(targets)].filter((row) => saysSomething(row, policy) || targets.some((target) => differsIn(row, target)));
  const header = ["", "policy", ...targets.map(({ on, version }) => `${on} ${version}`)].map((text) => [text]);
  const body = shown.map((row) => [[row.label], row.text(policy, "policy"), ...targets.map((target) => cellText(row, target, policy))]);
  return `${printable(question)}\n${table([header, ...body])}${targets.map(reasonsText).join("")}`;
}

/** One row of the table: the effects that it is about, and how an answer says them, a line each. */
interface Row {
  readonly label: string;
  readonly effects: readonly Effect[];
  readonly text: (decision: RenderedDecision, reader: "policy" | "target") => readonly string[];
}

const forwards = (decision: RenderedDecision, text: () => readonly string[]): readonly string[] => (decision.outcome === "forward" ? text() : []);

const rows: readonly Row[] = [
  { label: "outcome", effects: ["outcome", "redirect"], text: (decision) => [outcomeText(decision)] },
  { label: "backends", effects: ["shares", "failed"], text: (decision) => [...decision.backends.map(backendText), ...lost(decision)] },
  { label: "access", effects: ["access"], text: ({ access }) => (access === null ? [] : [accessText(access)]) },
  { label: "mirrors", effects: ["mirrors"], text: ({ mirrors }) => mirrors.map(backendText) },
  { label: "upstream", effects: ["upstream"], text: ({ upstream }) => (upstream === null || upstream.path === null ? [] : [`${upstream.authority ?? ""}${upstream.path}`]) },
  { label: "answer", effects: ["responseHeaders", "cors"], text: () => [] },
  { label: "deadline", effects: ["deadline"], text: (decision) => forwards(decision, () => [decision.deadlineMs === null ? "none" : durationText(decision.deadlineMs)]) },
  { label: "retries", effects: ["retries", "perTryTimeout", "backoff"], text: (decision) => forwards(decision, () => [retriesText(decision)]) },
  { label: "budget", effects: ["retryBudget"], text: ({ retryBudget }) => (retryBudget === null ? [] : [fieldsText(retryBudget)]) },
  { label: "idle", effects: ["idleTimeout"], text: ({ idleTimeoutMs }) => (idleTimeoutMs === null ? [] : [durationText(idleTimeoutMs)]) },
  { label: "faults", effects: ["faults"], text: ({ faults }) => faults.map(faultText) },
];

function lost({ failed, refused, outcome }: RenderedDecision): readonly string[] {
  if (outcome !== "forward") return [];
  return [...shareRow("failed", failed.share, failed.status), ...shareRow("refused", refused.share, refused.status)].map(([label, text]) => `${label} ${text}`);
}

/** Settings of backends get a row each where some target has them otherwise. */
function settingRows(targets: readonly TargetAnswer[]): readonly Row[] {
  const differing = targets.flatMap(({ differences }) => differences).filter(({ effect }) => effect.startsWith("settings."));
  return [...new Set(differing.map(({ effect }) => effect))].map((effect) => {
    const said = differing.flatMap((difference) => (difference.effect === effect ? [difference.policy] : []));
    return { label: effect.slice("settings.".length), effects: [effect], text: (_, reader) => (reader === "policy" ? [...new Set(said)] : []) };
  });
}

/** `percent 25, window 2s, minPerSecond 10`: fields that end in `Ms` are durations. */
function fieldsText(fields: object): string {
  const said = Object.entries(fields).filter(([, value]) => value !== null);
  return said.map(([name, value]) => (name.endsWith("Ms") ? `${name.slice(0, -2)} ${durationText(Number(value))}` : `${name} ${value}`)).join(", ");
}

function saysSomething(row: Row, policy: RenderedDecision): boolean {
  return row.text(policy, "policy").length > 0;
}

function differsIn({ effects }: Row, { differences }: TargetAnswer): boolean {
  return differences.some(({ effect }) => effects.includes(effect));
}

/** `=` or the target's own answer; where nothing is written for the target, the row of the outcome says so. */
function cellText(row: Row, { answer, differences }: TargetAnswer, policy: RenderedDecision): readonly string[] {
  const first = row === rows[0];
  if (answer === null) return first ? ["refuses the policy"] : [];
  if (answer.outcome === "unsupported") return first ? ["cannot be told"] : [];
  const otherwise = differences.length > 0 && answer.outcome !== policy.outcome;
  const ours = differences.filter(({ effect }) => row.effects.includes(effect));
  if (ours.length === 0 && !(first && otherwise)) return otherwise ? [] : ["="];
  const said = row.text(answer, "target");
  return said.length === 0 ? ours.map(({ target: got }) => (got === "null" ? "none" : got)) : said;
}

/** Cells of several lines side by side, columns as wide as their widest line. */
function table(lines: readonly (readonly (readonly string[])[])[]): string {
  const columns = lines[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) => Math.max(...lines.flatMap((line) => (line[column] ?? []).map((text) => printable(text).length)), 0));
  return lines.map((line) => tableRow(line, widths)).join("");
}

function tableRow(cells: readonly (readonly string[])[], widths: readonly number[]): string {
  const height = Math.max(1, ...cells.map(({ length }) => length));
  const texts = Array.from({ length: height }, (_, at) => cells.map((cell, column) => printable(cell[at] ?? "").padEnd(widths[column] ?? 0)).join("  "));
  return texts.map((text) => `  ${text.trimEnd()}\n`).join("");
}

const mostRefusals = 5;

function reasonsText({ on, answer, refused, differences }: TargetAnswer): string {
  if (answer === null) {
    const lines = refused.slice(0, mostRefusals).map(({ code, message, at }) => `    ${code}: ${message}${placed(at)}`);
    const more = refused.length > mostRefusals ? [`    and ${refused.length - mostRefusals} more`] : [];
    return [`  ${on} refuses the policy:`, ...lines, ...more].map((line) => `${printable(line)}\n`).join("");
  }
  if (answer.outcome === "unsupported") return `${printable(`  ${on} cannot be told: ${answer.reason ?? "it is not modelled"}`)}\n`;
  const reasons = new Map<string, string[]>();
  for (const { effect, why } of differences) reasons.set(reasonText(why), [...(reasons.get(reasonText(why)) ?? []), effect]);
  return [...reasons].map(([reason, effects]) => `${printable(`  ${on} differs in ${effects.join(", ")}: ${reason}`)}\n`).join("");
}

function reasonText(why: DifferenceReason): string {
  switch (why.kind) {
    case "ledger":
      return `${why.field} ${why.entry}, ${why.note}${why.because === null ? "" : `; allowed because: ${why.because}`}${placed(why.at)}`;
    case "outside":
      return `no proof speaks of this request: ${why.what.join(", ")}`;
    case "unexplained":
      return "no entry of the ledger allows it; please report it";
  }
}

function placed(at: RenderedPlace | null): string {
  return at === null ? "" : `  ${placeText(at)}`;
}
