import type { BackendRef, Manifest, Service, Version } from "../../../model/index.ts";
import { labelName, shortHash } from "../../object-names.ts";
import { nameText, sameName } from "../../../model/name.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { runningService } from "./names.ts";
import { compact, emptyPiece, joinPieces, refused } from "./piece.ts";
import type { Context, Piece } from "./piece.ts";

/** The Service whose endpoints a backend is: its own, or the one that is written for a version by labels. */
export function versionServiceName({ service, labels, version }: Pick<BackendRef, "service" | "labels" | "version">): string {
  const entries = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? service.name : labelName(service.name, version ?? shortHash(JSON.stringify(entries)));
}

/** A Service for each version by labels: what the service selects, narrowed by the labels, with the same ports. */
export function lowerVersions(service: Service, context: Context): Piece {
  const narrowed = service.versions.filter(({ labels }) => Object.keys(labels).length > 0);
  return joinPieces(narrowed.map((version) => versionService(service, version, context)));
}

function versionService(service: Service, version: Version, context: Context): Piece {
  const base = runningService(context, version.service);
  const selector = base?.selector ?? null;
  const fault = (why: string): Piece => refused(linkerdDiagnostics["linkerd-selector-unknown"].report({ at: version.origin, with: { version: version.name, service: nameText(version.service), why } }));
  if (selector === null) return fault(`the selector of \`${nameText(version.service)}\` is not known`);
  if (Object.entries(version.labels).every(([key, value]) => selector[key] === value)) return fault(`\`${nameText(version.service)}\` is not known to select anything wider`);
  if (Object.keys(version.labels).some((key) => Object.hasOwn(selector, key))) return fault(`\`${nameText(version.service)}\` selects by another value of the same label`);
  const ports = portsOf(service, version, context);
  const unknown = ports.find(({ targetPort }) => targetPort === null);
  if (unknown !== undefined) return refused(linkerdDiagnostics["linkerd-container-port-unknown"].report({ at: version.origin, with: { field: `versions.${version.name}`, port: unknown.port } }));
  const manifest: Manifest = {
    object: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: versionServiceName({ service: version.service, labels: version.labels, version: version.name }), namespace: version.service.namespace },
      spec: { selector: sorted({ ...selector, ...version.labels }), ports: ports.map(({ port, targetPort, appProtocol }) => compact({ name: `port-${port}`, port, targetPort, protocol: "TCP", appProtocol })) },
    },
    sources: [version.origin],
  };
  return { ...emptyPiece, manifests: [manifest] };
}

interface Port {
  readonly port: number;
  readonly targetPort: number | string | null;
  readonly appProtocol: string | undefined;
}

/** Ports of the Kubernetes Service where it is known from objects, else those of the policy. */
function portsOf(service: Service, version: Version, { model }: Context): readonly Port[] {
  const listed = model.inventory.services.find(({ id }) => sameName(id, version.service));
  if (listed !== undefined) return listed.ports.filter(({ protocol }) => protocol !== "udp").map(({ port, targetPort, appProtocol }) => ({ port, targetPort: targetPort ?? port, appProtocol: appProtocol ?? undefined }));
  return service.ports.map(({ port, targetPort }) => ({ port, targetPort, appProtocol: undefined }));
}

function sorted(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
