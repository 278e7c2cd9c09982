import { shadowsOf } from "../lint/space/shadow.ts";
import type { Values as Shown } from "../lint/space/grid.ts";
import type { Caller, Dimension, MeshModel, Name, Reader, Request } from "../model/index.ts";
import { findService } from "../model/find-service.ts";
import { nameText, sameName } from "../model/name.ts";
import { questionOf } from "../model/question.ts";
import { completeRequest } from "../simulate/complete-request.ts";
import { entriesOf } from "../verify/entries.ts";
import type { Entry, Value } from "../verify/values.ts";
import { requestOf } from "../verify/values.ts";
import type { ArmPlace } from "./hovered.ts";

/** A request that an arm takes, or why there is none to show. */
export type ArmRequest = { readonly ok: true; readonly request: Request } | { readonly ok: false; readonly why: string };

/**
 * For each arm of a list a request that reaches it, past all arms before it. Asked by a caller that the policy lets in
 * where one is known: whoever declares the call, or an account of an access rule.
 */
export function armRequests({ entry, arms }: ArmPlace, policy: Reader, model: MeshModel): readonly ArmRequest[] {
  const start = entryFor(entry, model);
  if (start === null) return arms.map(() => ({ ok: false, why: "no call arrives there" }));
  const shadows = shadowsOf(arms, entry.port);
  if (!shadows.ok) return arms.map(() => ({ ok: false, why: `no example was found: ${shadows.reason}` }));
  return shadows.fates.map((fate): ArmRequest => {
    switch (fate.kind) {
      case "alive":
        return { ok: true, request: admitted(requestOf(start, valuesOf(fate.shown)), callersOf(entry, model, fate.shown), policy, model) };
      case "dead":
        return { ok: false, why: "no request reaches it: the ones before it take them all" };
      case "impossible":
        return { ok: false, why: "no request meets its conditions" };
      case "undecided":
        return { ok: false, why: "no example was found: there are too many combinations" };
    }
  });
}

/** A call to a port without routes of its own. */
export function plainRequest(entry: ArmPlace["entry"], policy: Reader, model: MeshModel): Request | null {
  const start = entryFor(entry, model);
  return start === null ? null : admitted(requestOf(start, new Map()), callersOf(entry, model, new Map()), policy, model);
}

function entryFor(entry: ArmPlace["entry"], model: MeshModel): Entry | null {
  const points = entriesOf(model, "policy", []).entries.map(({ universe }) => universe.entry);
  return points.find(({ point }) => isPoint(point, entry)) ?? null;
}

function isPoint(point: Entry["point"], entry: ArmPlace["entry"]): boolean {
  if (point.port !== entry.port) return false;
  if ("gateway" in point) return "gateway" in entry && sameName(point.gateway, entry.gateway);
  return "service" in entry && sameName({ namespace: point.namespace, name: point.service }, entry.service);
}

/** Claims and namespaces of callers are said by the caller, all else by the request. */
function valuesOf(shown: Shown): ReadonlyMap<Dimension, Value> {
  return new Map([...shown].filter(([dimension]) => isOfRequest(dimension))) as ReadonlyMap<Dimension, Value>;
}

function isOfRequest(dimension: string): boolean {
  return ["path", "method", "scheme", "authority", "sni"].includes(dimension) || dimension.startsWith("header:") || dimension.startsWith("query:");
}

function callersOf(entry: ArmPlace["entry"], model: MeshModel, shown: Shown): readonly Caller[] {
  const scope = shown.get("scope") ?? null;
  const known = "service" in entry ? [...declaring(entry.service, model), ...ruled(entry.service, model)] : [];
  return scope === null ? known : [...known.filter(({ namespace }) => namespace === scope), { namespace: scope, serviceAccount: "default" }];
}

function declaring(service: Name, model: MeshModel): readonly Caller[] {
  const callers = model.services.filter(({ calls }) => calls.some(({ to }) => to.kind === "service" && sameName(to.service, service)));
  return callers.map(({ id, identity }) => ({ namespace: identity?.value.namespace ?? id.namespace, serviceAccount: identity?.value.serviceAccount ?? id.name, service: id.name }));
}

function ruled(name: Name, model: MeshModel): readonly Caller[] {
  const subjects = findService(model, name)?.access.allow.flatMap(({ from }) => from) ?? [];
  return subjects.flatMap(({ identity }) => (identity.kind === "account" ? { namespace: identity.namespace, serviceAccount: identity.serviceAccount, ...(identity.via?.kind === "service" && { service: identity.via.service.name }) } : []));
}

/** The request from the first caller that the policy does not refuse; as it is when it refuses them all. */
function admitted(request: Request, callers: readonly Caller[], policy: Reader, model: MeshModel): Request {
  const asked = [request, ...callers.map((from): Request => ({ ...request, from: { ...from, ...(request.from?.ip !== undefined && { ip: request.from.ip }) } }))].map((one) => completeRequest(one, model));
  const order = [...asked.slice(1), ...asked.slice(0, 1)];
  return order.find((one) => policy(questionOf(one, model.mesh)).outcome !== "refuse") ?? order[0] ?? request;
}

/** The request in words: `GET /orders/7 with x-cohort: beta, from shop/web to shop/order:8080`. */
export function requestWords({ from, to, method, path, protocol, headers = {} }: Request): string {
  const account = from?.service ?? from?.serviceAccount;
  const caller = from === null || account === undefined || account === null ? "a caller without identity" : nameText({ namespace: from.namespace, name: account });
  const called = "gateway" in to ? `gateway ${nameText(to.gateway)}:${to.port}` : `${to.namespace}/${to.service}${to.port === undefined ? "" : `:${to.port}`}`;
  const what = protocol === "tcp" || protocol === "tls" ? `a ${protocol} connection` : `${method ?? "GET"} ${path ?? "/"}`;
  const named = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return `${what}${named.length === 0 ? "" : ` with ${named.join(", ")}`}, from ${caller} to ${called}`;
}
