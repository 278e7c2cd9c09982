import { fractionText } from "../support/fraction.ts";
import type { Fraction } from "../support/fraction.ts";
import type { Origin } from "../source/origin.ts";
import type { AccessAnswer, BackendSettings, BackendShare, BudgetAnswer, Decision, FaultAnswer, MirrorShare, RedirectAnswer } from "./decision.ts";
import type { HeaderEdits } from "./edits.ts";
import { applyPathEdit } from "./path-edit.ts";
import type { Request } from "./request.ts";
import { outsideOf, requestParts } from "./request-parts.ts";
import type { RequestParts } from "./request-parts.ts";

/** Where an origin is, for people and scripts; null for places in no file. */
export type PlaceOf = (origin: Origin) => RenderedPlace | null;

/** Line and column from 1. */
export interface RenderedPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * The public JSON shape of a decision about one request: keys in this order, shares as exact fractions in text, durations
 * in milliseconds, null where there is none. Fields may be added at the end and never change their meaning.
 */
export interface RenderedDecision {
  readonly id: string | null;
  readonly outcome: Decision["outcome"];
  readonly status: number | null;
  readonly access: AccessAnswer | null;
  readonly route: string | null;
  readonly backends: readonly RenderedBackend[];
  readonly failed: RenderedShare;
  readonly refused: RenderedShare;
  readonly upstream: RenderedUpstream | null;
  readonly responseHeaders: HeaderEdits;
  readonly redirect: { readonly status: number; readonly location: string } | null;
  readonly mirrors: readonly RenderedMirror[];
  readonly deadlineMs: number | null;
  readonly perTryTimeoutMs: number | null;
  readonly retries: { readonly attempts: number; readonly on: readonly string[]; readonly backoffMs: { readonly base: number; readonly max: number } | null } | null;
  readonly retryBudget: object | null;
  readonly faults: readonly object[];
  readonly affinity: BackendSettings["affinity"];
  readonly trace: readonly { readonly step: string; readonly at: RenderedPlace | null }[];
  readonly idleTimeoutMs: number | null;
  readonly cors: Decision["cors"];
  readonly notes: readonly string[];
  readonly outside: readonly string[];
  readonly reason: string | null;
}

/** A status and the share of the calls that get it. */
export interface RenderedShare {
  readonly status: number;
  readonly share: string;
}

/** A mirror with its share of the calls. */
export interface RenderedMirror {
  readonly namespace: string;
  readonly service: string;
  readonly version: string | null;
  readonly port: number;
  readonly share: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly access: AccessAnswer;
}

/** A backend with its share, and the settings that hold for calls to it. */
export interface RenderedBackend extends RenderedMirror {
  readonly settings: object;
}

/** The request as the backend receives it. */
export interface RenderedUpstream {
  readonly authority: string | null;
  readonly path: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Applies a decision to the request that was asked about, in the public JSON shape. */
export function renderDecision(decision: Decision, request: Request, placeOf: PlaceOf): RenderedDecision {
  const parts = requestParts(request);
  const reached = decision.outcome === "forward" || decision.outcome === "refuse";
  return {
    id: request.id ?? null,
    outcome: decision.outcome,
    status: decision.status,
    access: decision.access,
    route: decision.route,
    backends: decision.backends.map((backend) => ({ ...renderMirror(backend), settings: renderSettings(backend.settings) })),
    failed: { status: decision.failed.status, share: fractionText(decision.failed.share) },
    refused: { status: decision.refused.status, share: fractionText(decision.refused.share) },
    upstream: reached ? renderUpstream(decision.upstream, parts) : null,
    responseHeaders: decision.responseHeaders,
    redirect: decision.redirect === null ? null : { status: decision.redirect.status, location: locationOf(decision.redirect, parts, request) },
    mirrors: decision.mirrors.map(renderMirror),
    deadlineMs: decision.deadlineMs,
    perTryTimeoutMs: decision.perTryTimeoutMs,
    retries: decision.retries === null ? null : { attempts: decision.retries.attempts, on: decision.retries.on, backoffMs: decision.retries.backoffMs },
    retryBudget: renderBudget(decision.retryBudget),
    faults: decision.faults.map(renderFault),
    affinity: decision.backends[0]?.settings.affinity ?? null,
    trace: decision.trace.map(({ step, at }) => ({ step, at: at === null ? null : placeOf(at) })),
    idleTimeoutMs: decision.idleTimeoutMs,
    cors: decision.cors,
    notes: decision.notes,
    outside: [...new Set([...decision.outside, ...outsideOf(request)])],
    reason: decision.reason,
  };
}

function renderMirror(backend: MirrorShare | BackendShare): RenderedMirror {
  const { namespace, service, version, port, share, labels, access } = backend;
  return { namespace, service, version, port, share: fractionText(share), labels, access };
}

function renderSettings(settings: BackendSettings): object {
  const failover = settings.failover?.map(({ namespace, name }) => `${namespace}/${name}`) ?? null;
  return { ...settings, failover };
}

function renderUpstream(upstream: Decision["upstream"], parts: RequestParts): RenderedUpstream {
  const path = parts.path === null ? null : applyPathEdit(upstream.path, parts.path) + parts.query;
  return { authority: upstream.authority ?? parts.authority, path, headers: changedHeaders(parts.headers, upstream.headers) };
}

function changedHeaders(headers: ReadonlyMap<string, string>, edits: HeaderEdits): Readonly<Record<string, string>> {
  const changed = new Map(headers);
  for (const [name, value] of Object.entries(edits.set)) changed.set(name, value);
  for (const [name, value] of Object.entries(edits.add)) changed.set(name, changed.has(name) ? `${changed.get(name)},${value}` : value);
  for (const name of [...edits.remove, "host"]) changed.delete(name);
  return Object.fromEntries([...changed].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const defaultPorts = { http: 80, https: 443 } as const;

/** The Location of a redirect: what it does not change is the request's own; default ports are left out. */
function locationOf(redirect: RedirectAnswer, parts: RequestParts, request: Request): string {
  const scheme = redirect.scheme ?? parts.scheme;
  const [, host = "", ownPort] = /^(.*?)(?::(\d+))?$/.exec(parts.authority ?? "") ?? [];
  const asked = request.to.port ?? (ownPort === undefined ? null : Number(ownPort));
  const port = redirect.port ?? (redirect.scheme === null ? asked : null);
  const shownPort = port === null || port === defaultPorts[scheme] ? "" : `:${port}`;
  const path = applyPathEdit(redirect.path, parts.path ?? "/");
  return `${scheme}://${redirect.host ?? host}${shownPort}${path}${redirect.keepsQuery ? parts.query : ""}`;
}

function renderBudget(budget: BudgetAnswer | null): object | null {
  if (budget === null) return null;
  const percent = decimal({ num: budget.percent.num * 100n, den: budget.percent.den });
  return budget.kind === "window"
    ? { percent, windowMs: budget.windowMs, minPerSecond: decimal(budget.minPerSecond) }
    : { kind: budget.kind, percent, minConcurrency: budget.minConcurrency, intervalMs: budget.intervalMs };
}

/** Numbers that stand in policies as decimals are shown as such. */
function decimal({ num, den }: Fraction): number {
  return Number(num) / Number(den);
}

function renderFault(fault: FaultAnswer): object {
  return { ...fault, share: fractionText(fault.share) };
}
