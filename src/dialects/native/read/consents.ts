import type { Consent } from "../../../model/index.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { below, entries, items, originOf, type Place } from "../place.ts";

/** Consents of a policy by target; a MeshPolicy has `approximate` only. `place` is the mapping of targets. */
export function readConsents(place: Place, targets: Readonly<Record<string, Policy.Consent | undefined>> | undefined): readonly Consent[] {
  return entries(place, targets).flatMap(([target, consent, at]) => [
    ...readApproximations(at, target, consent),
    ...readOmitted(at, target, consent),
    ...readUnenforced(at, target, consent),
    ...readExcluded(at, target, consent),
  ]);
}

function readApproximations(place: Place, target: string, consent: Policy.Consent): readonly Consent[] {
  return items(below(place, "approximate"), consent.approximate).map(([item, at]) => ({
    kind: "approximate",
    target,
    field: item.field,
    within: item.within ?? null,
    because: item.because ?? consent.because ?? "",
    origin: originOf(at),
  }));
}

function readOmitted(place: Place, target: string, { omitted, because = "" }: Policy.Consent): readonly Consent[] {
  return items(below(place, "omitted"), omitted).map(([field, at]) => ({ kind: "omitted", target, field, because, origin: originOf(at) }));
}

function readUnenforced(place: Place, target: string, consent: Policy.Consent): readonly Consent[] {
  const { because = "", until = "" } = consent;
  return items(below(place, "unenforced"), consent.unenforced).map(([field, at]) => ({
    kind: "unenforced",
    target,
    field,
    because,
    until,
    origin: originOf(at),
  }));
}

function readExcluded(place: Place, target: string, consent: Policy.Consent): readonly Consent[] {
  const { excluded, because = "" } = consent;
  return excluded === true ? [{ kind: "excluded", target, because, origin: originOf(below(place, "excluded")) }] : [];
}
