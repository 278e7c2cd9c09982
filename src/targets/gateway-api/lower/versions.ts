import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText } from "../../../model/name.ts";
import type { BackendRef, InventoryService, Manifest, Service, Version } from "../../../model/index.ts";
import { exclusion } from "../../consent.ts";
import { versionServiceName } from "../../object-names.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import { compact, emptyPiece, joinPieces, refusedPiece } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { routesOf } from "./service-routes.ts";

/**
 * A Service for each version by labels, since a backend is a whole Service: what the version's Service selects, narrowed by
 * the labels, with the same ports (`kubernetes-sigs/gateway-api:apis/v1/shared_types.go`).
 */
export function lowerVersions(service: Service, context: Context): Piece {
  const lost = backendsOf(service).flatMap((backend) => unwritten(backend, context));
  if (lost.length > 0) return refusedPiece(...lost);
  return joinPieces(service.versions.filter(({ labels }) => Object.keys(labels).length > 0).map((version) => versionService(service, version, context)));
}

function backendsOf({ ports }: Service): readonly BackendRef[] {
  const routes = routesOf(ports.flatMap(({ arms }) => arms));
  return routes.flatMap(({ action, mirrors }) => [...(action.kind === "forward" ? action.backends : []), ...mirrors]);
}

/** Backends by labels that no policy written here has as a version: nobody would write their Service. */
function unwritten(backend: BackendRef, { model, profile }: Context): readonly Diagnostic[] {
  if (Object.keys(backend.labels).length === 0) return [];
  const name = nameText({ ...backend.service, name: versionServiceName(backend) });
  const versions = model.services.filter((each) => exclusion(each, profile.target) === null).flatMap((each) => each.versions);
  if (versions.some((version) => nameText({ ...version.service, name: serviceNameOf(version) }) === name)) return [];
  return [fault("is no version of a policy that is written here, so that no Service would stand for it", backend.version ?? "", backend.origin)];
}

function serviceNameOf({ service, labels, name }: Version): string {
  return versionServiceName({ service, labels, version: name });
}

function versionService(service: Service, version: Version, context: Context): Piece {
  const base = runningService(version.service, context);
  const problem = selectorProblem(version, base, context);
  if (problem !== null) return refusedPiece(fault(problem, version.name, version.origin));
  const ports = portsOf(service, version, context);
  const unknown = ports.find(({ targetPort }) => targetPort === null);
  if (unknown !== undefined) return refusedPiece(fault(`needs the container port behind port ${unknown.port}, which is not known`, version.name, version.origin));
  const manifest: Manifest = {
    object: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: serviceNameOf(version), namespace: version.service.namespace },
      spec: { selector: sorted({ ...base?.selector, ...version.labels }), ports: ports.map(portFields) },
    },
    sources: [version.origin],
  };
  return { ...emptyPiece, manifests: [manifest] };
}

/** Why the pods of a version cannot be selected by a Service of their own; null when they can. */
function selectorProblem({ service, labels, name }: Version, base: InventoryService | null, context: Context): string | null {
  const own = { ...service, name: serviceNameOf({ service, labels, name } as Version) };
  if (runningService(own, context) !== null) return `needs a Service \`${nameText(own)}\`, and there is one already; name it as the version's \`service\` instead of labels`;
  const selector = base?.selector ?? null;
  if (selector === null) return `narrows \`${nameText(service)}\`, whose selector is not known`;
  const clash = Object.entries(labels).find(([key, value]) => (selector[key] ?? value) !== value);
  if (clash !== undefined) return `asks for another value of label \`${clash[0]}\` than \`${nameText(service)}\` selects`;
  return Object.keys(labels).every((key) => Object.hasOwn(selector, key)) ? `does not narrow \`${nameText(service)}\`, which selects by the same labels` : null;
}

function runningService(name: Service["id"], { running }: Context): InventoryService | null {
  return running.services.find(({ id }) => nameText(id) === nameText(name)) ?? null;
}

interface Port {
  readonly port: number;
  readonly targetPort: number | string | null;
  readonly appProtocol: string | null;
}

/** Ports of the Kubernetes Service where it is known from objects, else those of the policy. */
function portsOf(service: Service, version: Version, { model }: Context): readonly Port[] {
  const listed = model.inventory.services.find(({ id }) => nameText(id) === nameText(version.service));
  if (listed === undefined) return service.ports.map(({ port, targetPort }) => ({ port, targetPort, appProtocol: null }));
  const ports = listed.ports.filter(({ protocol }) => protocol !== "udp");
  return ports.map(({ port, targetPort, appProtocol }) => ({ port, targetPort: targetPort ?? port, appProtocol: appProtocol ?? null }));
}

function portFields({ port, targetPort, appProtocol }: Port): Json {
  return compact({ name: `port-${port}`, port, targetPort, protocol: "TCP", appProtocol: appProtocol ?? undefined });
}

function fault(problem: string, version: string, at: Diagnostic["origin"]): Diagnostic {
  return gatewayApiDiagnostics["version-not-selectable"].report({ at, with: { version, problem } });
}

function sorted(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
