import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Gateway, Listener, Manifest } from "../../../model/index.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import { emptyPiece, nameText, refusedPiece } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";

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
  const problems = gateway.listeners.flatMap((listener) => listenerProblems(listener, gateway));
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
  return {
    name,
    ...(hostname !== null && { hostname }),
    port: from.port,
    protocol: from.protocol === "https" ? "HTTPS" : "HTTP",
    ...(from.tls !== null && from.tls.secret !== null && { tls: { mode: "Terminate", certificateRefs: [{ group: "", kind: "Secret", ...secretName(from.tls.secret, gateway) }] } }),
    allowedRoutes: { namespaces: { from: "Same" } },
  };
}

function secretName(secret: Gateway["id"], { id }: Gateway): Json {
  return { name: secret.name, ...(secret.namespace !== id.namespace && { namespace: secret.namespace }) };
}

function listenerProblems(listener: Listener, gateway: Gateway): readonly Diagnostic[] {
  const { protocol, port, tls } = listener;
  const problem =
    protocol === "tcp" || protocol === "tls" || tls?.mode === "passthrough"
      ? `routes of connections at port ${port} are not written by meshwright yet`
      : protocol === "https" && tls?.secret == null
        ? `the certificate of port ${port} is not known`
        : tls?.secret != null && tls.secret.namespace !== gateway.id.namespace
          ? `the certificate of port ${port} lies in another namespace, and a grant for it is not written by meshwright yet`
          : null;
  return problem === null ? [] : [gatewayApiDiagnostics["gateway-not-sayable"].report({ at: listener.origin, with: { gateway: nameText(gateway.id), problem } })];
}
