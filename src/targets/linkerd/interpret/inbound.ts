import type { MtlsMode } from "../../../model/index.ts";
import type { RequestView } from "../../../model/predicate.ts";
import { asks } from "./ask.ts";
import type { Ask } from "./ask.ts";
import { admitted, defaultGrants, routeGrants, serverGrants } from "./grants.ts";
import type { Grant } from "./grants.ts";
import type { RouteObject, Server } from "./config.ts";
import type { KnownService, Mesh } from "./mesh.ts";
import { isSubset } from "./mesh.ts";
import { podsOf } from "./pods.ts";
import type { Pods } from "./pods.ts";
import { bestMatch } from "./ranking.ts";

/** What the proxies of a backend say: let in or not, by what, and what they accept and limit. */
export interface Verdict {
  readonly allowed: boolean;
  readonly by: string | null;
  /** Of a refusal; null: the connection is closed. */
  readonly status: number | null;
  readonly mtls: MtlsMode;
  readonly rateLimit: { readonly requests: number; readonly perMs: number } | null;
}

/** Asks every kind of pod behind a Service's port; they must agree. */
export function judge(ask: Ask, mesh: Mesh, view: RequestView, service: KnownService, port: number): Verdict {
  const verdicts = podsOf(ask, mesh, service, port).map((pods) => judgePods(ask, mesh, view, pods));
  const [first, ...others] = verdicts;
  if (first === undefined) throw new Error("every backend has pods, known or made up");
  const differs = others.some((other) => other.allowed !== first.allowed || other.mtls !== first.mtls || other.rateLimit?.requests !== first.rateLimit?.requests);
  if (differs) ask.unsupported(`the pods of \`${service.namespace}/${service.name}\` are under different policies`);
  return first;
}

/** linkerd/linkerd2-proxy:linkerd/app/inbound/src/policy/http.rs: the best route, then its authorizations. */
function judgePods(ask: Ask, mesh: Mesh, view: RequestView, pods: Pods): Verdict {
  const server = serverOf(ask, mesh, pods);
  const own = server === null ? defaultGrants(mesh) : serverGrants(mesh, server);
  const common = { rateLimit: server === null ? null : limitOf(ask, mesh, server) };
  const routes = server === null || !speaksHttp(ask, server) ? [] : routesOf(mesh, server);
  const mtls = strictness([...own, ...routes.flatMap((route) => routeGrants(mesh, route))]);
  if (routes.length === 0) return { ...unrouted(ask, mesh, view, server, own, pods), mtls, ...common };
  const best = bestMatch(ask, view, routes, mesh.ranking);
  if (best === null) return { allowed: false, by: "no route of the Server matches", status: 404, mtls, ...common };
  if (best.rule.redirect !== null) ask.unsupported("a route of a Server redirects");
  const edited = Object.keys({ ...best.rule.requestHeaders.set, ...best.rule.requestHeaders.add }).length + best.rule.requestHeaders.remove.length > 0;
  if (edited) ask.unsupported("a route of a Server changes headers");
  return { ...verdictOf(ask, mesh, view, [...own, ...routeGrants(mesh, best.route)], 403), mtls, ...common };
}

/** Without routes of the Server, probes are let in for everybody (linkerd/linkerd2:policy-controller/k8s/index/src/inbound/index/http.rs). */
function unrouted(ask: Ask, mesh: Mesh, view: RequestView, server: Server | null, own: readonly Grant[], { probes }: Pods): Pick<Verdict, "allowed" | "by" | "status"> {
  const http = speaksHttp(ask, server);
  const verdict = verdictOf(ask, mesh, view, own, http ? 403 : null);
  if (verdict.allowed || !http || server?.protocol === "gRPC" || probes.length === 0) return verdict;
  const probed = asks(view, "method", { kind: "exact", value: "GET" }) && probes.some((value) => asks(view, "path", { kind: "exact", value }));
  return probed ? { allowed: true, by: "a probe of the pods", status: null } : verdict;
}

function verdictOf(ask: Ask, mesh: Mesh, view: RequestView, grants: readonly Grant[], status: number | null): Pick<Verdict, "allowed" | "by" | "status"> {
  const grant = grants.find((each) => admitted(ask, mesh, view, each));
  return grant === undefined ? { allowed: false, by: null, status } : { allowed: true, by: grant.by, status: null };
}

/** Plain text is refused only where every way in asks for an identity. */
function strictness(grants: readonly Grant[]): MtlsMode {
  return grants.every(({ identities }) => identities !== null) ? "strict" : "permissive";
}

/** The oldest Server of the pods' port, ties by name (linkerd/linkerd2:policy-controller/k8s/index/src/inbound/index.rs). */
function serverOf(ask: Ask, mesh: Mesh, pods: Pods): Server | null {
  const here = mesh.config.servers.filter((server) => server.meta.namespace === pods.namespace && selects(server, pods));
  if (here.length > 0 && mesh.config.foreign.some(({ meta, selectsServers }) => selectsServers && meta.namespace === pods.namespace)) ask.unsupported("a ServerAuthorization is not read");
  return here[0] ?? null;
}

function selects({ pods: selector, port }: Server, pods: Pods): boolean {
  if (selector === null) return false;
  const ported = typeof port === "number" ? port === pods.port : pods.portNames.includes(port);
  return ported && isSubset(selector.labels, pods.labels) && selector.expressions.every((each) => expressionHolds(each, pods.labels[each.key]));
}

function expressionHolds({ operator, values }: { readonly operator: string; readonly values: readonly string[] }, value: string | undefined): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    default:
      return value === undefined;
  }
}

/** Whether requests are looked into: what is sent must be HTTP, and the Server must not call the port opaque. */
function speaksHttp(ask: Ask, server: Server | null): boolean {
  const { protocol } = ask.question;
  const raw = protocol === "tcp" || protocol === "tls";
  const fixed = server !== null && ["HTTP/1", "HTTP/2", "gRPC"].includes(server.protocol);
  if (raw && fixed) ask.unsupported(`a Server of protocol ${server.protocol} gets ${protocol}`);
  return !raw && server?.protocol !== "opaque" && server?.protocol !== "TLS";
}

/** GRPCRoutes for the protocol gRPC alone, HTTPRoutes for all others (linkerd/linkerd2:policy-controller/grpc/src/inbound.rs). */
function routesOf(mesh: Mesh, server: Server): readonly RouteObject[] {
  const family = server.protocol === "gRPC" ? "grpc" : "http";
  return mesh.config.routes.filter(
    (route) =>
      route.family === family &&
      route.meta.namespace === server.meta.namespace &&
      route.parents.some((parent) => parent.kind === "Server" && parent.namespace === server.meta.namespace && parent.name === server.meta.name && parent.port === null && parent.sectionName === null),
  );
}

/** The oldest policy of the Server; none for gRPC, opaque and TLS (same source). */
function limitOf(ask: Ask, mesh: Mesh, server: Server): Verdict["rateLimit"] {
  if (!["unknown", "HTTP/1", "HTTP/2"].includes(server.protocol) || !speaksHttp(ask, server)) return null;
  const limit = mesh.config.limits.find(({ meta, server: name }) => meta.namespace === server.meta.namespace && name === server.meta.name);
  if (limit?.finer === true) ask.note("calls are also limited by the identity of callers");
  return limit?.total == null ? null : { requests: limit.total, perMs: 1000 };
}
