import { compile } from "../compile.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { LedgerEntry, Profile, Reader, Request } from "../model/index.ts";
import { questionOf } from "../model/question.ts";
import { renderDecision } from "../model/render.ts";
import type { PlaceOf, RenderedDecision } from "../model/render.ts";
import { statedInventory } from "../model/stated-inventory.ts";
import type { DifferenceReason, SideBySide, TargetAnswer } from "../reports/side-by-side.ts";
import { decide } from "../simulate/decide/index.ts";
import { asWritten } from "../targets/delivery.ts";
import { targets } from "../targets/index.ts";
import type { TargetChoice } from "../targets/profile.ts";
import type { Target } from "../targets/target.ts";
import { differencesOn, outsideUniverse } from "../verify/index.ts";
import type { ExplainedDifference } from "../verify/index.ts";
import type { Material } from "./route-readers.ts";

/** A target with the manifests of the policies behind it, or with what it cannot say of them. */
export interface ComparedTarget {
  readonly target: string;
  readonly profile: Profile;
  /** null where the target refuses the policies; then `refused` says why. */
  readonly read: Reader | null;
  readonly refused: readonly Diagnostic[];
  readonly ledger: readonly LedgerEntry[];
}

/**
 * Compiles the policies for every target there is: in the version and profile of the configuration or of a MeshPolicy, else
 * its default. A target that refuses them keeps none of the others from answering.
 */
export function comparedTargets(material: Material, configured: readonly TargetChoice[]): readonly ComparedTarget[] {
  return targets.map((target) => {
    const choice = configured.find((each) => each.target === target.name) ?? { target: target.name, version: null, profile: null };
    return comparedTarget(target, choice, material);
  });
}

/** One target, compiled for the policies and read back. */
export function comparedTarget(target: Target, choice: TargetChoice, { analysis: { model }, files, asOf }: Material): ComparedTarget {
  const { outputs, diagnostics } = compile(model, files, { targets: [choice], asOf, verify: false });
  const [output] = outputs;
  if (output === undefined) throw new Error(`${target.name} was compiled for nothing`);
  const { profile, ledger, manifests } = output;
  const refused = diagnostics.filter(({ severity }) => severity === "error");
  if (refused.length > 0) return { target: target.name, profile, read: null, refused, ledger };
  const written = asWritten(target, profile, manifests);
  const { read } = target.interpret(written.manifests, { inventory: statedInventory(model), mesh: model.mesh, profile });
  return { target: target.name, profile, read, refused, ledger };
}

/** Puts one request to the policy and to every target, and says where and why their answers differ; `question` words it. */
export function answerSideBySide(request: Request, question: (policy: RenderedDecision) => string, compared: readonly ComparedTarget[], { analysis: { model } }: Material, placeOf: PlaceOf): SideBySide {
  const asked = questionOf(request, model.mesh);
  const wanted = decide(model)(asked);
  const outside = outsideUniverse(request, model);
  const answers = compared.map(({ target, profile, read, refused, ledger }): TargetAnswer => {
    const got = read?.(asked) ?? null;
    return {
      on: target,
      version: profile.version,
      profile: profile.name,
      answer: got === null ? null : renderDecision(got, request, placeOf),
      refused: refused.map(({ code, message, origin }) => ({ code, message, at: placeOf(origin) })),
      differences: got === null ? [] : differencesOn(request, wanted, got, { model, target, ledger }).map((each) => differenceOf(each, outside, placeOf)),
    };
  });
  const policy = renderDecision(wanted, request, placeOf);
  return { id: request.id ?? null, question: question(policy), policy, targets: answers };
}

function differenceOf({ difference, entry }: ExplainedDifference, outside: readonly string[], placeOf: PlaceOf): TargetAnswer["differences"][number] {
  const { effect, wanted, got, direction } = difference;
  return { effect, policy: wanted, target: got, direction, why: reasonOf(entry, outside, placeOf) };
}

function reasonOf(entry: LedgerEntry | null, outside: readonly string[], placeOf: PlaceOf): DifferenceReason {
  if (entry !== null) {
    return { kind: "ledger", entry: entry.kind, field: entry.field, note: entry.note, because: entry.consent?.because ?? null, at: placeOf(entry.consent?.origin ?? entry.origin) };
  }
  return outside.length > 0 ? { kind: "outside", what: outside } : { kind: "unexplained" };
}
