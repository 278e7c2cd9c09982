import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { AccessRule, Route, Service } from "../../../model/index.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { nameText, sameName, serviceOf } from "./names.ts";
import type { Context } from "./piece.ts";
import { routesOf } from "./virtual-service.ts";

/**
 * A waypoint decides access once, before routing and for the service that was called: routes that change what rules read,
 * or that lead to another service with rules, would be decided on another request than the backend gets.
 */
export function waypointFindings(service: Service, context: Context): readonly Diagnostic[] {
  if (context.profile.name !== "waypoint") return [];
  return routesOf(service).flatMap((route) => [...changeFindings(route, service), ...foreignFindings(route, service, context)]);
}

/**
 * A refused caller gets the refusal where the policy would answer, redirect or find no route: the waypoint decides access
 * before routing.
 */
export function waypointDrafts(service: Service, { model, profile }: Context): readonly Draft[] {
  const routed = service.ports.some(({ arms }) => arms.length > 0);
  const scopes = model.mesh.scopes.filter(({ namespace }) => namespace === null || namespace === service.id.namespace);
  const ruled = hasAccess(service) || service.jwt !== null || service.mtls !== null || scopes.some(({ accessDefault, mtls }) => accessDefault !== null || mtls !== null);
  if (profile.name !== "waypoint" || !routed || !ruled) return [];
  const note = "the waypoint decides access before routing: refused callers get the refusal before redirects, answers of the proxy and 404";
  return [remark("note", { field: "access", note, origin: service.origin, effects: ["outcome"], direction: "stricter", callers: { kind: "refused" } })];
}

function changeFindings(route: Route, service: Service): readonly Diagnostic[] {
  if (!rulesOf(service).some(readsRequests)) return [];
  const change = route.rewrite ?? route.requestHeaders;
  return change === null ? [] : [finding(route, "changes the path or headers that rules of the service read", change.origin)];
}

function foreignFindings(route: Route, service: Service, context: Context): readonly Diagnostic[] {
  if (route.action.kind !== "forward") return [];
  return [...route.action.backends, ...route.mirrors].flatMap((backend) => {
    const owner = serviceOf(context.model, backend.owner);
    if (owner === null || sameName(owner.id, service.id)) return [];
    const ruled = hasAccess(owner) || hasAccess(service);
    return ruled ? [finding(route, `sends calls to \`${nameText(owner.id)}\`, whose access is another's`, backend.origin)] : [];
  });
}

function finding(route: Route, why: string, at: Diagnostic["origin"]): Diagnostic {
  return istioDiagnostics["waypoint-decides-early"].report({ at, with: { route: route.name, why } });
}

function rulesOf(service: Service): readonly AccessRule[] {
  return [...service.access.allow, ...service.access.deny];
}

function hasAccess(service: Service): boolean {
  return rulesOf(service).length > 0 || service.access.default !== null || service.jwt?.value.required === true;
}

function readsRequests(rule: AccessRule): boolean {
  return rule.headers.length > 0 || rule.to.some((operation) => operation.path !== null || operation.headers.length > 0);
}
