import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { MeshModel, Reader } from "../model/index.ts";
import { mechanismOf } from "../simulate/traffic/mechanism.ts";
import type { PlanningWorld } from "../simulate/traffic/planning/draft.ts";
import { targets } from "../targets/index.ts";
import { parseTargetChoice, profileOf } from "../targets/profile.ts";
import type { Asked } from "./io.ts";
import { readerFor } from "./route-readers.ts";
import type { Material } from "./route-readers.ts";

/** A mesh that can be simulated, under the name it was asked for. */
export interface SimulatedMesh extends PlanningWorld {
  readonly on: string;
  /** What was found wrong while policies were compiled for it, changed ones included. */
  readonly diagnostics: () => readonly Diagnostic[];
}

/** `policy`, or a target: its reader answers where calls go, and its table of defaults says how it works. */
export function simulatedMesh(on: string, material: Material): Asked<SimulatedMesh> {
  const { model } = material.analysis;
  const first = readerFor(on, material);
  if (!first.ok) return first;
  const found: Diagnostic[] = [...first.value.diagnostics];
  const readerOf = (changed: MeshModel): Reader => {
    if (changed === model) return first.value.read;
    const reader = readerFor(on, { ...material, analysis: { ...material.analysis, model: changed } });
    if (!reader.ok) throw new Error(reader.problem);
    found.push(...reader.value.diagnostics);
    return reader.value.read;
  };
  const choice = parseTargetChoice(on);
  const target = targets.find(({ name }) => name === choice?.target);
  const defaults = target === undefined || choice === null ? [] : target.defaults(profileOf(target, model, choice).profile);
  return { ok: true, value: { on, model, readerOf, mechanism: mechanismOf(target?.name ?? "policy", defaults), diagnostics: () => found } };
}
