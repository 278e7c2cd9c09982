import type { MeshModel } from "../model/index.ts";
import { usualOptions } from "./options.ts";
import type { LintSettings, World } from "./rule.ts";

/** Dates are not compared, nothing was said before, no mesh is chosen, no text is at hand, and thresholds are the usual ones. */
export const usualLint: LintSettings = { asOf: null, said: [], options: usualOptions, targets: [], textAt: () => "" };

/** A model with its services at hand by name. */
export function worldOf(model: MeshModel, settings: LintSettings = usualLint): World {
  const services = new Map(model.services.map((service) => [`${service.id.namespace}/${service.id.name}`, service]));
  return { model, settings, serviceOf: ({ namespace, name }) => services.get(`${namespace}/${name}`) ?? null };
}
