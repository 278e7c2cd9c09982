import type { MeshModel, Request, Service } from "../model/index.ts";
import { findService } from "../model/find-service.ts";

/**
 * Fills in what the mesh knows about a request and its author left out: verified claims without an issuer come from the
 * issuer that the called service trusts. Everything else stays as it is.
 */
export function completeRequest(request: Request, model: MeshModel): Request {
  const { from, to } = request;
  if (from?.claims === undefined || from.claims["iss"] !== undefined) return request;
  const called = "gateway" in to ? null : findService(model, { namespace: to.namespace, name: to.service });
  const issuer = issuerFor(called, model);
  return issuer === null ? request : { ...request, from: { ...from, claims: { iss: issuer, ...from.claims } } };
}

/** The issuer a service trusts; behind a gateway, or where the service names none, the only one of the mesh. */
function issuerFor(service: Service | null, model: MeshModel): string | null {
  const { jwtProviders } = model.mesh;
  const provider = service?.jwt?.value.provider;
  const named = jwtProviders.find(({ name }) => name === provider);
  return (named ?? (jwtProviders.length === 1 ? jwtProviders[0] : undefined))?.issuer ?? null;
}
