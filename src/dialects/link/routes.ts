import type { Action, Arm, Backend, BackendRef, Mirror, Route, ServicePort, Wish } from "../../model/index.ts";
import { nameText } from "../../model/name.ts";
import { bareRoute, everyCall } from "../../model/blank.ts";
import { durationText } from "../../support/duration.ts";
import type { FragmentArm, FragmentForward, FragmentRoute, RouteSet } from "../fragment.ts";
import { inherited, orNone } from "./defaults.ts";
import type { Draft, LinkContext, PortDraft } from "./draft.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";
import { linkDestination, serviceRef } from "./references.ts";
import type { Standpoint } from "./references.ts";
import { sameStatement } from "./same.ts";
import { routeFindings } from "./route-checks.ts";

/** Links the routes of every port of a service; without routes a port forwards to the service itself. */
export function linkPorts(draft: Draft, context: LinkContext): readonly ServicePort[] {
  return draft.ports.map((port) => linkPort(port, draft, context));
}

function linkPort(port: PortDraft, draft: Draft, context: LinkContext): ServicePort {
  const from: Standpoint = { draft, port: port.port };
  const fallback = {
    kind: "forward" as const,
    backends: [{ ...serviceRef(draft.id, port.port, from, port.origin, silent(context)), weight: 1 }],
    origin: port.origin,
  };
  const written = setsOf(port, draft, context);
  const arms = written === null ? defaultArms(port, draft, fallback.backends, context) : linkArms(written.arms, from, draft.id.namespace, context);
  return { ...port, arms, fallback };
}

/** The service itself was looked up before; its findings are not repeated for every port. */
function silent(context: LinkContext): LinkContext {
  return { ...context, report: () => undefined };
}

/** The one set of routes for a port; two documents that give different ones are reported. */
function setsOf(port: PortDraft, draft: Draft, context: LinkContext): RouteSet | null {
  const claims = draft.fragments.flatMap((fragment) =>
    (fragment.routes ?? []).filter((set) => speaksOf(set, port, draft)).map((set) => ({ set, document: fragment.document })),
  );
  const first = claims.find(({ set }) => set.ports !== null) ?? claims[0];
  if (first === undefined) return null;
  const rivals = claims.filter((claim) => claim !== first && claim.document !== first.document && !sameStatement(claim.set.arms, first.set.arms));
  for (const rival of rivals) {
    context.report(
      linkDiagnostics["routes-stated-twice"].report({
        at: rival.set.origin,
        with: { service: nameText(draft.id), port: port.port, first: first.document, second: rival.document },
        related: [{ origin: first.set.origin, note: "the other routes" }],
      }),
    );
  }
  return first.set;
}

/** Routes without ports are for every port that speaks HTTP, or for every port of a service that has none of those. */
function speaksOf(set: RouteSet, port: PortDraft, draft: Draft): boolean {
  if (set.ports !== null) return set.ports.includes(port.port);
  return !isRaw(port) || draft.ports.every(isRaw);
}

function isRaw(port: PortDraft): boolean {
  return port.protocol === "tcp" || port.protocol === "tls";
}

/** Links arms one after another; backends are looked up from the standpoint of their service. */
export function linkArms(arms: readonly FragmentArm[], from: Standpoint, namespace: string, context: LinkContext): readonly Arm[] {
  const routes = new Map<FragmentRoute, Route>();
  return arms.map((arm) => {
    const route = routes.get(arm.route) ?? linkRoute(arm.route, from, namespace, context);
    routes.set(arm.route, route);
    return { when: arm.when, route, origin: arm.origin };
  });
}

function linkRoute(route: FragmentRoute, from: Standpoint, namespace: string, context: LinkContext): Route {
  const linked: Route = {
    ...route,
    action: linkAction(route.action, from, context),
    mirrors: route.mirrors.map((mirror): Mirror => ({ ...linkDestination(mirror.to, from, context), share: mirror.share })),
    ...timing(route, from, namespace, context),
  };
  routeFindings(linked).forEach(context.report);
  return linked;
}

function linkAction(action: FragmentRoute["action"], from: Standpoint, context: LinkContext): Action {
  return action.kind === "forward" ? linkForward(action, from, context) : action;
}

function linkForward(action: FragmentForward, from: Standpoint, context: LinkContext): Action {
  const backends = action.backends.map((backend): Backend => ({ ...linkDestination(backend.to, from, context), weight: backend.weight }));
  return { kind: "forward", backends, origin: action.origin };
}

/** Both timers of a route; those of one document were compared when it was read, defaults are compared here. */
function timing(route: FragmentRoute, from: Standpoint, namespace: string, context: LinkContext): Pick<Route, "deadlineMs" | "retry"> {
  const takesDefaults = route.action.kind === "forward" && !from.draft?.ports.some((port) => port.port === from.port && isRaw(port));
  const deadlineMs = orNone<number>(route.deadlineMs, takesDefaults ? inherited("deadlineMs", namespace, context) : null);
  const retry = orNone<NonNullable<Route["retry"]>["value"]>(route.retry, takesDefaults ? inherited("retry", namespace, context) : null);
  const perTry = retry?.value.perTryTimeoutMs ?? null;
  if (deadlineMs === null || retry === null || perTry === null || perTry < deadlineMs.value) return { deadlineMs, retry };
  if (deadlineMs.inherited !== true && retry.inherited !== true) return { deadlineMs, retry };
  context.report(
    linkDiagnostics["try-outlives-deadline"].report({
      at: retry.inherited === true ? deadlineMs.origin : retry.origin,
      with: { route: route.name, perTry: durationText(perTry), deadline: durationText(deadlineMs.value), inherited: deadlineMs.inherited === true },
      related: [retry.inherited === true ? { origin: retry.origin, note: "the default for tries" } : { origin: deadlineMs.origin, note: "the deadline" }],
    }),
  );
  return { deadlineMs, retry };
}

/** Defaults of the mesh hold for services without routes too: then one arm that takes every call carries them. */
function defaultArms(port: PortDraft, draft: Draft, backends: readonly (BackendRef & { readonly weight: number })[], context: LinkContext): readonly Arm[] {
  if (isRaw(port) || draft.fragments.some((fragment) => fragment.external !== undefined)) return [];
  const deadlineMs = orNone<number>(null, inherited("deadlineMs", draft.id.namespace, context));
  const retry = orNone<NonNullable<Route["retry"]>["value"]>(null, inherited("retry", draft.id.namespace, context));
  const cause: Wish<unknown> | null = deadlineMs ?? retry;
  if (cause === null) return [];
  const route: Route = { ...bareRoute, name: "default", origin: cause.origin, action: { kind: "forward", backends, origin: cause.origin }, deadlineMs, retry };
  return [{ when: everyCall, route, origin: cause.origin }];
}
