import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import { nativeDiagnostics as say } from "../native.diagnostics.ts";
import { below, entries, found, items, type Place } from "../place.ts";
import { dateFindings } from "./dates.ts";

/** Findings about what a policy gives up on a target. `place` is the mapping of targets. */
export function consentFindings(place: Place, targets: Readonly<Record<string, Policy.Consent | undefined>>): readonly Diagnostic[] {
  return entries(place, targets).flatMap(([, consent, at]) => [
    ...reasonFindings(at, consent),
    ...securityFindings(at, consent),
    ...dateFindings(below(at, "until"), consent.until),
  ]);
}

function reasonFindings(place: Place, consent: Policy.Consent): readonly Diagnostic[] {
  const given = (["omitted", "unenforced", "excluded"] as const).filter((field) => consent[field] !== undefined);
  const needing = given.map((field) => below(place, field));
  const approximations = items(below(place, "approximate"), consent.approximate).filter(([item]) => item.because === undefined);
  const places = consent.because === undefined ? [...needing, ...approximations.map(([, at]) => below(at, "field"))] : [];
  return places.map((at) => incomplete(at, "a consent needs its reason", "add `because`; whoever reviews the policy reads it"));
}

function securityFindings(place: Place, consent: Policy.Consent): readonly Diagnostic[] {
  const loose = items(below(place, "approximate"), consent.approximate).filter(([{ field }]) => isSecurity(field));
  const lost = items(below(place, "omitted"), consent.omitted).filter(([field]) => isSecurity(field));
  const help = "write `unenforced: [access]` or `[mtls]` with `because` and `until`";
  const endless = consent.unenforced !== undefined && consent.until === undefined;
  const idle = consent.unenforced === undefined && consent.until !== undefined;
  return [
    ...loose.map(([, at]) => incomplete(below(at, "field"), "access and mutual TLS are never approximated", help)),
    ...lost.map(([, at]) => incomplete(at, "access and mutual TLS are never left out without an end", help)),
    ...(endless ? [incomplete(below(place, "unenforced"), "`unenforced` needs the day on which it ends", "add `until`, such as `until: 2027-03-31`")] : []),
    ...(idle ? [incomplete(below(place, "until"), "`until` is for `unenforced`, which is not here", "drop it")] : []),
  ];
}

function isSecurity(field: string): boolean {
  return /^(?:access|mtls)(?:\.|$)/.test(field);
}

function incomplete(place: Place, what: string, help: string): Diagnostic {
  return say["consent-incomplete"].report({ ...found(place, typeof place.path.at(-1) === "string" && place.path.at(-1) !== "field" ? "key" : "value"), with: { what, help } });
}
