import type { Decision } from "../../../model/index.ts";
import type { ServiceEntryPoint } from "../../../model/request.ts";
import { answer, callerIn, notModelled } from "./ask.ts";
import type { Ask } from "./ask.ts";
import type { Family, ParentRef, RouteObject, ServiceProfile } from "./config.ts";
import { forward, wayOf } from "./distribution.ts";
import { annotated, isAbsent, serviceNamed } from "./mesh.ts";
import type { KnownService, Mesh } from "./mesh.ts";
import { profiled, profiledBytes, replacesRoutes } from "./profile-mode.ts";
import { bestMatch, bestServerName, candidatesOf } from "./ranking.ts";
import { redirect } from "./redirect.ts";
import { plainTiming, routeTiming } from "./timing.ts";

/** Ports whose bytes are never looked into, unless the Service says otherwise (`proxy.opaquePorts` of the chart). */
const defaultOpaquePorts: readonly number[] = [25, 587, 3306, 4444, 5432, 6379, 9300, 11_211];

/**
 * A call of a meshed client to a Service by its ClusterIP (linkerd/linkerd2:policy-controller/k8s/index/src/outbound/index.rs,
 * linkerd/linkerd2-proxy:linkerd/app/outbound/src/sidecar.rs).
 */
export function decideOutbound(ask: Ask, mesh: Mesh, entry: ServiceEntryPoint): Decision {
  const { namespace, service: name } = entry;
  if (isAbsent(mesh, namespace, name)) return outside(ask, mesh, `service ${namespace}/${name} does not exist`);
  const service = serviceNamed(mesh, namespace, name) ?? { namespace, name, ports: null, selector: null, portable: true };
  const port = entry.port ?? (service.ports?.length === 1 ? service.ports[0]?.port : undefined);
  if (port === undefined) return notModelled(ask, `the question names no port of \`${namespace}/${name}\``);
  const declared = service.ports?.find((each) => each.port === port) ?? null;
  if (service.ports !== null && declared === null) return gone(ask, `${namespace}/${name} has no port ${port}`);
  if (!service.portable) return notModelled(ask, `\`${namespace}/${name}\` has no ClusterIP: calls to its pods see no policy of callers`);
  const foreign = mesh.config.foreign.find(({ parents }) => parents.some((parent) => isParent(parent, service, port)));
  if (foreign !== undefined) return notModelled(ask, `${foreign.meta.kind} ${foreign.meta.namespace}/${foreign.meta.name} is not read`);
  const { protocol } = ask.question;
  const opaque = (annotated(mesh, namespace, name)?.opaquePorts ?? defaultOpaquePorts).includes(port);
  const profile = profileOf(ask, mesh, service);
  const way = opaque ? "opaque" : protocolOf(ask, mesh, service, port, declared?.appProtocol ?? null);
  const raw = protocol === "tcp" || protocol === "tls";
  if (profile !== null && way !== "tls" && profile.overrides.length > 0 && (way === "opaque" || raw)) return profiledBytes(ask, mesh, service, port, profile);
  if (way === "mismatch") return notModelled(ask, `the port speaks another protocol than ${protocol}`);
  if (way === "tls") return byServerName(ask, mesh, service, port);
  if (way === "opaque") return opaquely(ask, mesh, service, port, attached(ask, mesh, service, port).find(({ family }) => family === "tcp") ?? null);
  if (raw) return opaquely(ask, mesh, service, port, null);
  if (profile !== null) return profiled(ask, mesh, service, port, profile);
  return routed(ask, mesh, service, port, way);
}

function gone(ask: Ask, reason: string): Decision {
  ask.step(reason);
  return answer(ask, "unroutable", { status: null });
}

/** A name that no Service has may be one outside, where an EgressNetwork of the caller's or of the common namespace speaks. */
function outside(ask: Ask, mesh: Mesh, reason: string): Decision {
  const common = mesh.world.profile.settings["egressNamespace"] ?? "linkerd-egress";
  const denying = mesh.config.egress.filter(({ denies }) => denies).find(({ meta }) => meta.namespace === common || callerIn(ask.view, meta.namespace));
  if (denying !== undefined) ask.step(`EgressNetwork ${denying.meta.namespace}/${denying.meta.name} turns away calls to the outside`, denying.meta);
  return gone(ask, reason);
}

function isParent(parent: ParentRef, service: KnownService, port: number): boolean {
  return parent.kind === "Service" && parent.namespace === service.namespace && parent.name === service.name && (parent.port ?? port) === port;
}

/** A ServiceProfile of the client's namespace, else of the Service's, if it takes the place of routes (linkerd/linkerd2:controller/api/destination/server.go). */
function profileOf(ask: Ask, mesh: Mesh, { namespace, name }: KnownService): ServiceProfile | null {
  const fqdn = `${name}.${namespace}.svc.${mesh.world.mesh.clusterDomain}`;
  const named = mesh.config.profiles.filter(({ meta }) => meta.name === fqdn);
  const foreign = named.find(({ meta }) => meta.namespace !== namespace && callerIn(ask.view, meta.namespace));
  const found = foreign ?? named.find(({ meta }) => meta.namespace === namespace) ?? null;
  return found !== null && replacesRoutes(found) ? found : null;
}

