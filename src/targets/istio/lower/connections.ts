import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Arm, Forward, ServicePort } from "../../../model/index.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { routeList } from "./destinations.ts";
import { compact } from "./piece.ts";
import type { Context, Json } from "./piece.ts";

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
export function connectionEntries(port: ServicePort, host: string | undefined, context: Context): ConnectionEntries {
  if (port.arms.length === 0) {
    const tcp = port.protocol === "tcp" ? [tcpEntry(port, port.fallback, null, host, context)] : [];
    return { http: [], tls: [], tcp, diagnostics: [] };
  }
  const diagnostics = [...port.arms.flatMap((arm) => armFindings(arm, port)), ...openEnd(port)];
  const entries = port.arms.flatMap((arm) => (arm.route.action.kind === "forward" ? [{ arm, action: arm.route.action }] : []));
  if (port.protocol === "tcp") {
    return { http: [], tls: [], tcp: entries.map(({ arm, action }) => tcpEntry(port, action, arm.when.callers, host, context)), diagnostics };
  }
  const tls = entries.map(({ arm, action }) => ({ match: tlsBlocks(arm, port), route: routeList(action.backends, context, host) }));
  return { http: [], tls, tcp: [], diagnostics };
}

function tcpEntry(port: ServicePort, action: Forward, callers: readonly string[] | null, host: string | undefined, context: Context): Json {
  const blocks = callers === null ? [{ port: port.port }] : callers.map((namespace) => ({ port: port.port, sourceNamespace: namespace }));
  return { match: blocks, route: routeList(action.backends, context, host) };
}

function tlsBlocks(arm: Arm, port: ServicePort): readonly Json[] {
  const scopes = arm.when.callers === null ? [undefined] : arm.when.callers;
  return scopes.map((sourceNamespace) => compact({ sniHosts: arm.when.sni ?? [], port: port.port, sourceNamespace }));
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
  const unknown = port.protocol === "tls" && when.sni === null ? [istioDiagnostics["sni-unknown"].report({ at: arm.origin, with: { route: route.name } })] : [];
  const said = wishes.flatMap(([field, wish]) =>
    wish == null ? [] : [istioDiagnostics["not-for-connections"].report({ at: wish.origin, with: { field, protocol: port.protocol } })],
  );
  return [...said, ...unknown];
}

/** Connections that no entry matches go to the service by default (`istio/istio:pilot/pkg/networking/core/tls.go`). */
function openEnd(port: ServicePort): readonly Diagnostic[] {
  const last = port.arms.at(-1);
  const scoped = port.protocol === "tcp" && last !== undefined && port.arms.every((arm) => arm.when.callers !== null);
  return scoped ? [istioDiagnostics["unmatched-connections"].report({ at: last.origin, with: { port: port.port } })] : [];
}
