import { inReadingOrder } from "./diagnostics/order.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import type { Consent, LedgerEntry, Manifest, MeshModel, Profile } from "./model/index.ts";
import { statedInventory } from "./model/stated-inventory.ts";
import { decide } from "./simulate/decide/index.ts";
import type { SourceFile } from "./source/origin.ts";
import { compileDiagnostics } from "./compile.diagnostics.ts";
import { idleDefaults } from "./targets/consent.ts";
import { asWritten, deliveryOf, type Delivery } from "./targets/delivery.ts";
import { omit } from "./targets/omit.ts";
import { profileOf, type TargetChoice } from "./targets/profile.ts";
import { targets } from "./targets/index.ts";
import type { Target } from "./targets/target.ts";
import { verify, type VerifyResult } from "./verify/index.ts";

/** What one target gets: manifests in apply order, the ledger, and what was proved of them. */
export interface TargetOutput {
  readonly target: string;
  readonly profile: Profile;
  readonly manifests: readonly Manifest[];
  readonly ledger: readonly LedgerEntry[];
  /** Whether the manifests are written as objects of Kubernetes, and how they are applied. */
  readonly delivery: Delivery;
  /** null where lowering already found errors, or verification was not asked for. */
  readonly verification: VerifyResult | null;
}

/** The result of compiling; with an error among the findings nothing of it may be written. */
export interface CompileResult {
  readonly outputs: readonly TargetOutput[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What to compile for, and how. */
export interface CompileOptions {
  readonly targets: readonly TargetChoice[];
  /** The date that end dates are compared with, `2026-12-31`. It makes findings and never changes a manifest. */
  readonly asOf: string;
  readonly verify: boolean;
}

/** From a sound model to manifests: for every target lower, read back, compare. */
export function compile(model: MeshModel, files: readonly SourceFile[], options: CompileOptions): CompileResult {
  const compiled = options.targets.map((choice) => compileFor(model, targetNamed(choice.target), choice, options));
  const findings = [...compiled.flatMap(({ diagnostics }) => diagnostics), ...expired(model, options)];
  return { outputs: compiled.map(({ output }) => output), diagnostics: inReadingOrder(findings, files) };
}

function targetNamed(name: string): Target {
  const target = targets.find((each) => each.name === name);
  if (target === undefined) throw new Error(`no target is named ${name}`);
  return target;
}

interface Compiled {
  readonly output: TargetOutput;
  readonly diagnostics: readonly Diagnostic[];
}

function compileFor(model: MeshModel, target: Target, choice: TargetChoice, options: CompileOptions): Compiled {
  const { profile, diagnostics: unknown } = profileOf(target, model, choice);
  const said = omit(model, target.capabilities(profile), profile);
  const written = target.lower(said.model, profile);
  const lowered = { ...written, ledger: [...written.ledger, ...said.ledger] };
  const refused = lowered.diagnostics.some(({ severity }) => severity === "error");
  const found = [...unknown, ...lowered.diagnostics, ...(refused ? [] : idleDefaults(model.services, target.name, lowered.ledger))];
  const sound = found.every(({ severity }) => severity !== "error");
  const verified = sound && options.verify ? readBack(model, target, profile, lowered) : null;
  const output = { target: target.name, profile, manifests: lowered.manifests, ledger: lowered.ledger, delivery: deliveryOf(target, profile) };
  return {
    output: { ...output, verification: verified?.result ?? null },
    diagnostics: [...found, ...(verified?.diagnostics ?? [])],
  };
}

/** Reads what is written as the mesh would, and compares with the policy over all classes of requests. */
function readBack(model: MeshModel, target: Target, profile: Profile, lowered: ReturnType<Target["lower"]>) {
  const world = { inventory: statedInventory(model), mesh: model.mesh, profile };
  const written = asWritten(target, profile, lowered.manifests);
  const read = target.interpret(written.manifests, world);
  const result = verify(model, decide(model), read.read, lowered.ledger, { target: target.name });
  return { result, diagnostics: [...written.diagnostics, ...read.diagnostics, ...result.diagnostics] };
}

/** Consents and faults whose end date lies before the date of the run. */
function expired(model: MeshModel, { asOf, targets: chosen }: CompileOptions): readonly Diagnostic[] {
  const consents = model.services.flatMap((service) => service.consents.flatMap((consent) => (isOver(consent, asOf) ? [consent] : [])));
  const relevant = consents.filter(({ target }) => chosen.some((choice) => choice.target === target));
  return relevant.map((consent) =>
    compileDiagnostics["consent-expired"].report({ at: consent.origin, with: { field: consent.field, target: consent.target, until: consent.until } }),
  );
}

function isOver(consent: Consent, asOf: string): consent is Extract<Consent, { kind: "unenforced" }> {
  return consent.kind === "unenforced" && consent.until < asOf;
}
