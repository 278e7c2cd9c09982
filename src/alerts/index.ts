import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nameText } from "../model/name.ts";
import type { LedgerEntry, Manifest, Service } from "../model/index.ts";
import type { Origin } from "../source/origin.ts";
import { exclusion } from "../targets/consent.ts";
import { groupBy } from "../support/group-by.ts";
import { consentFor, countlessFindings, entryOf, idleFindings, lostFindings } from "./findings.ts";
import type { Asked } from "./findings.ts";
import { kinds } from "./kinds.ts";
import { noMeter } from "./meter.ts";
import type { Mesh, Meter } from "./meter.ts";
import { meterOf } from "./meters.ts";
import type { TargetMeter } from "./meters.ts";
import { groupName, ruleOf } from "./rules.ts";
import type { RuleGroup } from "./rules.ts";
import { watchesOf } from "./watches.ts";

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
  const count = meter.kind === "counts" ? meter.meter(asked) : () => noMeter(meter.why);
  const each = services.map((service) => alertsOf(service, { kind: meter.kind, count }, asked));
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
  const key = ({ service, field }: LedgerEntry): string => (service === null ? "" : `${nameText(service)} ${field}`);
  const byKey = new Map(own.map((entry) => [key(entry), entry]));
  return ledger.map((entry) => byKey.get(key(entry)) ?? entry);
}

interface Counting {
  readonly kind: TargetMeter["kind"];
  readonly count: (service: Service) => Meter;
}

function alertsOf(service: Service, { kind, count }: Counting, { profile: { target }, shown }: AlertsAsked): Alerts {
  const watches = watchesOf(service, target);
  if (watches.length === 0) return { rules: [], ledger: [], diagnostics: idleFindings([], service, target) };
  const meter = count(service);
  const all = watches.map((watch): Asked => ({ watch, measure: kinds[watch.kind].condition(meter, watch.threshold), consent: consentFor(watch, service, target) }));
  const place = { target, service, shown };
  const made = all.flatMap(({ watch, measure }) => (measure.kind === "measured" ? [{ rule: ruleOf(watch, measure, place), source: watch.origin }] : []));
  const group = { name: groupName(target, service.id), rules: made.map(({ rule }) => rule) };
  return {
    rules: made.length === 0 ? [] : [{ namespace: service.id.namespace, group, sources: made.map(({ source }) => source) }],
    ledger: all.flatMap((one) => (one.watch.written ? [entryOf(one, service, target)] : [])),
    diagnostics: [...lostFindings(all, service, target, kind), ...idleFindings(all, service, target)],
  };
}
