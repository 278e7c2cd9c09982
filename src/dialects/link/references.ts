import type { BackendRef, Name } from "../../model/index.ts";
import { nameText, sameName } from "../../model/name.ts";
import type { Origin } from "../../source/origin.ts";
import { nearestWord } from "../../support/nearest-word.ts";
import type { Destination } from "../fragment.ts";
import type { Draft, LinkContext } from "./draft.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";
import { ownerOf } from "./owners.ts";

/** Where a reference stands: the service whose policy it is part of, and the port whose calls it takes. */
export interface Standpoint {
  readonly draft: Draft | null;
  readonly port: number | null;
}

/**
 * Follows a destination to endpoints. Unknown services and ports are reported and stay as marked holes; a version that does
 * not exist was reported by the dialect that names versions.
 */
export function linkDestination(to: Destination, from: Standpoint, context: LinkContext): BackendRef {
  switch (to.kind) {
    case "version":
      return versionRef(to, from, context);
    case "service":
      return serviceRef(to.service, to.port, from, to.origin, context);
    case "invalid":
      return hole(to.service, to.port ?? from.port ?? 0, to.origin);
  }
}

function versionRef(to: Extract<Destination, { kind: "version" }>, from: Standpoint, context: LinkContext): BackendRef {
  const { draft } = from;
  const version = draft?.versions.find((one) => one.name === to.version && (one.written || one.name === draft.id.name));
  if (draft === null || version === undefined) {
    return hole({ namespace: draft?.id.namespace ?? "", name: to.version }, from.port ?? 0, to.origin);
  }
  const port = sameName(version.service, draft.id) ? (from.port ?? portOf(draft.id, null, to.origin, context)) : versionPort(version.service, from, to.origin, context);
  return {
    service: version.service,
    version: version.written ? version.name : null,
    labels: version.labels,
    port,
    owner: ownerOf(version.service, version.labels, context.drafts)?.id ?? draft.id,
    existence: serviceExistence(version.service, version.origin, context, false),
    origin: to.origin,
  };
}

/** A version's own Service answers on the port that was called if it has it, else on its only one. */
function versionPort(service: Name, from: Standpoint, at: Origin, context: LinkContext): number {
  const ports = portsOf(service, context);
  if (from.port !== null && (ports === null || ports.includes(from.port))) return from.port;
  return portOf(service, null, at, context);
}

/** All endpoints of a Service, or the version of its owner that is just that Service. */
export function serviceRef(service: Name, port: number | null, from: Standpoint, at: Origin, context: LinkContext): BackendRef {
  const owner = ownerOf(service, {}, context.drafts);
  const version = owner?.versions.find((one) => one.written && sameName(one.service, service) && Object.keys(one.labels).length === 0);
  const own = from.draft !== null && sameName(from.draft.id, service) ? from.port : null;
  const existence = serviceExistence(service, at, context, true);
  const number = existence === "missing" ? (port ?? from.port ?? 0) : portOf(service, port ?? own, at, context, from.port);
  const ports = portsOf(service, context);
  return {
    service,
    version: version?.name ?? null,
    labels: {},
    port: number,
    owner: owner?.id ?? null,
    existence: ports !== null && !ports.includes(number) ? "missing" : existence,
    origin: at,
  };
}

/** A reference that leads nowhere and keeps its share. */
function hole(service: Name, port: number, origin: Origin): BackendRef {
  return { service, version: null, labels: {}, port, owner: null, existence: "missing", origin };
}

/**
 * Whether a Service is there; a name that a complete inventory lacks is reported where wanted, but for a service with a
 * policy of its own only there, not at every reference.
 */
export function serviceExistence(service: Name, at: Origin, context: LinkContext, report: boolean): BackendRef["existence"] {
  const external = context.drafts.get(nameText(service))?.fragments.some((fragment) => fragment.external !== undefined) ?? false;
  if (external || context.inventory.services.some((known) => sameName(known.id, service))) return "known";
  if (context.inventory.completeness === "partial") return "unknown";
  if (report && !context.drafts.has(nameText(service))) context.report(unknownService(service, at, context));
  return "missing";
}

/** The finding for a name that does not exist, with the nearest one that does. */
export function unknownService(service: Name, at: Origin, context: LinkContext) {
  const near = context.inventory.services.filter((known) => known.id.namespace === service.namespace).map((known) => known.id.name);
  const elsewhere = context.inventory.services.find((known) => known.id.name === service.name);
  const nearest = nearestWord(service.name, near) ?? (elsewhere === undefined ? null : nameText(elsewhere.id));
  return linkDiagnostics["unknown-service"].report({ at, with: { service: nameText(service), nearest } });
}

/** Ports of a service by its policy and its Service; null when neither is known to name any. */
export function portsOf(service: Name, context: LinkContext): readonly number[] | null {
  const drafted = context.drafts.get(nameText(service))?.ports.map((port) => port.port) ?? [];
  const listed = context.inventory.services.find((known) => sameName(known.id, service))?.ports.map((port) => port.port) ?? [];
  const all = [...new Set([...drafted, ...listed])].sort((a, b) => a - b);
  return all.length === 0 ? null : all;
}

/**
 * The port that a reference means: the written one, the only one, or for a service of which nothing is known the
 * port `otherwise`. Reports unknown and ambiguous ones and then takes the first.
 */
export function portOf(service: Name, written: number | null, at: Origin, context: LinkContext, otherwise: number | null = null): number {
  const known = portsOf(service, context);
  if (known === null) return written ?? otherwise ?? unknownPort(service, at, context);
  if (written !== null) {
    if (!known.includes(written)) context.report(linkDiagnostics["unknown-port"].report({ at, with: { service: nameText(service), port: written, known } }));
    return written;
  }
  if (known.length > 1) context.report(linkDiagnostics["port-ambiguous"].report({ at, with: { service: nameText(service), ports: known } }));
  return known[0] ?? 0;
}

function unknownPort(service: Name, at: Origin, context: LinkContext): number {
  context.report(linkDiagnostics["port-not-known"].report({ at, with: { service: nameText(service) } }));
  return 0;
}
