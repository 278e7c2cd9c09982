import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText } from "../../../model/name.ts";
import type { Gateway, Listener, Manifest } from "../../../model/index.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import { emptyPiece, refusedPiece } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";

const mostListeners = 64;

/** A listener of the API, which has one host. */
export interface WrittenListener {
  readonly name: string;
  readonly hostname: string | null;
  readonly from: Listener;
}

/** The listeners of a port, one for each of their hosts. */
export function listenersAt(gateway: Gateway, port: number): readonly WrittenListener[] {
  return writtenListeners(gateway).filter(({ from }) => from.port === port);
}

function writtenListeners(gateway: Gateway): readonly WrittenListener[] {
  return gateway.listeners.flatMap((from, index) => {
    const base = from.name ?? `${from.protocol}-${from.port}${index === 0 ? "" : `-${index + 1}`}`;
    const hosts = from.hosts.length === 0 ? ["*"] : from.hosts;
    return hosts.map((host, place): WrittenListener => ({ name: place === 0 ? base : `${base}-${place + 1}`, hostname: host === "*" ? null : host.toLowerCase(), from }));
  });
}

/** The Gateway itself; none where the policies say nothing of its listeners, which then are assumed to be there. */
export function writtenGateway(gateway: Gateway, context: Context): Piece {
  if (gateway.listeners.length === 0) return emptyPiece;
  const many = writtenListeners(gateway).length > mostListeners ? [notWritten(gateway, `it has more than ${mostListeners} listeners and hosts`, gateway.origin)] : [];
  const problems = [...many, ...gateway.listeners.flatMap((listener) => listenerProblems(listener, gateway, context))];
  const gatewayClassName = context.profile.settings["gatewayClassName"] ?? "";
  const unknown = gatewayApiDiagnostics["gateway-class-unknown"].report({ at: gateway.origin, with: { gateway: nameText(gateway.id) } });
  const findings = [...problems, ...(gatewayClassName === "" ? [unknown] : [])];
  if (findings.length > 0) return refusedPiece(...findings);
  const manifest: Manifest = {
    object: {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "Gateway",
      metadata: { name: gateway.id.name, namespace: gateway.id.namespace },
      spec: { gatewayClassName, listeners: writtenListeners(gateway).map((listener) => listenerFields(listener, gateway)) },
    },
    sources: [gateway.origin],
  };
  return { ...emptyPiece, manifests: [manifest] };
}

/** Only routes of the gateway's own namespace are ours, so only they may attach. */
function listenerFields({ name, hostname, from }: WrittenListener, gateway: Gateway): Json {
  const tls = tlsFields(from, gateway);
  return {
    name,
    ...(hostname !== null && { hostname }),
    port: from.port,
    protocol: apiProtocol(from),
    ...(tls !== null && { tls }),
    allowedRoutes: { namespaces: { from: "Same" } },
  };
}

function apiProtocol({ protocol, tls }: Listener): string {
  if (tls?.mode === "passthrough") return "TLS";
  return { http: "HTTP", https: "HTTPS", tls: "TLS", tcp: "TCP" }[protocol];
}

/** The mode is always written: on protocol TLS it must be (`kubernetes-sigs/gateway-api:config/crd/standard/gateway.networking.k8s.io_gateways.yaml`). */
function tlsFields({ tls }: Listener, gateway: Gateway): Json | null {
  if (tls === null) return null;
  if (tls.mode === "passthrough") return { mode: "Passthrough" };
  return tls.secret === null ? null : { mode: "Terminate", certificateRefs: [{ group: "", kind: "Secret", ...secretName(tls.secret, gateway) }] };
}

function secretName(secret: Gateway["id"], { id }: Gateway): Json {
  return { name: secret.name, ...(secret.namespace !== id.namespace && { namespace: secret.namespace }) };
}

function listenerProblems(listener: Listener, gateway: Gateway, context: Context): readonly Diagnostic[] {
  const problem = fieldProblem(listener, gateway) ?? kindProblem(listener, context);
  return problem === null ? [] : [notWritten(gateway, problem, listener.origin)];
}

function notWritten(gateway: Gateway, problem: string, at: Diagnostic["origin"]): Diagnostic {
  return gatewayApiDiagnostics["gateway-not-sayable"].report({ at, with: { gateway: nameText(gateway.id), problem } });
}

function fieldProblem(listener: Listener, { listeners }: Gateway): string | null {
  const { protocol, port, tls, hosts } = listener;
  const beside = listeners.filter((other) => other !== listener && other.port === port);
  if (beside.some((other) => apiProtocol(other) !== apiProtocol(listener))) return `port ${port} has listeners of two protocols`;
  if ((protocol === "http" || protocol === "tcp") && tls !== null) return `port ${port} speaks ${protocol}, and cannot end TLS or pass it through`;
  if ((protocol === "https" || protocol === "tls") && tls?.mode !== "passthrough" && tls?.secret == null) return `the certificate of port ${port} is not known`;
  if (protocol === "tcp" && hosts.some((host) => host !== "*")) return `connections at port ${port} name no host`;
  return protocol === "tcp" && beside.length > 0 ? `port ${port} has several listeners of connections` : null;
}

/** Routes of connections came later than Gateways. */
function kindProblem(listener: Listener, { table }: Context): string | null {
  const needed = { HTTP: null, HTTPS: null, TLS: table["tls.split"], TCP: table["tcp.split"] }[apiProtocol(listener)] ?? null;
  return needed?.kind === "unsupported" ? `connections at port ${listener.port} need routes of their own: ${needed.why}` : null;
}
