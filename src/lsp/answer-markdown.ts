import type { RenderedDecision } from "../model/render.ts";
import { backendText, outcomeText, retriesText, shareRow } from "../reports/decision-text.ts";
import { plain } from "../reports/markdown-plain.ts";
import type { SideBySide, TargetAnswer } from "../reports/side-by-side.ts";
import { durationText } from "../support/duration.ts";

/** Most reasons that are shown of one target. */
const mostReasons = 4;

/** The answers to one request as a list, for the narrow window of an editor: the policy's, then one item a target. */
export function answerMarkdown({ question, policy, targets }: SideBySide): string {
  const items = [`- **policy**: ${plain(decisionWords(policy))}`, ...targets.map((target) => `- **${plain(`${target.on} ${target.version}`)}**: ${targetWords(target, policy)}`)];
  return [plain(question), "", ...items].join("\n");
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

function targetWords({ answer, refused, differences }: TargetAnswer, policy: RenderedDecision): string {
  if (answer === null) return `refuses the policy${listed(refused.map(({ code, message }) => `${code} ${message}`))}`;
  if (answer.outcome === "unsupported") return `cannot be told: ${plain(answer.reason ?? "it is not modelled")}`;
  if (differences.length === 0) return answer.outcome === policy.outcome ? "the same" : plain(decisionWords(answer));
  return `otherwise${listed(differences.map(({ effect, policy: wanted, target, why }) => `${effect} ${target} instead of ${wanted}${why.kind === "ledger" && why.because !== null ? ` (${why.because})` : ""}`))}`;
}

function listed(lines: readonly string[]): string {
  const shown = lines.slice(0, mostReasons).map((line) => `\n  - ${plain(line)}`);
  return `${shown.join("")}${lines.length > mostReasons ? `\n  - and ${lines.length - mostReasons} more` : ""}`;
}
