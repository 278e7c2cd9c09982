import { capabilitiesJson, capabilitiesMarkdown, capabilitiesText } from "../reports/capabilities.ts";
import type { TargetChoice } from "../targets/profile.ts";
import { targets } from "../targets/index.ts";
import type { Target } from "../targets/target.ts";
import type { Command, Invocation } from "./command.ts";
import { complain } from "./complain.ts";
import { exit } from "./io.ts";
import { chosenTargets } from "./output/targets.ts";

/** Prints what each target can say. */
export const command: Command = {
  name: "targets",
  summary: "show what each target can say, by version and profile",
  usage: "[TARGET…] [options]",
  description: "A target is `istio`, `istio@1.29`, `istio/waypoint` or `istio@1.29/waypoint`; without any, all are shown.",
  options: [{ name: "format", value: "FORMAT", choices: ["text", "markdown", "json"], help: "how the table is written (default: text)" }],
  run: async (invocation) => {
    const all = targets.map(({ name }) => ({ target: name, version: null, profile: null }));
    const chosen = chosenTargets(invocation.positionals, all);
    if (!chosen.ok) return complain(chosen.problem, invocation.io);
    for (const choice of chosen.value) invocation.io.stdout(shown(choice, invocation));
    return exit.fine;
  },
};

function shown(choice: TargetChoice, invocation: Invocation): string {
  const target = targets.find(({ name }) => name === choice.target);
  if (target === undefined) return "";
  switch (invocation.text("format")) {
    case "markdown":
      return capabilitiesMarkdown(target);
    case "json":
      return capabilitiesJson(target);
    default:
      return text(target, choice);
  }
}

function text(target: Target, { version, profile: name }: TargetChoice): string {
  const profile = { target: target.name, version: version ?? target.defaultVersion, name: name ?? target.profiles[0] ?? "", settings: target.settings };
  return capabilitiesText({ profile, table: target.capabilities(profile) });
}
