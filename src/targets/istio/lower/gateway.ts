import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName } from "../../object-names.ts";
import { nameText } from "../../../model/name.ts";
import type { Gateway, Listener, Manifest } from "../../../model/index.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { compact, emptyPiece, joinPieces } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { lowerGatewayRoutes } from "./gateway-routes.ts";

/** A gateway with its listeners and the routes behind it. */
export function lowerGateway(gateway: Gateway, context: Context): Piece {
  return joinPieces([listenersPiece(gateway), lowerGatewayRoutes(gateway, context), openDoor(gateway, context)]);
}

/** Without listeners the Gateway object is somebody else's; the routes name it all the same. */
function listenersPiece(gateway: Gateway): Piece {
  if (gateway.listeners.length === 0) return emptyPiece;
  const { selector } = gateway;
  if (selector === null) {
    const finding = istioDiagnostics["gateway-selector-unknown"].report({ at: gateway.origin, with: { gateway: nameText(gateway.id), field: "the Gateway object" } });
    return { ...emptyPiece, diagnostics: [finding] };
  }
  const manifest: Manifest = {
    object: {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: { name: labelName(gateway.id.name), namespace: gateway.id.namespace },
      spec: { selector, servers: gateway.listeners.map(server) },
    },
    sources: [gateway.origin],
  };
  return { manifests: [manifest], drafts: [], diagnostics: gateway.listeners.flatMap((listener) => secretFindings(listener, gateway)) };
}

/** Names of the gateway's own namespace where the listener admits only some: every route we write stands there. */
function server(listener: Listener): Json {
  const hosts = listener.hosts.length === 0 ? ["*"] : listener.hosts;
  const protocol = listener.protocol.toUpperCase();
  return compact({
    port: { number: listener.port, name: listener.name ?? `${listener.protocol}-${listener.port}`, protocol },
    hosts: listener.namespaces === null ? hosts : hosts.map((host) => `./${host}`),
    tls: listener.tls === null ? undefined : tlsFields(listener.tls),
  });
}

function tlsFields(tls: NonNullable<Listener["tls"]>): Json {
  if (tls.mode === "passthrough") return { mode: "PASSTHROUGH" };
  return compact({ mode: "SIMPLE", credentialName: tls.secret?.name });
}

function secretFindings(listener: Listener, gateway: Gateway): readonly Diagnostic[] {
  const secret = listener.tls?.secret ?? null;
  if (secret === null || secret.namespace === gateway.id.namespace) return [];
  return [istioDiagnostics["gateway-secret-elsewhere"].report({ at: listener.origin, with: { secret: nameText(secret), gateway: nameText(gateway.id) } })];
}

/**
 * A default of the mesh or namespace that denies binds gateway pods too, while the policy decides access at the services:
 * the gateway itself admits everybody.
 */
function openDoor(gateway: Gateway, { model, profile }: Context): Piece {
  const stated = model.mesh.scopes.filter((scope) => scope.namespace === null || scope.namespace === gateway.id.namespace);
  const denying = stated.find((scope) => scope.accessDefault?.value === "deny");
  if (denying === undefined || gateway.entries.length === 0 || profile.name === "waypoint") return emptyPiece;
  if (gateway.selector === null) {
    const finding = istioDiagnostics["gateway-selector-unknown"].report({ at: gateway.origin, with: { gateway: nameText(gateway.id), field: "the access policy" } });
    return { ...emptyPiece, diagnostics: [finding] };
  }
  const manifest: Manifest = {
    object: {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: { name: labelName(gateway.id.name, "gateway", "allow"), namespace: gateway.id.namespace },
      spec: { selector: { matchLabels: gateway.selector }, action: "ALLOW", rules: [{}] },
    },
    sources: [gateway.origin, denying.origin],
  };
  return { ...emptyPiece, manifests: [manifest] };
}
