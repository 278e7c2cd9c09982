import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { nameText } from "../model/name.ts";
import type { Consent, LedgerEntry, Service } from "../model/index.ts";
import { groupBy } from "../support/group-by.ts";
import { isOfAlerts } from "../targets/consent.ts";
import { targetDiagnostics } from "../targets/target.diagnostics.ts";
import { alertDiagnostics } from "./alerts.diagnostics.ts";
import { kinds } from "./kinds.ts";
import type { Measure, Measured } from "./meter.ts";
import type { TargetMeter } from "./meters.ts";
import { watchesOf } from "./watches.ts";
import type { Watch } from "./watches.ts";

/** An alert, the condition that it rests on or why there is none, and the consent that covers its loss. */
export interface Asked {
  readonly watch: Watch;
  readonly measure: Measure<string>;
  readonly consent: Consent | null;
}

/** A consent for all alerts of the target (`alerts`), or for the one that is written (`alerts.retryRate`). */
export function consentFor({ kind, written }: Watch, { consents }: Service, target: string): Consent | null {
  return consents.find((consent) => consent.kind === "omitted" && consent.target === target && (consent.field === "alerts" || (written && consent.field === `alerts.${kind}`))) ?? null;
}

/** Alerts that the mesh has no number for and nobody consented to lose: an error where one is written, a remark where it would follow from a wish. */
export function lostFindings(all: readonly Asked[], { id }: Service, target: string, how: TargetMeter["kind"]): readonly Diagnostic[] {
  const lost = all.flatMap(({ watch, measure, consent }) => (measure.kind === "missing" && consent === null ? [{ watch, because: measure.why }] : []));
  const service = nameText(id);
  const written = lost.filter(({ watch }) => watch.written);
  const derived = how === "countless" ? [] : [...groupBy(lost.filter(({ watch }) => !watch.written), ({ because }) => because).entries()];
  return [
    ...written.map(({ watch: { kind, origin }, because }) => alertDiagnostics["alert-without-metric"].report({ at: origin, with: { target, kind, service, because } })),
    ...derived.flatMap(([because, [first, ...more]]) => {
      if (first === undefined) return [];
      const watched = [first, ...more].map(({ watch }) => kinds[watch.kind].words).join(", ");
      return [alertDiagnostics["derived-alert-without-metric"].report({ at: first.watch.origin, with: { target, watched, service, because } })];
    }),
  ];
}

/** Said once, at the first alert that would follow from a wish; what is written has its own finding. */
export function countlessFindings(services: readonly Service[], target: string, because: string): readonly Diagnostic[] {
  const silent = services.flatMap((service) => watchesOf(service, target).filter((watch) => !watch.written && consentFor(watch, service, target) === null));
  return silent.slice(0, 1).map(({ origin }) => alertDiagnostics["mesh-without-metrics"].report({ at: origin, with: { target, because } }));
}

/** Consents to do without alerts that the mesh has, or that nobody asks for. */
export function idleFindings(all: readonly Asked[], { consents }: Service, target: string): readonly Diagnostic[] {
  const used = new Set(all.flatMap(({ measure, consent }) => (measure.kind === "missing" && consent !== null ? [consent] : [])));
  const unused = consents.filter((consent) => consent.target === target && isOfAlerts(consent) && !used.has(consent));
  return unused.flatMap((consent) => (consent.kind === "omitted" ? [targetDiagnostics["consent-unused"].report({ at: consent.origin, with: { field: consent.field, target } })] : []));
}

/** What became of a written alert, for the ledger. */
export function entryOf({ watch, measure, consent }: Asked, { id }: Service, target: string): LedgerEntry {
  const common = { target, service: id, field: `alerts.${watch.kind}`, route: null, effects: [], bound: null, origin: watch.origin };
  if (measure.kind === "measured") return { ...common, ...writtenEntry(measure, kinds[watch.kind].alert), direction: null, consent: null };
  const kind = consent === null ? "refused" : "omitted";
  return { ...common, kind, direction: "different", note: `${consent === null ? "not written" : "left out"}: ${measure.why}`, consent };
}

function writtenEntry({ needs, differs }: Measured<string>, alert: string): Pick<LedgerEntry, "kind" | "note"> {
  const remarks = [...(differs === null ? [] : [differs]), ...(needs === null ? [] : [needs])];
  return { kind: needs === null ? "note" : "assumed", note: [`written as the alert rule ${alert}`, ...remarks].join("; ") };
}
