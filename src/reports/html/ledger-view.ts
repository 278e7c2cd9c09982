import { features } from "../../model/capability.ts";
import type { Consent, Feature, LedgerEntry, Verdict } from "../../model/index.ts";
import { groupBy } from "../../support/group-by.ts";
import { proofText } from "../proof.ts";
import { plural } from "../selection.ts";
import type { ReportedTarget } from "./input.ts";
import type { PlaceLink, Places } from "./places.ts";

/** What became of the policies on one mesh. */
export interface LedgerView {
  readonly id: string;
  readonly target: string;
  readonly proof: readonly string[];
  readonly counts: readonly { readonly kind: LedgerEntry["kind"]; readonly count: number }[];
  readonly rows: readonly LedgerRow[];
}

/** Entries that say the same of several services. */
export interface LedgerRow {
  readonly kind: LedgerEntry["kind"];
  readonly field: string;
  readonly direction: string;
  readonly note: string;
  readonly because: string;
  readonly count: number;
  readonly places: readonly { readonly service: string; readonly at: PlaceLink }[];
  readonly more: number;
}

/** The order of rows: what is lost comes first. */
const kinds: readonly LedgerEntry["kind"][] = ["refused", "omitted", "approximate", "assumed", "note", "explicit-default", "exact"];
const mostPlaces = 12;

/** The ledger of each target; what is carried over exactly is counted and not listed. */
export function ledgerViews(targets: readonly ReportedTarget[], places: Places): readonly LedgerView[] {
  return targets.map(({ profile, ledger, manifests, verification }, index) => {
    const listed = groupBy(ledger.filter(({ kind }) => kind !== "exact"), ({ kind, field, direction, bound, note, consent }) => JSON.stringify([kinds.indexOf(kind), field, direction, bound, note, consent?.because]));
    return {
      id: `ledger-${index}`,
      target: `${profile.target} ${profile.version} (${profile.name})`,
      proof: [plural(manifests.length, "manifest"), ...(verification === null ? ["not verified"] : proofText(verification).trim().split("\n"))],
      counts: kinds.map((kind) => ({ kind, count: ledger.filter((entry) => entry.kind === kind).length })).filter(({ count }) => count > 0),
      rows: [...listed].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, entries]) => rowOf(entries, places)),
    };
  });
}

function rowOf(entries: readonly LedgerEntry[], places: Places): readonly LedgerRow[] {
  const [first] = entries;
  if (first === undefined) return [];
  const { kind, field, direction, bound, note, consent } = first;
  const shown = entries.slice(0, mostPlaces).map(({ service, origin }) => ({ service: service === null ? "mesh" : `${service.namespace}/${service.name}`, at: places.at(origin) }));
  const error = [direction, bound === null ? null : `error ${bound}`].filter((part) => part !== null).join(", ");
  return [{ kind, field, direction: error, note, because: consent === null ? "" : becauseText(consent), count: entries.length, places: shown, more: entries.length - shown.length }];
}

function becauseText(consent: Consent): string {
  return consent.kind === "unenforced" ? `${consent.because} (until ${consent.until})` : consent.because;
}

/** What each mesh can say: a row a feature, a cell a target. */
export interface CapabilityRow {
  readonly feature: Feature;
  readonly cells: readonly { readonly kind: Verdict["kind"]; readonly note: string }[];
}

/** The tables of the targets side by side. */
export function capabilityRows(targets: readonly ReportedTarget[]): readonly CapabilityRow[] {
  return features.map((feature) => ({ feature, cells: targets.map(({ table }) => ({ kind: table[feature].kind, note: sentence(table[feature]) })) }));
}

function sentence(verdict: Verdict): string {
  switch (verdict.kind) {
    case "exact":
      return verdict.condition ?? "";
    case "approximate":
      return verdict.error;
    case "default-dependent":
    case "unsupported":
      return verdict.why;
  }
}
