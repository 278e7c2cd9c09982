import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText, sameName } from "../../../model/name.ts";
import type { AccessRule, MeshModel, Route, Service } from "../../../model/index.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { serviceOf } from "./names.ts";
import type { Context } from "./piece.ts";
import { routesOf } from "./virtual-service.ts";

/**
 * A waypoint decides access once, before routing and for the service that was called: routes that change what rules read,
 * or that lead to another service with rules, would be decided on another request than the backend gets.
 */
export function waypointFindings(service: Service, context: Context): readonly Diagnostic[] {
  if (context.profile.name !== "waypoint") return [];
  return [...routesOf(service).flatMap((route) => [...changeFindings(route, service), ...foreignFindings(route, service, context)]), ...gatewayFindings(service, context)];
}

/**
 * Calls through a gateway go past the waypoint to the pods, unless somebody labels the Service, and ztunnel reads no policy
 * that names a Service (`istio/istio.io:content/en/docs/ambient/usage/waypoint/index.md`).
 */
function gatewayFindings(service: Service, { model }: Context): readonly Diagnostic[] {
  const reached = [service, ...routesOf(service).flatMap(({ action, mirrors }) => (action.kind === "forward" ? [...action.backends, ...mirrors] : []).map(({ owner }) => serviceOf(model, owner)))];
  const guarded = reached.find((each) => each !== null && isGuarded(each, model)) ?? null;
  const entries = model.gateways.flatMap(({ id, entries: all }) => all.flatMap((entry) => (entry.leads.kind === "service" && sameName(entry.leads.service, service.id) ? [{ id, entry }] : [])));
  if (guarded === null) return [];
  return entries.map(({ id, entry }) => istioDiagnostics["gateway-passes-waypoint"].report({ at: entry.origin, with: { gateway: nameText(id), service: nameText(guarded.id) } }));
}

/** Whether some rule, token or default of the service itself or above it can refuse a call. */
function isGuarded(service: Service, model: MeshModel): boolean {
  const { namespace } = service.id;
  const inherited = (scope: string | null) => model.mesh.scopes.find((each) => each.namespace === scope)?.accessDefault?.value ?? null;
  return service.external === null && (rulesOf(service).length > 0 || service.jwt !== null || (service.access.default?.value ?? inherited(namespace) ?? inherited(null)) === "deny");
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
  const note = "the waypoint decides access before routing: refused callers get the refusal before redirects, answers of the proxy, 404 and 500";
  return [remark("note", { field: "access", note, origin: service.origin, effects: ["outcome", "access"], direction: "stricter", callers: { kind: "refused" } })];
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
