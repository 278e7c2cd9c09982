import type { Name, Service } from "../model/index.ts";
import type { Origin } from "../source/origin.ts";
import { durationText } from "../support/duration.ts";
import { kinds } from "./kinds.ts";
import type { Measured } from "./meter.ts";
import type { Watch } from "./watches.ts";

/** An alerting rule as Prometheus reads it (`prometheus/prometheus:docs/configuration/alerting_rules.md`). */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The rules of one service. */
export interface RuleGroup {
  readonly name: string;
  readonly rules: readonly AlertRule[];
}

/** Where a rule is for, and how places are shown. */
export interface RulePlace {
  readonly target: string;
  readonly service: Service;
  readonly shown: (origin: Origin) => string;
}

/** The rule of one alert with the words that somebody reads at night: what, whose, by which line, how it is counted. */
export function ruleOf({ kind, threshold, origin, written }: Watch, { value, needs, differs }: Measured<string>, { target, service: { id }, shown }: RulePlace): AlertRule {
  const { alert, summary, meaning, unit } = kinds[kind];
  return {
    alert,
    expr: value,
    for: durationText(threshold.forMs),
    labels: { severity: "warning", mesh: target, service: plain(id.name), service_namespace: plain(id.namespace), threshold: written ? "written" : "derived" },
    annotations: {
      summary: plain(`${summary(id, threshold)} (${target})`),
      description: `${plain(meaning)}. Now: {{ $value | printf "%.4g" }} ${plain(unit)}.`,
      policy: plain(shown(origin)),
      ...(needs !== null && { needs: plain(needs) }),
      ...(differs !== null && { differs: plain(differs) }),
    },
  };
}

/** `meshwright/istio/shop/order`: no two groups of one file have the same name. */
export function groupName(target: string, { namespace, name }: Name): string {
  return `meshwright/${target}/${namespace}/${name}`;
}

/** Labels and annotations are templates of Go: two braces of a name open nothing. */
function plain(text: string): string {
  return text.replace(/\{\{/g, '{{ "{{" }}');
}
