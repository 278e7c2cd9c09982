import { alertsFor, prometheusRules, withAlerts } from "./alerts/index.ts";
import type { Alerts } from "./alerts/index.ts";
import type { CompileResult, TargetOutput } from "./compile.ts";
import { inReadingOrder } from "./diagnostics/order.ts";
import type { Manifest, MeshModel } from "./model/index.ts";
import { ruleFiles } from "./reports/alert-rules.ts";
import { sourcePlace } from "./reports/generated.ts";
import type { NamedSources, OutputFile } from "./reports/generated.ts";
import type { SourceFile } from "./source/origin.ts";
import { omit } from "./targets/omit.ts";
import { targets } from "./targets/index.ts";

/** A result and the alert rules that were asked for. */
export interface Produced extends CompileResult {
  /** Files of rules that are no objects of Kubernetes. */
  readonly ruleFiles: readonly OutputFile[];
  /** How many rules each target got, by its name; null when nobody asked. */
  readonly ruleCounts: ReadonlyMap<string, number> | null;
}

/** A result without alert rules. */
export function withoutAlertRules(result: CompileResult): Produced {
  return { ...result, ruleFiles: [], ruleCounts: null };
}

/** Adds the alert rules of every target: to its manifests, or as a file where there is no Kubernetes. */
export function withAlertRules(result: CompileResult, model: MeshModel, files: readonly SourceFile[], sources: NamedSources): Produced {
  const each = result.outputs.map((output) => ({ output, alerts: alertsOf(output, model, sources) }));
  return {
    outputs: each.map(({ output, alerts }) => ({ ...output, manifests: [...output.manifests, ...objects(output, alerts)], ledger: withAlerts(output.ledger, alerts.ledger) })),
    diagnostics: inReadingOrder([...result.diagnostics, ...each.flatMap(({ alerts }) => alerts.diagnostics)], files),
    ruleFiles: each.flatMap(({ output, alerts }) => (output.delivery.form === null ? [] : ruleFiles(output.target, alerts.rules, sources))),
    ruleCounts: new Map(each.map(({ output, alerts }) => [output.target, alerts.rules.reduce((sum, { group }) => sum + group.rules.length, 0)])),
  };
}

function alertsOf({ target, profile, manifests }: TargetOutput, model: MeshModel, sources: NamedSources): Alerts {
  const table = targets.find(({ name }) => name === target)?.capabilities(profile);
  const said = table === undefined ? model : omit(model, table, profile).model;
  return alertsFor({ model: said, profile, manifests, shown: (origin) => sourcePlace(origin, sources) });
}

function objects({ target, delivery }: TargetOutput, { rules }: Alerts): readonly Manifest[] {
  return delivery.form === null ? prometheusRules(target, rules) : [];
}
