import { stringify } from "yaml";
import type { ServiceRules } from "../alerts/index.ts";
import { header } from "./generated.ts";
import type { NamedSources, OutputFile } from "./generated.ts";

/** The alert rules of a target without Kubernetes, as a file for `rule_files` of Prometheus; none without rules. */
export function ruleFiles(target: string, rules: readonly ServiceRules[], sources: NamedSources): readonly OutputFile[] {
  if (rules.length === 0) return [];
  const content = stringify({ groups: rules.map(({ group }) => group) }, { lineWidth: 0, aliasDuplicateObjects: false, version: "1.1" });
  return [{ path: `${target}/prometheus-rules.yaml`, content: header(rules.flatMap(({ sources: places }) => places), sources) + content }];
}
