import type { LintChoice } from "../analyse.ts";
import { usualOptions } from "../lint/options.ts";
import type { LintOptions } from "../lint/options.ts";
import type { Thresholds } from "../resources/generated/config/configuration.ts";
import { parseDuration } from "../support/duration.ts";
import { lintTargets } from "../targets/lint-facts.ts";
import { asOfDay } from "./as-of.ts";
import type { Invocation, Option } from "./command.ts";
import { chosenTargets, configuredTargets } from "./output/targets.ts";
import type { Asked } from "./io.ts";
import type { Workspace } from "./workspace.ts";

/** Option of commands whose answers depend on what the meshes do by themselves. */
export const lintTargetOption: Option = { name: "target", short: "t", value: "TARGET", repeats: true, help: "a mesh that the policies are for (default: targets of meshwright.yaml and of the MeshPolicies)" };

/** How to lint, as the command line and the configuration say. */
export function lintChoice({ config }: Workspace, invocation: Invocation): Asked<LintChoice> {
  const asOf = asOfDay(invocation);
  if (!asOf.ok) return asOf;
  const words = invocation.texts("target");
  const configured = configuredTargets(config);
  const chosen = words.length + configured.length === 0 ? { ok: true as const, value: [] } : chosenTargets(words, configured);
  if (!chosen.ok) return chosen;
  const options = { ...usualOptions, ...optionsOf(config.settings.thresholds ?? {}) };
  return { ok: true, value: { asOf: asOf.value, options, targetsOf: (model) => lintTargets(model, chosen.value) } };
}

function optionsOf({ shortestPause, headersFromOutside, ...rest }: Thresholds): Partial<LintOptions> {
  const pause = shortestPause === undefined ? null : parseDuration(shortestPause);
  return {
    ...rest,
    ...(pause !== null && { shortestPauseMs: pause }),
    ...(headersFromOutside !== undefined && { headersFromOutside: headersFromOutside.map((name) => name.toLowerCase()) }),
  };
}
