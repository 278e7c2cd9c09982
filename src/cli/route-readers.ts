import { handWritten } from "../analyse-manifests.ts";
import type { Analysis } from "../analyse.ts";
import { compile } from "../compile.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Reader } from "../model/index.ts";
import { statedInventory } from "../model/stated-inventory.ts";
import { decide } from "../simulate/decide/index.ts";
import type { SourceFile } from "../source/origin.ts";
import { targets } from "../targets/index.ts";
import { asWritten } from "../targets/delivery.ts";
import type { NativeRead } from "../targets/native-form.ts";
import { parseTargetChoice, profileOf } from "../targets/profile.ts";
import type { TargetChoice } from "../targets/profile.ts";
import type { Target } from "../targets/target.ts";
import { refuse } from "./io.ts";
import type { Asked } from "./io.ts";

/** A reader that answers requests, under the name it was asked for, and what was found wrong while preparing it. */
export interface NamedReader {
  readonly on: string;
  readonly read: Reader;
  readonly diagnostics: readonly Diagnostic[];
}

/** What the paths of the command hold. */
export interface Material {
  readonly analysis: Analysis;
  readonly files: readonly SourceFile[];
  /** The date for findings of the compiler, `2026-12-31`. */
  readonly asOf: string;
}

/**
 * Prepares a reader: `policy`, or a target such as `istio@1.29/waypoint`. A target reads the manifests that were given;
 * if policies were given, they are compiled for it first.
 */
export function readerFor(on: string, material: Material): Asked<NamedReader> {
  const { model } = material.analysis;
  if (on === "policy") return { ok: true, value: { on, read: decide(model), diagnostics: [] } };
  const choice = parseTargetChoice(on);
  const target = targets.find(({ name }) => name === choice?.target);
  const names = ["policy", ...targets.map(({ name }) => name)].join(", ");
  if (choice === null || target === undefined) return refuse(`\`--on ${on}\` is not known; it takes ${names}`);
  if (choice.version !== null && !target.versions.includes(choice.version)) return refuse(`${target.name} ${choice.version} is not known; it takes ${target.versions.join(", ")}`);
  if (choice.profile !== null && !target.profiles.includes(choice.profile)) return refuse(`${target.name} has no profile \`${choice.profile}\`; it takes ${target.profiles.join(", ")}`);
  const { profile } = profileOf(target, model, choice);
  const given = hasPolicies(material.analysis) ? compiled(target, choice, material) : handWritten(target, profile, { ...material, documents: material.analysis.documents });
  const { read, diagnostics } = target.interpret(given.manifests, { inventory: statedInventory(model), mesh: model.mesh, profile });
  return { ok: true, value: { on, read, diagnostics: [...given.diagnostics, ...diagnostics] } };
}

/** Whether any dialect said something about a service or a gateway. */
export function hasPolicies({ model }: Analysis): boolean {
  return model.services.length + model.gateways.length > 0;
}

function compiled(target: Target, choice: TargetChoice, { analysis, files, asOf }: Material): NativeRead {
  const { outputs, diagnostics } = compile(analysis.model, files, { targets: [choice], asOf, verify: false });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const read = outputs.map(({ profile, manifests }) => asWritten(target, profile, manifests));
  return { manifests: read.flatMap(({ manifests }) => manifests), diagnostics: [...errors, ...read.flatMap((each) => each.diagnostics)] };
}
