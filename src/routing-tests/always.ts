import { concreteView } from "../model/evaluate.ts";
import { findService } from "../model/find-service.ts";
import type { BackendShare, Decision, MeshModel, MirrorShare, Name, Reader, Request, RequestView, Service } from "../model/index.ts";
import { nameText, sameName } from "../model/name.ts";
import { conditionsHold } from "../simulate/decide/conditions.ts";
import { asSent } from "../simulate/decide/view.ts";
import type { Origin } from "../source/origin.ts";
import { durationText } from "../support/duration.ts";
import { sweep } from "../verify/boxes.ts";
import type { Visit } from "../verify/boxes.ts";
import { cellsOf } from "../verify/dimension-cells.ts";
import { entriesOf, versionEntries } from "../verify/entries.ts";
import type { ProofEntry } from "../verify/entries.ts";
import { usualLimits } from "../verify/index.ts";
import type { VerifyLimits } from "../verify/index.ts";
import type { Answer } from "../verify/space.ts";
import { requestOf } from "../verify/values.ts";
import type { Values } from "../verify/values.ts";
import { recording } from "../verify/visit.ts";
import { simplest } from "../verify/witness.ts";
import type { Callers, RoutingProperty } from "./routing-test.ts";

/** What was found about one property, over all requests of every entry that leads to the service. */
export interface PropertyResult {
  readonly property: RoutingProperty;
  /** `open`: a bound kept it from being decided. */
  readonly verdict: "holds" | "fails" | "open";
  /** Where calls to the service may arrive, as `shop/order:8080` or `gateway infra/public:443`. */
  readonly entries: readonly string[];
  /** A request that breaks it. */
  readonly witness: Witness | null;
  /** Why it is open; empty otherwise. */
  readonly reasons: readonly string[];
}

/** A request that a property forbids, and what happens to it. */
export interface Witness {
  readonly request: Request;
  readonly decision: Decision;
  /** Such as `let in by rule web`. */
  readonly problem: string;
  /** The expectation that is broken. */
  readonly origin: Origin;
}

/** Decides a property over every class of requests: by every name of the service, through splits, mirrors and gateways. */
export function decideProperty(property: RoutingProperty, policy: Reader, model: MeshModel, limits: VerifyLimits = usualLimits): PropertyResult {
  const entries = entriesTo(property.to, model);
  const found = entries.map((entry) => sweepEntry(entry, property, policy, model, limits));
  const witness = found.find((one) => one.witness !== null)?.witness ?? null;
  const reasons = [...new Set(found.flatMap((one) => one.reasons))].sort();
  const verdict = witness !== null ? "fails" : reasons.length > 0 ? "open" : "holds";
  return { property, verdict, entries: entries.map(({ label }) => label), witness, reasons };
}

/** Every place where a call may arrive that ends at the service. */
function entriesTo(to: Name, model: MeshModel): readonly ProofEntry[] {
  const service = findService(model, to);
  if (service === null) return [];
  const leading = new Set(model.services.filter((one) => sameName(one.id, to) || leadsTo(one, service)).map(({ id }) => nameText(id)));
  const gateways = new Set(model.gateways.map(({ id }) => nameText(id)));
  const entries = entriesOf(model, "policy", []).entries.filter((entry) => ("gateway" in entry.universe.entry.point ? gateways : leading).has(nameText(entry.service)));
  return [...entries, ...versionEntries(model, service)];
}

function leadsTo(from: Service, to: Service): boolean {
  const names = namesOf(to);
  return from.ports.some(({ arms, fallback }) =>
    [fallback, ...arms.flatMap(({ route }) => [route.action, { kind: "forward" as const, backends: route.mirrors }])].some(
      (action) => action.kind === "forward" && action.backends.some((backend) => names.some((name) => sameName(name, backend.service))),
    ),
  );
}

function namesOf({ id, versions }: Service): readonly Name[] {
  return [id, ...versions.map(({ service }) => service)];
}

interface Swept {
  readonly witness: Witness | null;
  readonly reasons: readonly string[];
}

