import { capabilitySummary } from "../reports/capability-summary.ts";
import { capabilitiesJson, capabilitiesMarkdown, capabilitiesText } from "../reports/capabilities.ts";
import { defaultsJson, defaultsMarkdown, defaultsText, targetDefaults } from "../reports/vendor-defaults.ts";
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
  summary: "show what each target can say, by version and profile, or what it does unasked",
  usage: "[TARGET…] [options]",
  description: "A target is `istio`, `istio@1.29`, `istio/waypoint` or `istio@1.29/waypoint`; without any, all are shown.",
  options: [
    { name: "summary", help: "show all targets side by side, by area" },
    { name: "defaults", help: "show what each target does by itself where a policy is silent" },
    { name: "format", value: "FORMAT", choices: ["text", "markdown", "json"], help: "how the table is written (default: text)" },
  ],
  run: async (invocation) => {
    const all = targets.map(({ name }) => ({ target: name, version: null, profile: null }));
    const chosen = chosenTargets(invocation.positionals, all);
    if (!chosen.ok) return complain(chosen.problem, invocation.io);
    if (invocation.flag("summary")) invocation.io.stdout(capabilitySummary(chosen.value.map(targetOf)));
    else invocation.io.stdout(invocation.flag("defaults") ? shownDefaults(chosen.value, invocation) : shownTables(chosen.value, invocation));
    return exit.fine;
  },
};

function shownTables(choices: readonly TargetChoice[], invocation: Invocation): string {
  const chosen = choices.map(targetOf);
  switch (invocation.text("format")) {
    case "markdown":
      return chosen.map(capabilitiesMarkdown).join("");
    case "json":
      return capabilitiesJson(chosen);
    default:
      return choices.map((choice) => tableText(targetOf(choice), choice)).join("");
  }
}

function tableText(target: Target, { version, profile: name }: TargetChoice): string {
  const profile = { target: target.name, version: version ?? target.defaultVersion, name: name ?? target.profiles[0] ?? "", settings: target.settings };
  return capabilitiesText({ profile, table: target.capabilities(profile) });
}

function shownDefaults(choices: readonly TargetChoice[], invocation: Invocation): string {
  const asked = choices.map((choice) => {
    const all = targetDefaults(targetOf(choice), choice.version ?? targetOf(choice).defaultVersion);
    return all.filter(({ profile }) => choice.profile === null || profile.name === choice.profile);
  });
  switch (invocation.text("format")) {
    case "markdown":
      return asked.map(defaultsMarkdown).join("");
    case "json":
      return defaultsJson(asked.flat());
    default:
      return asked.flatMap((all) => all.slice(0, 1).map(defaultsText)).join("");
  }
}

function targetOf({ target: name }: TargetChoice): Target {
  const target = targets.find((each) => each.name === name);
  if (target === undefined) throw new Error(`no target is named ${name}`);
  return target;
}
