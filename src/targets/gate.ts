import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { CapabilityTable, Consent, Feature, LedgerEntry, Profile, Service } from "../model/index.ts";
import { unenforced } from "./consent.ts";
import type { Draft } from "./draft.ts";
import type { FeatureUse } from "./feature-uses.ts";
import { mayBeOmitted } from "./omit.ts";
import { targetDiagnostics } from "./target.diagnostics.ts";

/** What the table says about the wishes of a service, before anything is written. */
export interface Gate {
  /** A finding for every wish that the target cannot say; with one, nothing of the service may be written. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same wishes as entries of the ledger. */
  readonly refused: readonly LedgerEntry[];
  /** Wishes that stay unsaid with the author's `unenforced` consent. */
  readonly drafts: readonly Draft[];
  /** Leave out all of access, or of mutual TLS, of the service. */
  readonly skips: { readonly access: boolean; readonly mtls: boolean };
}

/** Asks the table about every wish of a service. */
export function gate(service: Service, uses: readonly FeatureUse[], table: CapabilityTable, profile: Profile): Gate {
  const refused = uses.filter((each) => table[each.feature].kind === "unsupported");
  const loosened = refused.filter((each) => consentFor(each, service, profile.target) !== null);
  const rest = refused.filter((each) => !loosened.includes(each));
  const skips = (field: "access" | "mtls"): boolean => loosened.some((each) => loosenable(each.feature) === field);
  return {
    diagnostics: rest.map((each) => refusal(each, table, profile)),
    refused: rest.map((each) => refusedEntry(each, service, table, profile)),
    drafts: loosened.map((each) => omission(each, table)),
    skips: { access: skips("access"), mtls: skips("mtls") },
  };
}

/** The finding for one wish that the target cannot say. */
export function refusal(use: FeatureUse, table: CapabilityTable, profile: Profile): Diagnostic {
  const { target, version, name } = profile;
  return targetDiagnostics["target-cannot-say"].report({
    at: use.origin,
    with: { feature: use.feature, field: use.field, target, version, profile: name, why: whyOf(table, use.feature), stanza: stanzaFor(use, target) },
  });
}

/** The consent that would let the service do without the wish; null where only leaving the whole service out helps. */
function stanzaFor({ feature, consent }: FeatureUse, target: string): string | null {
  if (mayBeOmitted(feature)) return `\`targets: { ${target}: { omitted: [${consent}], because: "…" } }\``;
  const field = loosenable(feature);
  return field === null ? null : `\`targets: { ${target}: { unenforced: [${field}], because: "…", until: … } }\``;
}

function refusedEntry({ feature, field, route, origin }: FeatureUse, service: Service, table: CapabilityTable, { target }: Profile): LedgerEntry {
  const note = `cannot be said: ${whyOf(table, feature)}`;
  return { target, kind: "refused", service: service.id, field, route, direction: null, effects: [], bound: null, note, origin, consent: null };
}

/** Entries for the wishes that the table calls exact and that no draft speaks of. */
export function exactEntries(uses: readonly FeatureUse[], table: CapabilityTable, drafts: readonly Draft[]): readonly Draft[] {
  const spoken = new Set(drafts.filter((draft) => draft.kind === "approximate" || draft.kind === "omitted").map((draft) => draft.field));
  return uses.flatMap((use) => {
    const verdict = table[use.feature];
    if (verdict.kind !== "exact" || spoken.has(use.field)) return [];
    const note = verdict.condition === null ? "said exactly" : `said exactly: ${verdict.condition}`;
    return [{ ...use, kind: "exact" as const, direction: null, effects: [], bound: null, size: null, note }];
  });
}

/** A ledger entry that says a whole service was left out with consent. */
export function exclusionEntry(service: Service, target: string, consent: Consent): LedgerEntry {
  const note = `left out of ${target}: ${consent.because}`;
  const common = { target, service: service.id, route: null, direction: "different" as const, bound: null, note, consent };
  return { ...common, kind: "omitted", field: "excluded", effects: ["outcome"], origin: consent.origin };
}

function consentFor(use: FeatureUse, service: Service, target: string): Consent | null {
  const field = loosenable(use.feature);
  return field === null ? null : unenforced(service, target, field);
}

function loosenable(feature: Feature): "access" | "mtls" | null {
  if (feature === "authentication" || feature.startsWith("access.")) return "access";
  return feature === "mtls" || feature === "mtls.off" ? "mtls" : null;
}

function omission(use: FeatureUse, table: CapabilityTable): Draft {
  const mtls = loosenable(use.feature) === "mtls";
  return {
    ...use,
    kind: "omitted",
    direction: "looser",
    effects: mtls ? ["settings.mtls"] : ["access"],
    bound: "unbounded",
    size: null,
    note: `not enforced: ${whyOf(table, use.feature)}`,
  };
}

function whyOf(table: CapabilityTable, feature: Feature): string {
  const verdict = table[feature];
  return verdict.kind === "unsupported" ? verdict.why : "";
}
