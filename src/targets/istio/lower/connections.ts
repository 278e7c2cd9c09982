import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Arm, Forward, Service, ServicePort } from "../../../model/index.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { routeList } from "./destinations.ts";
import { compact } from "./piece.ts";
import type { Context, Json } from "./piece.ts";
import { nameCovers, namedArms, serverNamesOf } from "./server-names.ts";
import type { NamedArm } from "./server-names.ts";

/** Entries for a port whose connections are not read as requests. */
export interface ConnectionEntries {
  readonly http: readonly Json[];
  readonly tls: readonly Json[];
  readonly tcp: readonly Json[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * `tcp[]` or `tls[]` entries of a port. Without arms it forwards: a tcp port says so, so that the settings of its
 * backends hold; a tls port is left to the default, since `tls[]` needs server names.
 */
export function connectionEntries(port: ServicePort, service: Service, host: string | undefined, context: Context): ConnectionEntries {
  if (port.arms.length === 0) {
    const tcp = port.protocol === "tcp" ? [tcpEntry(port, port.fallback, null, host, context)] : [];
    return { http: [], tls: [], tcp, diagnostics: [] };
  }
  const diagnostics = [...port.arms.flatMap((arm) => armFindings(arm, port)), ...openEnd(port, service, context)];
  if (port.protocol === "tls") {
    const named = namedArms(port.arms, service, context.model.mesh.clusterDomain);
    return { http: [], tls: named.flatMap((each) => tlsEntries(each, port, host, context)), tcp: [], diagnostics };
  }
  const tcp = port.arms.flatMap(({ route: { action }, when }) => (action.kind === "forward" ? [tcpEntry(port, action, when.callers, host, context)] : []));
  return { http: [], tls: [], tcp, diagnostics };
}

function tcpEntry(port: ServicePort, action: Forward, callers: readonly string[] | null, host: string | undefined, context: Context): Json {
  const blocks = callers === null ? [{ port: port.port }] : callers.map((namespace) => ({ port: port.port, sourceNamespace: namespace }));
  return { match: blocks, route: routeList(action.backends, context, host) };
}

/** One block for each server name: istiod compares whole blocks to find those that an earlier one takes. */
function tlsEntries({ arm, names }: NamedArm, port: ServicePort, host: string | undefined, context: Context): readonly Json[] {
  const { action } = arm.route;
  if (action.kind !== "forward") return [];
  const scopes = arm.when.callers === null ? [undefined] : arm.when.callers;
  const match = scopes.flatMap((sourceNamespace) => names.map((name) => compact({ sniHosts: [name], port: port.port, sourceNamespace })));
  return [{ match, route: routeList(action.backends, context, host) }];
}

/** What arms of a tls port without server names rest on. */
export function serverNameDrafts(port: ServicePort): readonly Draft[] {
  if (port.protocol !== "tls") return [];
  const note = "TLS clients name the service as their server name";
  return port.arms.filter(({ when }) => when.sni === null).map(({ route, origin }) => remark("assumed", { field: `route.${route.name}.match`, route: route.name, note, origin }));
}

function armFindings(arm: Arm, port: ServicePort): readonly Diagnostic[] {
  const { route, when } = arm;
  const wishes: readonly (readonly [string, { readonly origin: Arm["origin"] } | null | undefined])[] = [
    ["deadline", route.deadlineMs],
    ["retry", route.retry],
    ["mirror", route.mirrors[0]],
    ["rewrite", route.rewrite],
    ["headers", route.requestHeaders ?? route.responseHeaders],
    ["cors", route.cors],
    ["fault", route.delay ?? route.abort],
    ["match", when.path ?? when.headers[0] ?? when.query[0] ?? when.claims[0]],
    ["match.methods", when.methods === null && when.authority === null ? null : arm],
    ["route", route.action.kind === "forward" ? null : route.action],
    ["split", route.action.kind === "forward" && route.action.backends.every((backend) => backend.weight === 0) ? route.action : null],
  ];
  return wishes.flatMap(([field, wish]) =>
    wish == null ? [] : [istioDiagnostics["not-for-connections"].report({ at: wish.origin, with: { field, protocol: port.protocol } })],
  );
}

/**
 * What no entry matches is forwarded: on a tcp port to the service, on a tls port to where it was dialled
 * (`istio/istio:pilot/pkg/networking/core/tls.go`, `…/listener.go`).
 */
function openEnd(port: ServicePort, service: Service, { model }: Context): readonly Diagnostic[] {
  const last = port.arms.at(-1);
  if (last === undefined || isClosed(port, service, model.mesh.clusterDomain)) return [];
  const { protocol, port: number } = port;
  const mend = protocol === "tls" ? "a route without `callers` and `sni`, or one that names every name of the service" : "one without conditions";
  return [istioDiagnostics["unmatched-connections"].report({ at: last.origin, with: { port: number, mend } })];
}

function isClosed({ protocol, arms }: ServicePort, service: Service, clusterDomain: string): boolean {
  const open = arms.filter(({ when }) => when.callers === null);
  if (protocol === "tcp") return open.length > 0;
  const every = serverNamesOf(service, clusterDomain);
  const names = open.flatMap(({ when }) => when.sni?.map((name) => name.toLowerCase()) ?? every);
  return every.every((name) => names.some((pattern) => nameCovers(pattern, name)));
}
