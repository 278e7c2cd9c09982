import { concreteView } from "../model/evaluate.ts";
import { outsideOf } from "../model/request-parts.ts";
import type { Decision, LedgerEntry, MeshModel, Name, Request } from "../model/index.ts";
import { compareDecisions } from "./compare.ts";
import type { Difference } from "./difference.ts";
import { authoritiesOf } from "./entries.ts";
import { excuseFor } from "./excuse.ts";
import { comparingOn, placeOf } from "./visit.ts";

/** What a target's answer is held against. */
export interface AnsweredSide {
  readonly model: MeshModel;
  readonly target: string;
  readonly ledger: readonly LedgerEntry[];
}

/** One effect in which two answers differ, and the entry of the ledger that speaks of it; null where none does. */
export interface ExplainedDifference {
  readonly difference: Difference;
  readonly entry: LedgerEntry | null;
}

/**
 * In what effects a target's answer to one request is not the policy's, each with the entry of the ledger that allows it:
 * the comparison of `verify`, for one request. An answer that a reader cannot give differs in nothing.
 */
export function differencesOn(request: Request, wanted: Decision, got: Decision, { model, target, ledger }: AnsweredSide): readonly ExplainedDifference[] {
  if (wanted.outcome === "unsupported" || got.outcome === "unsupported") return [];
  const view = concreteView(request, model.mesh);
  const differences = compareDecisions(wanted, got, comparingOn(dialled(request, model), view, new Map(), []));
  const asked = "gateway" in request.to ? request.to.gateway : { namespace: request.to.namespace, name: request.to.service };
  const place = placeOf(request.to, asked, { wanted, got }, { model, target }, view);
  return differences.map((difference) => ({ difference, entry: excuseFor(difference, place, ledger) ?? exclusionOf(place.services, target, ledger) }));
}

/** The entry by which everything behind the called gateway is left out of the target; null where something of it is there. */
export function leftOutAt({ to }: Request, { model, target, ledger }: AnsweredSide): LedgerEntry | null {
  if (!("gateway" in to)) return null;
  const { gateway, port } = to;
  const called = model.gateways.filter(({ id }) => id.namespace === gateway.namespace && id.name === gateway.name);
  const entries = called.flatMap((one) => one.entries.filter((entry) => entry.port === port));
  const left = entries.map(({ leads }) => (leads.kind === "service" ? exclusionOf([leads.service], target, ledger) : null));
  return left.every((entry) => entry !== null) ? (left[0] ?? null) : null;
}

/** The request with the port that it goes to where its author left it out: the only one of the service. */
function dialled(request: Request, model: MeshModel): Request {
  const { to } = request;
  if ("gateway" in to || to.port !== undefined) return request;
  const ports = model.services.find(({ id }) => id.namespace === to.namespace && id.name === to.service)?.ports ?? [];
  return ports.length === 1 && ports[0] !== undefined ? { ...request, to: { ...to, port: ports[0].port } } : request;
}

/** A service that is left out of the target differs there in whatever it says. */
function exclusionOf(services: readonly Name[], target: string, ledger: readonly LedgerEntry[]): LedgerEntry | null {
  const ours = ({ service }: LedgerEntry): boolean => services.some((one) => one.namespace === service?.namespace && one.name === service.name);
  return ledger.find((entry) => entry.target === target && entry.consent?.kind === "excluded" && ours(entry)) ?? null;
}

/** What of the request lies outside the universe that proofs speak of; there a target may answer otherwise without an entry of the ledger. */
export function outsideUniverse(request: Request, model: MeshModel): readonly string[] {
  const control = Object.keys(request.headers ?? {}).filter((name) => /^(?:x-envoy|l5d)-/i.test(name));
  return [...outsideOf(request), ...(namesAnother(request, model) ? ["authority that is no name of the called service"] : []), ...control.map((name) => `header \`${name}\` of a proxy`)];
}

function namesAnother({ to, authority }: Request, model: MeshModel): boolean {
  if ("gateway" in to || authority === undefined) return false;
  const service = model.services.find(({ id }) => id.namespace === to.namespace && id.name === to.service);
  const port = to.port ?? service?.ports[0]?.port;
  return service !== undefined && port !== undefined && !authoritiesOf(service, port, model.mesh.clusterDomain).includes(authority.toLowerCase());
}
