import type { JwtProvider, Manifest, MtlsMode, ScopeSettings, Service } from "../../../model/index.ts";
import { labelName } from "../../object-names.ts";
import type { Origin } from "../../../source/origin.ts";
import { httpPorts } from "./access-rules.ts";
import { compact, emptyPiece, joinPieces } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { attachments, enforcedPorts, podSelectors } from "./workloads.ts";
import type { Attachment } from "./workloads.ts";

const modes: Readonly<Record<MtlsMode, string>> = { strict: "STRICT", permissive: "PERMISSIVE", off: "DISABLE" };

/** What the servers of a service accept, where it differs from its namespace and mesh or was written for it. */
export function lowerMtls(service: Service, context: Context): Piece {
  const { mtls } = service;
  if (mtls === null || mtls.inherited === true || service.external !== null) return emptyPiece;
  const found = podSelectors(service, "mtls", context);
  const manifests = found.places.map((place) =>
    manifest("PeerAuthentication", place.namespace, nameOf(service, place), { ...place.fields, mtls: { mode: modes[mtls.value] } }, [mtls.origin]),
  );
  return { manifests, drafts: [], diagnostics: found.diagnostics };
}

/** The mode of the mesh (in the root namespace) or of one namespace. */
export function lowerScopeMtls(scope: ScopeSettings, context: Context): Piece {
  if (scope.mtls === null) return emptyPiece;
  const namespace = scope.namespace ?? context.profile.settings["rootNamespace"] ?? "istio-system";
  const spec = { mtls: { mode: modes[scope.mtls.value] } };
  return { ...emptyPiece, manifests: [manifest("PeerAuthentication", namespace, "default", spec, [scope.mtls.origin])] };
}

/**
 * Tokens are verified by a RequestAuthentication, which lets requests without one pass; requiring one is a DENY for
 * requests whose issuer is not the provider's (`istio/api:security/v1beta1/request_authentication.proto`).
 */
export function lowerJwt(service: Service, context: Context): Piece {
  const { jwt } = service;
  const provider = context.model.mesh.jwtProviders.find((each) => each.name === jwt?.value.provider);
  if (jwt === null || provider === undefined || service.external !== null) return emptyPiece;
  const found = attachments(service, "authentication", context);
  const manifests = found.places.map((place) =>
    manifest("RequestAuthentication", place.namespace, nameOf(service, place), { ...place.fields, jwtRules: [jwtRule(provider)] }, [jwt.origin, provider.origin]),
  );
  const required = jwt.value.required ? tokenRequired(service, provider, found.places, jwt.origin, context) : emptyPiece;
  return joinPieces([{ manifests, drafts: [], diagnostics: found.diagnostics }, required]);
}

function tokenRequired(service: Service, provider: JwtProvider, places: readonly Attachment[], origin: Origin, context: Context): Piece {
  const { ports, diagnostics } = enforcedPorts(service, httpPorts(service), "authentication", origin, context);
  const rule = {
    to: [{ operation: { ports: ports.map(String) } }],
    when: [{ key: "request.auth.claims[iss]", notValues: [provider.issuer] }],
  };
  const manifests = places.map((place) =>
    manifest("AuthorizationPolicy", place.namespace, labelName(nameOf(service, place), "token"), { ...place.fields, action: "DENY", rules: [rule] }, [origin]),
  );
  return { manifests, drafts: [], diagnostics };
}

/** One provider as `jwtRules` has it; whether the token is forwarded is always written. */
export function jwtRule(provider: JwtProvider): Json {
  const headers = provider.fromHeaders.map(({ name, prefix }) => compact({ name, prefix: prefix ?? undefined }));
  return compact({
    issuer: provider.issuer,
    audiences: provider.audiences.length === 0 ? undefined : provider.audiences,
    jwksUri: provider.jwksUri ?? undefined,
    fromHeaders: headers.length === 0 ? undefined : headers,
    forwardOriginalToken: provider.forward,
  });
}

function nameOf(service: Service, place: Attachment): string {
  return labelName(...[service.id.name, ...(place.suffix === null ? [] : [place.suffix])]);
}

function manifest(kind: string, namespace: string, name: string, spec: Json, sources: readonly Origin[]): Manifest {
  return { object: { apiVersion: "security.istio.io/v1", kind, metadata: { name, namespace }, spec }, sources };
}
