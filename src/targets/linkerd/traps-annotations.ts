import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { groupBy } from "../../support/group-by.ts";
import { serviceParents } from "../route-traps.ts";
import { oncePerWorld } from "../trap-world.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, durationOf, isSet, listOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { namesIn, notesOf, requestRoutes, routesFor } from "./trap-world.ts";
import { linkerdTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What annotations of routes and Services say and do not do (`linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index.rs`). */
export function annotationTraps(world: TrapWorld): readonly Diagnostic[] {
  const routes = requestRoutes(world);
  return [
    ...routes.flatMap((route) => [...both(heldByRoute(route, world)), ...ofRoute(route, world)]),
    ...world.of("", "Service").flatMap((service) => [...both(heldByService(service, world)), ...breakers(service), ...versionBreaker(service, world)]),
  ];
}

/** A field that is accepted and does something else than it says. */
export function effect(node: Written, field: string, does: string): Diagnostic {
  return shared["field-without-effect"].report({ at: placeOf(node), with: { field, does } });
}

/** An object whose annotations say how calls are made, with what else bears on them. */
interface Held {
  readonly notes: Written;
  readonly conditions: readonly Written[];
  /** Whether something ends the calls that are repeated. */
  readonly ends: boolean;
  /** The least time that a rule of the routes gives a call, where no annotation does; null when none does. */
  readonly deadline: number | null;
  readonly mayWrite: boolean;
  readonly limitIsZero: string;
}

function heldByRoute(route: Placed, world: TrapWorld): Held {
  const notes = notesOf(route);
  const isGrpc = route.manifest.object.kind === "GRPCRoute";
  const rules = listOf(at(route.spec, "rules"));
  const ends = serviceParents(route, world).some(({ service }) => service !== null && isSet(at(notesOf(service), "timeout.linkerd.io/request"))) || rules.some((rule) => isSet(at(rule, "timeouts", "request")));
  const deadline = leastOf(rules);
  return { notes, ends, deadline, conditions: [at(notes, `retry.linkerd.io/${isGrpc ? "grpc" : "http"}`)].filter(isSet), mayWrite: !isGrpc && rules.some(mayWrite), limitIsZero: "0 does not switch retries off: the Service's apply, or one retry" };
}

/** A Service's annotations are for its routes that have none of the group, and for calls without a route. */
function heldByService(service: Placed, world: TrapWorld): Held {
  const notes = notesOf(service);
  const governed = routesFor(service, world).filter((route) => !namesIn(notesOf(route)).some((name) => name.startsWith("retry.linkerd.io/")));
  const http = governed.filter(({ manifest }) => manifest.object.kind === "HTTPRoute");
  const hasEnd = (route: Placed): boolean => isSet(at(notesOf(route), "timeout.linkerd.io/request")) || listOf(at(route.spec, "rules")).every((rule) => isSet(at(rule, "timeouts", "request")));
  return {
    notes,
    conditions: ["http", "grpc"].map((kind) => at(notes, `retry.linkerd.io/${kind}`)).filter(isSet),
    ends: governed.length > 0 && governed.every(hasEnd),
    deadline: leastOf(governed.flatMap((route) => listOf(at(route.spec, "rules")))),
    mayWrite: isSet(at(notes, "retry.linkerd.io/http")) && (governed.length === 0 || http.some((route) => listOf(at(route.spec, "rules")).some(mayWrite))),
    limitIsZero: "0 does not switch retries off: with conditions one retry is made",
  };
}

function leastOf(rules: readonly Written[]): number | null {
  const times = rules.flatMap((rule) => durationOf(at(rule, "timeouts", "request")) ?? []).filter((ms) => ms > 0);
  return times.length === 0 ? null : Math.min(...times);
}

const timers = ["request", "response", "idle"];

function both({ notes, conditions, ends, deadline, mayWrite: writes, limitIsZero }: Held): readonly Diagnostic[] {
  const [request, limit, perTry] = [at(notes, "timeout.linkerd.io/request"), at(notes, "retry.linkerd.io/limit"), at(notes, "retry.linkerd.io/timeout")];
  const zero = timers.map((timer) => at(notes, `timeout.linkerd.io/${timer}`)).filter((node) => /^\s*0+(?:ms|s|m|h|d)?\s*$/.test(textOf(node) ?? ""));
  const tries = Math.max(1, Number(textOf(limit) ?? 1) || 0) + 1;
  const [each, all] = [durationOf(perTry), isSet(request) ? durationOf(request) : deadline];
  const [condition] = conditions;
  return [
    ...zero.map((node) => shared["calls-that-always-fail"].report({ at: placeOf(node), with: { calls: "a time of 0 is no time at all", answer: "every call gets 504" } })),
    ...(textOf(limit) === "0" ? [effect(limit, "retry.linkerd.io/limit", limitIsZero)] : []),
    ...(condition !== undefined && !ends && !isSet(request) ? [say["retries-without-end"].report({ at: placeOf(condition), with: { tries } })] : []),
    ...(each !== null && all !== null && all > 0 && each * 2 > all ? [shared["manifest-tries-do-not-fit"].report({ at: placeOf(perTry), with: { tries: 2, perTry: each, timeout: all } })] : []),
    ...(condition !== undefined && writes ? [shared["unsafe-calls-repeated"].report({ at: placeOf(condition), with: { condition: textOf(condition) ?? "" } })] : []),
  ];
}

function mayWrite(rule: Written): boolean {
  const matches = listOf(at(rule, "matches"));
  return matches.length === 0 || matches.some((match) => ["POST", "PATCH", "CONNECT", null].includes(textOf(at(match, "method"))));
}

/** Which annotations a route does not read, and which of the Service's its own stand for. */
function ofRoute(route: Placed, world: TrapWorld): readonly Diagnostic[] {
  const notes = notesOf(route);
  const { kind } = route.manifest.object;
  const unread = `retry.linkerd.io/${kind === "GRPCRoute" ? "http" : "grpc"}`;
  const breaker = namesIn(notes).find((name) => name.startsWith("balancer."));
  return [
    ...(isSet(at(notes, unread)) ? [effect(at(notes, unread), unread, `routes of kind ${kind} do not read it`)] : []),
    ...(breaker === undefined ? [] : [effect(at(notes, breaker), breaker, "breakers are read from the Service that is called")]),
    ...replaced(route, world),
  ];
}

const families = ["retry.linkerd.io/", "timeout.linkerd.io/"];

/** A group of annotations on a route stands for all of the Service's group. */
function replaced(route: Placed, world: TrapWorld): readonly Diagnostic[] {
  const keysOf = (object: Placed, family: string): readonly string[] => namesIn(notesOf(object)).filter((name) => name.startsWith(family));
  return serviceParents(route, world).flatMap(({ service }) =>
    families.flatMap((family) => {
      const own = keysOf(route, family);
      const lost = service === null ? [] : keysOf(service, family).filter((name) => !own.includes(name));
      const [first] = own;
      return first === undefined || lost.length === 0 || service === null ? [] : [effect(at(notesOf(route), first), first, `it takes the place of the whole group at ${titleOf(service.manifest)}, \`${lost.join("`, `")}\` too`)];
    }),
  );
}

const accrual = "balancer.linkerd.io/failure-accrual";
const rates = "balancer.alpha.linkerd.io/failure-accrual-success-rate";

/** Which members of failure accrual its mode reads (same source, parse_accrual_config). */
function breakers(service: Placed): readonly Diagnostic[] {
  const notes = notesOf(service);
  const mode = textOf(at(notes, accrual));
  return namesIn(notes).flatMap((name) => {
    const does = unreadMember(name, mode);
    return does === null ? [] : [effect(at(notes, name), name, does)];
  });
}

function unreadMember(name: string, mode: string | null): string | null {
  if (name.startsWith("balancer.linkerd.io/failure-accrual-success-rate")) return `nobody reads it: write \`${name.replace("balancer.linkerd.io", "balancer.alpha.linkerd.io")}\``;
  if (name.startsWith(rates)) return mode === "unified" ? null : "only the mode `unified` reads it";
  return name.startsWith(`${accrual}-`) && mode === null ? `without \`${accrual}\` there is no breaker` : null;
}

/** The breaker of whoever is called governs all backends of its routes (`linkerd/linkerd2:policy-controller/grpc/src/outbound/http.rs`). */
function versionBreaker(service: Placed, world: TrapWorld): readonly Diagnostic[] {
  const mode = at(notesOf(service), accrual);
  const name = service.manifest.object.metadata.name;
  if (!isSet(mode) || routesFor(service, world).length > 0) return [];
  const apex = (parentsByBackend(world).get(`${service.namespace}/${name}`) ?? []).find((parent) => parent !== name);
  return apex === undefined ? [] : [effect(mode, accrual, `calls to \`${apex}\` that are led here have the breaker of that Service; this one is for callers of \`${name}\` alone`)];
}

/** The Services whose routes lead to a backend, by its namespace and name. */
const parentsByBackend = oncePerWorld((world): ReadonlyMap<string, readonly string[]> => {
  const pairs = requestRoutes(world).flatMap((route) => {
    const parents = serviceParents(route, world).map(({ ref }) => textOf(at(ref, "name")) ?? "");
    const backends = listOf(at(route.spec, "rules")).flatMap((rule) => listOf(at(rule, "backendRefs"))).map((ref) => `${textOf(at(ref, "namespace")) ?? route.namespace}/${textOf(at(ref, "name")) ?? ""}`);
    return [...new Set(backends)].flatMap((backend) => parents.map((parent) => ({ backend, parent })));
  });
  return new Map([...groupBy(pairs, ({ backend }) => backend)].map(([backend, list]) => [backend, list.map(({ parent }) => parent)]));
});
