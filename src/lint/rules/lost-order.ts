import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { LostOrder } from "../lint-target.ts";
import type { ArmList, Rule } from "../rule.ts";
import { meshesOf } from "../vendor.ts";
import { listed } from "../words.ts";

/** Findings of this lint. */
export const lostOrderDiagnostics = defineDiagnostics({
  "order-lost-on-a-target": {
    code: "MW3027",
    severity: "warning",
    what: (p: { earlier: string; later: string; lost: readonly string[]; kept: readonly string[]; shown: string }) =>
      `route \`${p.earlier}\` cannot stand before \`${p.later}\` on ${listed(p.lost)}${p.kept.length === 0 ? "" : `, as it does on ${listed(p.kept)}`}`,
    why: ({ shown, later }) => `routes are ranked there by what they match, not by their place, and no spelling keeps this order: ${shown.includes("…") ? "calls that meet both" : `\`${shown}\``} may go to \`${later}\``,
    help: "let the routes match apart from each other, or the earlier one match what is narrower; a pattern can often be written as a prefix",
  },
});

/** Orders of routes that do not survive on a mesh that ranks them itself; not of services that are left out of it. */
export const lostOrder: Rule = {
  arms: (list, world) => {
    const { service } = list;
    if (service === null || !["http", "http2"].includes(list.port?.protocol ?? "")) return [];
    const answers = meshesOf(service, world).map(({ name, orderLost }) => ({ name, clash: orderLost(list.arms) }));
    return found(answers, list);
  },
};

interface Answer {
  readonly name: string;
  readonly clash: LostOrder | null;
}

function found(answers: readonly Answer[], { arms }: ArmList): readonly Diagnostic[] {
  const clash = answers.find((answer) => answer.clash !== null)?.clash ?? null;
  if (clash === null || !arms.includes(clash.earlier)) return [];
  const { earlier, later, shown } = clash;
  const names = (lost: boolean): readonly string[] => answers.flatMap((answer) => ((answer.clash !== null) === lost ? [answer.name] : []));
  const parameters = { earlier: earlier.route.name, later: later.route.name, lost: names(true), kept: names(false), shown };
  return [lostOrderDiagnostics["order-lost-on-a-target"].report({ at: earlier.when.path?.origin ?? earlier.origin, with: parameters, related: [{ origin: later.when.path?.origin ?? later.origin, note: "the one that would win" }] })];
}
