import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { sameName } from "../model/name.ts";
import type { LedgerEntry, Manifest, Service } from "../model/index.ts";
import type { Origin } from "../source/origin.ts";
import { exclusion } from "../targets/consent.ts";
import { groupBy } from "../support/group-by.ts";
import { consentFor, countlessFindings, entryOf, idleFindings, lostFindings } from "./findings.ts";
import type { Asked } from "./findings.ts";
import { kinds } from "./kinds.ts";
import type { Mesh } from "./meter.ts";
import { meterOf } from "./meters.ts";
import type { TargetMeter } from "./meters.ts";
import { groupName, ruleOf } from "./rules.ts";
import type { RuleGroup } from "./rules.ts";
import { watchesOf } from "./watches.ts";
import type { Watch } from "./watches.ts";

export type { RuleGroup } from "./rules.ts";

/** The alert rules of one service, where it has some. */
export interface ServiceRules {
  readonly namespace: string;
  readonly group: RuleGroup;
  readonly sources: readonly Origin[];
}

/** What alert rules one target gets, what became of each alert of the policies, and findings. */
export interface Alerts {
  readonly rules: readonly ServiceRules[];
  /** In place of the entries that say that alerts are nothing of the mesh. */
  readonly ledger: readonly LedgerEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** For what alert rules are asked; `shown` writes a place in a policy as annotations show it. */
export interface AlertsAsked extends Mesh {
  readonly shown: (origin: Origin) => string;
}

/** The alert rules of every service on one target, by the mesh's own metrics. */
export function alertsFor(asked: AlertsAsked): Alerts {
  const { model, profile } = asked;
  const meter = meterOf(profile.target);
  const services = model.services.filter((service) => exclusion(service, profile.target) === null);
  const each = services.map((service) => alertsOf(service, meter, asked));
  return {
    rules: each.flatMap(({ rules }) => rules),
    ledger: each.flatMap(({ ledger }) => ledger),
    diagnostics: [...each.flatMap(({ diagnostics }) => diagnostics), ...(meter.kind === "countless" ? countlessFindings(services, profile.target, meter.why) : [])],
  };
}

/** One `PrometheusRule` for each namespace (`prometheus-operator/prometheus-operator:Documentation/api-reference/api.md`). */
export function prometheusRules(target: string, rules: readonly ServiceRules[]): readonly Manifest[] {
  const namespaces = [...groupBy(rules, ({ namespace }) => namespace).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return namespaces.map(([namespace, own]) => ({
    object: {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      metadata: { name: `meshwright-${target}`, namespace },
      spec: { groups: own.map(({ group }) => group) },
    },
    sources: own.flatMap(({ sources }) => sources),
  }));
}

/** A ledger in which the alerts' own entries stand where it said that alerts are nothing of the mesh. */
export function withAlerts(ledger: readonly LedgerEntry[], own: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const same = (a: LedgerEntry, b: LedgerEntry): boolean => a.field === b.field && a.service !== null && b.service !== null && sameName(a.service, b.service);
  return ledger.map((entry) => own.find((other) => same(entry, other)) ?? entry);
}

function alertsOf(service: Service, how: TargetMeter, asked: AlertsAsked): Alerts {
  const { target } = asked.profile;
  const watches = watchesOf(service, target);
  const measureOf = measures(service, how, asked);
  const all = watches.map((watch): Asked => ({ watch, measure: measureOf(watch), consent: consentFor(watch, service, target) }));
  const place = { target, service, shown: asked.shown };
  const rules = all.flatMap(({ watch, measure }) => (measure.kind === "measured" ? [ruleOf(watch, measure, place)] : []));
  const sources = all.flatMap(({ watch, measure }) => (measure.kind === "measured" ? [watch.origin] : []));
  return {
    rules: rules.length === 0 ? [] : [{ namespace: service.id.namespace, group: { name: groupName(target, service.id), rules }, sources }],
    ledger: all.flatMap((one) => (one.watch.written ? [entryOf(one, service, target)] : [])),
    diagnostics: [...lostFindings(all, service, target, how.kind), ...idleFindings(all, service, target)],
  };
}

function measures(service: Service, how: TargetMeter, asked: AlertsAsked): (watch: Watch) => Asked["measure"] {
  if (how.kind === "countless") return () => ({ kind: "missing", why: how.why });
  const meter = how.meter(service, asked);
  return ({ kind, threshold }) => kinds[kind].condition(meter, threshold);
}
