import { shadowsOf } from "../lint/space/shadow.ts";
import type { ArmFate } from "../lint/space/shadow.ts";
import type { Values as Shown } from "../lint/space/grid.ts";
import type { Caller, Conditions, Dimension, MeshModel, Name, Reader, Request } from "../model/index.ts";
import { everyCall } from "../model/blank.ts";
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
 * For the arms at some places of a list a request each that reaches it, past all arms before it. Asked by a caller that the
 * policy lets in where one is known: whoever declares the call, or an account of an access rule.
 */
export function armRequests({ entry, arms }: ArmPlace, indexes: readonly number[], policy: Reader, model: MeshModel): readonly ArmRequest[] {
  const start = entryFor(entry, model);
  if (start === null) return indexes.map(() => ({ ok: false, why: "no call arrives there" }));
  const shadows = shadowsOf(arms.slice(0, Math.max(-1, ...indexes) + 1), entry.port);
  if (!shadows.ok) return indexes.map(() => ({ ok: false, why: `no example was found: ${shadows.reason}` }));
  return indexes.map((index): ArmRequest => {
    const [fate, arm] = [shadows.fates[index], arms[index]];
    if (fate === undefined || arm === undefined) throw new Error(`there is no arm ${index}`);
    if (fate.kind !== "alive") return { ok: false, why: unshown[fate.kind] };
    const choices = choicesOf(entry, model, fate.shown, arm.when);
    return { ok: true, request: admitted(requestOf(start, valuesOf(fate.shown)), choices, { route: arm.route.name, policy, model }) };
  });
}

const unshown: Readonly<Record<Exclude<ArmFate["kind"], "alive">, string>> = {
  dead: "no request reaches it: the ones before it take them all",
  impossible: "no request meets its conditions",
  undecided: "no example was found: there are too many combinations",
};

/** A call to a port without routes of its own. */
export function plainRequest(entry: ArmPlace["entry"], policy: Reader, model: MeshModel): Request | null {
  const start = entryFor(entry, model);
  return start === null ? null : admitted(requestOf(start, new Map()), choicesOf(entry, model, new Map(), everyCall), { route: null, policy, model });
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

/** Who may ask, and for what, where the arm leaves it open. */
interface Choices {
  readonly callers: readonly Caller[];
  readonly asked: readonly Pick<Request, "method" | "path">[];
}

function choicesOf(entry: ArmPlace["entry"], model: MeshModel, shown: Shown, when: Conditions): Choices {
  const scope = shown.get("scope") ?? null;
  const known = "service" in entry ? [...declaring(entry.service, model), ...ruled(entry.service, model)] : [];
  const callers = scope === null ? known : [...known.filter(({ namespace }) => namespace === scope), { namespace: scope, serviceAccount: "default" }];
  return { callers, asked: "service" in entry ? ruledRequests(entry.service, model, when) : [] };
}

function declaring(service: Name, model: MeshModel): readonly Caller[] {
  const callers = model.services.filter(({ calls }) => calls.some(({ to }) => to.kind === "service" && sameName(to.service, service)));
  return callers.map(({ id, identity }) => ({ namespace: identity?.value.namespace ?? id.namespace, serviceAccount: identity?.value.serviceAccount ?? id.name, service: id.name }));
}

function ruled(name: Name, model: MeshModel): readonly Caller[] {
  const subjects = findService(model, name)?.access.allow.flatMap(({ from }) => from) ?? [];
  return subjects.flatMap(({ identity }) => (identity.kind === "account" ? { namespace: identity.namespace, serviceAccount: identity.serviceAccount, ...(identity.via?.kind === "service" && { service: identity.via.service.name }) } : []));
}

/** Methods and paths that access rules allow and that conditions do not exclude. */
function ruledRequests(name: Name, model: MeshModel, when: Conditions): Choices["asked"] {
  const operations = findService(model, name)?.access.allow.flatMap(({ to }) => to) ?? [];
  return operations.map(({ methods, path }) => {
    const method = methods?.find((each) => when.methods === null || when.methods.includes(each));
    const isPlain = path !== null && when.path === null && ["exact", "prefix", "stringPrefix"].includes(path.kind);
    return { ...(method !== undefined && { method }), ...(isPlain && { path: path.value }) };
  });
}

/** Most requests that are tried before the first of them is shown although it is refused. */
const mostTries = 64;

/** The first of the requests that the policy does not refuse and that takes the route (null: whichever it takes). */
function admitted(request: Request, { callers, asked }: Choices, { route, policy, model }: { readonly route: string | null; readonly policy: Reader; readonly model: MeshModel }): Request {
  const from = [...callers.map((caller): Caller => ({ ...caller, ...(request.from?.ip !== undefined && { ip: request.from.ip }) })), request.from];
  const all = from.flatMap((caller) => [{}, ...asked].map((each) => completeRequest({ ...request, from: caller, ...each }, model)));
  const isAdmitted = (one: Request): boolean => {
    const decision = policy(questionOf(one, model.mesh));
    return decision.outcome !== "refuse" && (route === null || decision.route === route);
  };
  return all.slice(0, mostTries).find(isAdmitted) ?? all[0] ?? request;
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