function sweepEntry(entry: ProofEntry, property: RoutingProperty, policy: Reader, model: MeshModel, limits: VerifyLimits): Swept {
  const cells: Parameters<typeof sweep>[0] = (dimension, atoms) => cellsOf(entry.universe, dimension, atoms, limits);
  const visit = (values: Values): Visit<Witness> => visitOne(entry, property, policy, model, values);
  const result = sweep(cells, visit, limits);
  switch (result.kind) {
    case "agreed":
      return { witness: null, reasons: [] };
    case "differs":
      return { witness: simplest(result.finding, result.values, visit, (one, other) => one.problem === other.problem), reasons: [] };
    case "open":
      return { witness: null, reasons: result.reasons.map((reason) => `${entry.label}: ${reason}`) };
  }
}

function visitOne({ universe }: ProofEntry, property: RoutingProperty, policy: Reader, model: MeshModel, values: Values): Visit<Witness> {
  const request = requestOf(universe.entry, values);
  const answers = new Map<string, Answer>();
  const view = recording(concreteView(request, { trustDomain: universe.trustDomain }), answers);
  if (!isMeant(property, view)) return { answers: [...answers.values()], finding: null, open: null };
  const decision = policy({ entry: request.to, protocol: universe.entry.protocol, view });
  const broken = brokenBy(decision, property, model);
  return { answers: [...answers.values()], finding: broken === null ? null : { request, decision, ...broken }, open: decision.outcome === "unsupported" ? decision.reason : null };
}

function isMeant({ from, methods, path, headers }: RoutingProperty, view: RequestView): boolean {
  const when = { path, methods, headers, query: [], authority: null, claims: [], callers: null, sni: null };
  return conditionsHold(when, { kind: "caller" }, asSent(view)) && (from === null || isAmong(from, view));
}

function isAmong(callers: Callers, view: RequestView): boolean {
  switch (callers.kind) {
    case "is":
      return view.test({ dimension: "caller", predicate: callers.predicate });
    case "anyOf":
      return callers.of.some((one) => isAmong(one, view));
    case "not":
      return !isAmong(callers.of, view);
  }
}

/** The first expectation that an answer breaks; an answer that lets nobody in breaks none. */
function brokenBy(decision: Decision, { to, expect }: RoutingProperty, model: MeshModel): Pick<Witness, "problem" | "origin"> | null {
  const { refused, deadlineMs, retries, mtls } = expect;
  const backend = decision.backends.find((one) => reaches(one, to, model));
  const reached = backend ?? decision.mirrors.find((one) => reaches(one, to, model));
  if (reached === undefined) return null;
  if (refused !== null) return { problem: letIn(reached, backend === undefined), origin: refused.origin };
  if (backend === undefined) return null;
  if (deadlineMs !== null && (decision.deadlineMs === null || decision.deadlineMs > deadlineMs.value)) return { problem: decision.deadlineMs === null ? "without a deadline" : `with a deadline of ${durationText(decision.deadlineMs)}`, origin: deadlineMs.origin };
  if (retries !== null && (decision.retries?.attempts ?? 0) > retries.value) return { problem: `repeated up to ${timesText(decision.retries?.attempts ?? 0)}`, origin: retries.origin };
  if (mtls !== null && backend.settings.mtls !== "strict") return { problem: `mutual TLS is ${backend.settings.mtls ?? "left to the mesh"}`, origin: mtls.origin };
  return null;
}

function reaches(share: BackendShare | MirrorShare, to: Name, model: MeshModel): boolean {
  const service = findService(model, to);
  const name = { namespace: share.namespace, name: share.service };
  return share.share.num > 0n && share.access.allowed && service !== null && namesOf(service).some((one) => sameName(one, name));
}

function letIn({ service, access }: BackendShare | MirrorShare, mirror: boolean): string {
  return `${mirror ? `mirrored to ${service}` : `reaches ${service}`}, let in by ${access.by ?? "nothing that says otherwise"}`;
}

function timesText(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
