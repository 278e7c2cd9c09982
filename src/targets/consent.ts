import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { CapabilityTable, Consent, LedgerEntry, Service } from "../model/index.ts";
import { parseDuration } from "../support/duration.ts";
import type { Draft, ErrorSize } from "./draft.ts";
import type { FeatureUse } from "./feature-uses.ts";
import { targetDiagnostics } from "./target.diagnostics.ts";

/** What came of the drafts of one service: its ledger, and the findings that forbid writing it when there is one. */
export interface Settled {
  readonly ledger: readonly LedgerEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Whoever may consent: a service, or something without consents such as a gateway. */
export type Consenting = Pick<Service, "id" | "consents">;

type Approximate = Extract<Consent, { kind: "approximate" }>;

/**
 * Holds the drafts of one service against its consents for one target: an approximation needs an `approximate` consent
 * of the same field that is wide enough, loosened access or mutual TLS an `unenforced` one; consent that nothing needed
 * is an error. Consent for one field never excuses another.
 */
export function settleConsents(service: Consenting, target: string, drafts: readonly Draft[], uses: readonly FeatureUse[], table: CapabilityTable): Settled {
  const consents = service.consents.filter((consent) => consent.target === target);
  const answers = drafts.map((draft) => settle(draft, service, target, consents));
  const used = new Set(answers.flatMap((answer) => (answer.entry.consent === null ? [] : [answer.entry.consent])));
  const idle = consents.filter((consent) => consent.kind !== "excluded" && !isInherited(consent) && !isOfAlerts(consent) && !used.has(consent));
  return {
    ledger: answers.map((answer) => answer.entry),
    diagnostics: [...answers.flatMap((answer) => answer.findings), ...idle.map((consent) => idleFinding(consent, uses, table))],
  };
}

/** Consents of MeshPolicies for one target that no service needed: a default's consent is unused only if nobody uses it. */
export function idleDefaults(services: readonly Consenting[], target: string, ledger: readonly LedgerEntry[]): readonly Diagnostic[] {
  const given = services.flatMap(({ consents }) => consents.filter((consent) => consent.target === target && isInherited(consent)));
  const used = new Set(ledger.flatMap(({ consent }) => (consent === null ? [] : [placeKey(consent)])));
  const idle = new Map(given.flatMap((consent) => (used.has(placeKey(consent)) ? [] : [[placeKey(consent), consent] as const])));
  return [...idle.values()].map((consent) =>
    targetDiagnostics["consent-unused"].report({ at: consent.origin, with: { field: consent.kind === "excluded" ? "" : consent.field, target } }),
  );
}

/** Whether it is a consent to do without alert rules: only whoever writes those knows what it is needed for. */
export function isOfAlerts(consent: Consent): boolean {
  return consent.kind === "omitted" && /^alerts(?:\.|$)/.test(consent.field);
}

function isInherited(consent: Consent): boolean {
  return consent.kind === "approximate" && consent.inherited === true;
}

function placeKey({ origin }: Consent): string {
  return `${origin.file}:${origin.start}`;
}

/** The consent that leaves the service out of the target, if there is one. */
export function exclusion(service: Consenting, target: string): Consent | null {
  return service.consents.find((consent) => consent.kind === "excluded" && consent.target === target) ?? null;
}

/** The consent that lets access or mutual TLS of the service go unenforced on the target, if there is one. */
export function unenforced(service: Consenting, target: string, field: "access" | "mtls"): Consent | null {
  const found = service.consents.find((consent) => consent.kind === "unenforced" && consent.target === target && consent.field === field);
  return found ?? null;
}

interface Answer {
  readonly entry: LedgerEntry;
  readonly findings: readonly Diagnostic[];
}

function settle(draft: Draft, service: Consenting, target: string, consents: readonly Consent[]): Answer {
  if (draft.kind !== "approximate" && draft.kind !== "omitted") return { entry: entryOf(draft, service, target, null), findings: [] };
  const loosened = loosenedField(draft);
  return loosened === null ? settleApproximate(draft, service, target, consents) : settleLoosened(draft, loosened, service, target);
}

/** Looser access and weaker mutual TLS need a consent of their own kind. */
function loosenedField(draft: Draft): "access" | "mtls" | null {
  if (draft.direction !== "looser") return null;
  if (draft.effects.includes("access")) return "access";
  return draft.effects.includes("settings.mtls") ? "mtls" : null;
}

function settleLoosened(draft: Draft, field: "access" | "mtls", service: Consenting, target: string): Answer {
  const consent = unenforced(service, target, field);
  const entry = entryOf(draft, service, target, consent);
  if (consent !== null) return { entry, findings: [] };
  const stanza = `\`targets: { ${target}: { unenforced: [${field}], because: "…", until: … } }\``;
  const finding = targetDiagnostics["loosened-without-consent"].report({
    at: draft.origin,
    with: { field: draft.field, target, error: draft.note, stanza },
  });
  return { entry, findings: [finding] };
}

function settleApproximate(draft: Draft, service: Consenting, target: string, consents: readonly Consent[]): Answer {
  const consent = consents.find((each): each is Approximate => each.kind === "approximate" && covers(each.field, draft)) ?? null;
  const entry = entryOf(draft, service, target, consent);
  if (consent === null) return { entry, findings: [missing(draft, target)] };
  if (wideEnough(consent.within, draft.size)) return { entry, findings: [] };
  const finding = targetDiagnostics["approximation-exceeds-consent"].report({
    at: consent.origin,
    with: { field: draft.field, target, error: draft.note, within: consent.within ?? "no number", bound: draft.bound ?? "unbounded" },
    related: [{ origin: draft.origin, note: "what is approximated" }],
  });
  return { entry, findings: [finding] };
}

/** The field for all routes (`retry.backoff`), or with its route (`route.read.retry.backoff`). */
function covers(field: string, draft: Draft): boolean {
  return field === draft.consent || field === draft.field;
}

/** Where no number says the error, a number cannot bound it; where one does, the consent must name one. */
function wideEnough(within: string | null, size: ErrorSize | null): boolean {
  if (size === null) return within === null;
  const allowed = within === null ? null : amountOf(within, size.unit);
  return allowed !== null && size.amount <= allowed;
}

function amountOf(text: string, unit: ErrorSize["unit"]): number | null {
  if (unit === "ms") return parseDuration(text);
  const [, digits] = /^(\d{1,9}(?:\.\d{1,9})?)(?: ?%| points)?$/.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
}

function missing(draft: Draft, target: string): Diagnostic {
  const item = draft.size === null ? `{ field: ${draft.consent} }` : `{ field: ${draft.consent}, within: ${withinText(draft.size)} }`;
  const stanza = `\`targets: { ${target}: { approximate: [${item}], because: "…" } }\``;
  return targetDiagnostics["approximation-without-consent"].report({
    at: draft.origin,
    with: { field: draft.field, target, error: draft.note, stanza },
  });
}

function withinText(size: ErrorSize): string {
  return size.unit === "ms" ? `${size.amount}ms` : size.unit === "points" ? `${size.amount}%` : `${size.amount}`;
}

function idleFinding(consent: Consent, uses: readonly FeatureUse[], table: CapabilityTable): Diagnostic {
  const field = consent.kind === "excluded" ? "" : consent.field;
  const wished = uses.some((use) => table[use.feature].kind === "exact" && (use.consent === field || use.field === field));
  const definition = wished ? targetDiagnostics["consent-for-exact"] : targetDiagnostics["consent-unused"];
  return definition.report({ at: consent.origin, with: { field, target: consent.target } });
}

function entryOf(draft: Draft, service: Consenting, target: string, consent: Consent | null): LedgerEntry {
  const { kind, field, route, direction, effects, bound, note, origin } = draft;
  const entry = { target, kind, service: service.id, field, route, direction, effects, bound, note, origin, consent };
  const { callers, reasons } = draft;
  return { ...entry, ...(callers !== undefined && { callers }), ...(reasons !== undefined && { reasons }) };
}
