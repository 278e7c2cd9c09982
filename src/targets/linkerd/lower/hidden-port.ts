import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Protocol, Service, ServicePort } from "../../../model/index.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { atLeast } from "../versions.ts";
import { runningService } from "./names.ts";
import type { Context } from "./piece.ts";

/** Ports whose bytes are never looked into, unless the Service says otherwise (`linkerd/linkerd2:charts/linkerd-control-plane/values.yaml`, opaquePorts). */
const opaquePorts: readonly number[] = [25, 587, 3306, 4444, 5432, 6379, 9300, 11_211];

/** What would make Linkerd overlook the routes of a port (`linkerd/linkerd2:policy-controller/core/src/outbound.rs`, AppProtocol); null when nothing does. */
export function hiddenPort(service: Service, { port, protocol, origin }: ServicePort, context: Context): Diagnostic | null {
  const known = runningService(context, service.id);
  const written = known?.ports.find((each) => each.port === port)?.appProtocol ?? null;
  const why =
    known?.type === "Headless" || known?.type === "ExternalName"
      ? "the Service has no ClusterIP"
      : isRaw(protocol) && !atLeast(context.profile.version, "2.17")
        ? "TCPRoute and TLSRoute came with 2.17"
        : opaquePorts.includes(port) && protocol !== "tcp"
          ? "the port is among those that Linkerd takes for opaque"
          : fits(written, protocol)
            ? null
            : `the port's \`appProtocol\` is \`${written}\``;
  return why === null ? null : linkerdDiagnostics["linkerd-port-hidden"].report({ at: origin, with: { port, why } });
}

function isRaw(protocol: Protocol): boolean {
  return protocol === "tcp" || protocol === "tls";
}

/** Without `appProtocol` the attached routes tell what a port speaks. */
function fits(written: string | null, protocol: Protocol): boolean {
  const word = written?.toLowerCase() ?? null;
  if (word === null) return true;
  if (isRaw(protocol)) return protocol === "tcp" && word !== "http" && word !== "kubernetes.io/h2c";
  return word === "http" ? protocol === "http" : word === "kubernetes.io/h2c" && protocol !== "http";
}
