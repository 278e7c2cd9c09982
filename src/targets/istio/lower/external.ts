import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName } from "../../object-names.ts";
import type { External, Manifest, Protocol, Service } from "../../../model/index.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import { compact, emptyPiece } from "./piece.ts";
import type { Json, Piece } from "./piece.ts";

const protocols: Readonly<Record<Protocol, string>> = { http: "HTTP", http2: "HTTP2", grpc: "GRPC", tls: "TLS", tcp: "TCP" };

/** The ServiceEntry of an external service: found by DNS, or at the stated addresses. */
export function lowerExternal(service: Service): Piece {
  const { external } = service;
  if (external === null) return emptyPiece;
  const spec = compact({
    hosts: external.hosts.map((host) => host.value),
    exportTo: ["*"],
    location: "MESH_EXTERNAL",
    ports: service.ports.map((port) => compact({ number: port.port, name: `${port.protocol}-${port.port}`, protocol: protocols[port.protocol], targetPort: port.targetPort ?? undefined })),
    ...resolution(external),
  });
  const manifest: Manifest = {
    object: { apiVersion: "networking.istio.io/v1", kind: "ServiceEntry", metadata: { name: labelName(service.id.name), namespace: service.id.namespace }, spec },
    sources: [service.origin, ...external.hosts.map((host) => host.origin)],
  };
  return { manifests: [manifest], drafts: [], diagnostics: hostFindings(external) };
}

function resolution(external: External): Json {
  if (external.addresses.length > 0) return { resolution: "STATIC", endpoints: external.addresses.map((address) => ({ address })) };
  return { resolution: external.hosts.some((host) => host.value.includes("*")) ? "NONE" : "DNS" };
}

function hostFindings(external: External): readonly Diagnostic[] {
  return external.hosts.flatMap(({ value, origin }) => {
    const finding = (why: string): readonly Diagnostic[] => [istioDiagnostics["external-host"].report({ at: origin, with: { host: value, why } })];
    if (value === "*") return finding("a bare `*` would take every host");
    if (!value.includes("*")) return [];
    if (external.tls.value === "simple") return finding("TLS to a wildcard has no server name to ask for");
    return external.addresses.length > 0 ? finding("a wildcard has no addresses of its own") : [];
  });
}