/** Routes that are accepted for the Service's port and that the client's proxy gets: its own namespace's and the Service's. */
function attached(ask: Ask, mesh: Mesh, service: KnownService, port: number): readonly RouteObject[] {
  const { routes } = mesh.config;
  const here = routes.filter((route) => route.parents.some((parent) => isParent(parent, service, port) && !conflicted(route, parent, routes)));
  return here.filter(({ meta }) => meta.namespace === service.namespace || callerIn(ask.view, meta.namespace));
}

const precedence: readonly Family[] = ["grpc", "http", "tls", "tcp"];

/** A route of a kind that goes first with the very same parent takes the place of others (linkerd/linkerd2:policy-controller/k8s/status/src/index.rs). */
function conflicted(route: RouteObject, parent: ParentRef, all: readonly RouteObject[]): boolean {
  const same = (other: ParentRef): boolean => other.kind === parent.kind && other.namespace === parent.namespace && other.name === parent.name && other.port === parent.port;
  const rank = precedence.indexOf(route.family);
  return all.some((other) => precedence.indexOf(other.family) < rank && other.parents.some(same));
}

type Way = "http" | "grpc" | "tls" | "opaque" | "mismatch";

/** How a port is spoken to: appProtocol decides, else the first kind of route that is attached. */
function protocolOf(ask: Ask, mesh: Mesh, service: KnownService, port: number, appProtocol: string | null): Way {
  const { protocol } = ask.question;
  const raw = protocol === "tcp" || protocol === "tls";
  const kinds = attached(ask, mesh, service, port).map(({ family }) => family);
  const first = precedence.find((family) => kinds.includes(family)) ?? "http";
  switch (appProtocol?.toLowerCase() ?? null) {
    case null:
      if (first === "tcp") return "opaque";
      return first === "grpc" && (protocol === "http" || raw) ? "mismatch" : first;
    case "http":
      return protocol === "http" ? "http" : "mismatch";
    case "kubernetes.io/h2c":
      return protocol === "http" || raw ? "mismatch" : kinds.includes("grpc") ? "grpc" : "http";
    default:
      return "opaque";
  }
}

/** Bytes go to the oldest TCPRoute, else to the Service. */
function opaquely(ask: Ask, mesh: Mesh, service: KnownService, port: number, route: RouteObject | null): Decision {
  ask.step(route === null ? "the connection is opaque: no route of HTTP is looked at" : `TCPRoute ${route.meta.name} is the oldest`, route?.meta);
  const [candidate = null] = route === null ? [] : candidatesOf([route]);
  return forward(ask, mesh, { service, port, ...wayOf(candidate), timing: { ...plainTiming } });
}

/** Only TLS is spoken; a server name that no route has is turned away. */
function byServerName(ask: Ask, mesh: Mesh, service: KnownService, port: number): Decision {
  const routes = attached(ask, mesh, service, port).filter(({ family }) => family === "tls");
  const candidate = ask.question.protocol === "tls" ? bestServerName(ask, ask.view, routes) : null;
  if (candidate === null) {
    ask.step("no TLSRoute takes the connection, which is closed");
    return answer(ask, "unroutable", { status: null });
  }
  ask.step(`TLSRoute ${candidate.route.meta.name} matched`, candidate.route.meta, candidate.rule.path);
  return forward(ask, mesh, { service, port, ...wayOf(candidate), timing: { ...plainTiming } });
}

function routed(ask: Ask, mesh: Mesh, service: KnownService, port: number, family: "http" | "grpc"): Decision {
  const routes = attached(ask, mesh, service, port).filter((route) => route.family === family);
  const timing = (route: RouteObject | null, ruleMs: number | null) => routeTiming(ask, annotated(mesh, service.namespace, service.name), route, ruleMs, family);
  if (routes.length === 0) {
    ask.step("no route is attached: forwarded to the Service");
    return forward(ask, mesh, { service, port, ...wayOf(null), timing: timing(null, null) });
  }
  const poisoned = routes.find(({ poison }) => poison !== null);
  if (poisoned !== undefined) {
    ask.step(`the proxy cannot parse the policy: ${poisoned.poison}`, poisoned.meta);
    return answer(ask, "respond", { status: 500 });
  }
  const candidate = bestMatch(ask, ask.view, routes, mesh.ranking);
  if (candidate === null) {
    ask.step("no route matches");
    return answer(ask, "unroutable", { status: 404 });
  }
  const { route, rule } = candidate;
  ask.step(`${route.meta.kind} ${route.meta.name} matched`, route.meta, rule.path);
  if (rule.redirect !== null) return redirect(ask, candidate, rule.redirect, port);
  return forward(ask, mesh, { service, port, ...wayOf(candidate), timing: timing(route, rule.requestTimeoutMs) });
}
