import type { RenderedDecision } from "../model/render.ts";
import { backendText, outcomeText, retriesText, shareRow } from "../reports/decision-text.ts";
import { printable } from "../reports/printable.ts";
import type { SideBySide, TargetAnswer } from "../reports/side-by-side.ts";
import { durationText } from "../support/duration.ts";

/** Most reasons that are shown of one target. */
const mostReasons = 4;

/** The text as code, which Markdown leaves as it is. */
export function code(text: string): string {
  return `\`${printable(text).replaceAll("`", "'")}\``;
}

/** The answers to one request as a list, for the narrow window of an editor: the policy's, then the targets', those that do the same in one item. */
export function answerMarkdown({ question, policy, targets }: SideBySide): string {
  const same = targets.filter((target) => isSame(target, policy));
  const items = [
    `- **policy**: ${code(decisionWords(policy))}`,
    ...(same.length === 0 ? [] : [`- ${same.map(nameOf).join(", ")}: the same`]),
    ...targets.filter((target) => !isSame(target, policy)).map((target) => `- ${nameOf(target)} ${targetWords(target)}`),
  ];
  return [code(question), "", ...items].join("\n");
}

function isSame({ answer, differences }: TargetAnswer, policy: RenderedDecision): boolean {
  return answer !== null && answer.outcome === policy.outcome && differences.length === 0;
}

function nameOf({ on, version }: TargetAnswer): string {
  return `**${on}** ${code(version)}`;
}

/** `forward to 95% (19/20) shop/order:8080 (v1), …; deadline 2s; retries 2 on gateway-error`. */
function decisionWords(decision: RenderedDecision): string {
  if (decision.outcome !== "forward") return outcomeText(decision);
  const { backends, failed, refused, mirrors, deadlineMs } = decision;
  const lost = [...shareRow("failed", failed.share, failed.status), ...shareRow("refused", refused.share, refused.status)].map((row) => row.join(" "));
  return [
    `forward to ${[...backends.map(backendText), ...lost].join(", ")}`,
    ...(mirrors.length === 0 ? [] : [`mirror ${mirrors.map(backendText).join(", ")}`]),
    `deadline ${deadlineMs === null ? "none" : durationText(deadlineMs)}`,
    `retries ${retriesText(decision)}`,
  ].join("; ");
}

function targetWords({ answer, refused, differences }: TargetAnswer): string {
  if (answer === null) return `refuses the policy${listed(refused.map(({ code: fault, message }) => `${fault} ${message}`))}`;
  if (answer.outcome === "unsupported") return `cannot be told: ${code(answer.reason ?? "it is not modelled")}`;
  if (differences.length === 0) return `otherwise: ${code(decisionWords(answer))}`;
  return `otherwise${listed(differences.map(({ effect, policy: wanted, target, why }) => `${effect} ${target} instead of ${wanted}${why.kind === "ledger" && why.because !== null ? `: ${why.because}` : ""}`))}`;
}

function listed(lines: readonly string[]): string {
  const shown = lines.slice(0, mostReasons).map((line) => `\n  - ${code(line)}`);
  return `${shown.join("")}${lines.length > mostReasons ? `\n  - and ${lines.length - mostReasons} more` : ""}`;
}
