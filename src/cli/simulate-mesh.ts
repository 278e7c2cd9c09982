import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Consent, MeshModel, Reader } from "../model/index.ts";
import { mechanismOf } from "../simulate/traffic/mechanism.ts";
import type { PlanningWorld } from "../simulate/traffic/planning/draft.ts";
import { targets } from "../targets/index.ts";
import { parseTargetChoice, profileOf } from "../targets/profile.ts";
import { targetDiagnostics } from "../targets/target.diagnostics.ts";
import type { Asked } from "./io.ts";
import { readerFor } from "./route-readers.ts";
import type { Material, NamedReader } from "./route-readers.ts";

/** A mesh that can be simulated, under the name it was asked for. */
export interface SimulatedMesh extends PlanningWorld {
  readonly on: string;
  /** What was found wrong while policies were compiled for it, changed ones included. */
  readonly diagnostics: () => readonly Diagnostic[];
}

/** Consents that the policy needs as it stands may be idle after a change that a scenario makes. */
const idle: readonly string[] = [targetDiagnostics["consent-unused"].code, targetDiagnostics["consent-for-exact"].code];

/** A reader for a changed model; without the consents that nothing needs after the change, since their presence is an error. */
function readerAfterChange(on: string, material: Material): NamedReader {
  const reader = readerFor(on, material);
  if (!reader.ok) throw new Error(reader.problem);
  const unneeded = reader.value.diagnostics.filter(({ code }) => idle.includes(code)).map(({ origin }) => origin);
  if (unneeded.length === 0) return reader.value;
  const { model } = material.analysis;
  const isIdle = ({ origin }: Consent): boolean => unneeded.some(({ file, start, end }) => file === origin.file && start >= origin.start && end <= origin.end);
  const services = model.services.map((service) => ({ ...service, consents: service.consents.filter((consent) => !isIdle(consent)) }));
  const again = readerFor(on, { ...material, analysis: { ...material.analysis, model: { ...model, services } } });
  if (!again.ok) throw new Error(again.problem);
  return again.value;
}

/** `policy`, or a target: its reader answers where calls go, and its table of defaults says how it works. */
export function simulatedMesh(on: string, material: Material): Asked<SimulatedMesh> {
  const { model } = material.analysis;
  const first = readerFor(on, material);
  if (!first.ok) return first;
  const found: Diagnostic[] = [...first.value.diagnostics];
  const readerOf = (changed: MeshModel): Reader => {
    if (changed === model) return first.value.read;
    const { read, diagnostics } = readerAfterChange(on, { ...material, analysis: { ...material.analysis, model: changed } });
    found.push(...diagnostics);
    return read;
  };
  const choice = parseTargetChoice(on);
  const target = targets.find(({ name }) => name === choice?.target);
  const defaults = target === undefined || choice === null ? [] : target.defaults(profileOf(target, model, choice).profile);
  return { ok: true, value: { on, model, readerOf, mechanism: mechanismOf(target?.name ?? "policy", defaults), diagnostics: () => found } };
}
