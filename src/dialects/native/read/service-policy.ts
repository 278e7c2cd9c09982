import type { Alert, External, Wish } from "../../../model/index.ts";
import type * as Policy from "../../../resources/generated/native/service-policy.ts";
import type { Fragments, GatewayFragment, PortFragment, ServiceFragment, VersionFragment } from "../../fragment.ts";
import { below, entries, items, originOf, type Place, wish } from "../place.ts";
import { portsOf } from "../protocols.ts";
import { readAccess } from "./access.ts";
import { readCalls } from "./calls.ts";
import { readConsents } from "./consents.ts";
import { withoutEndSlash } from "./matches.ts";
import { readRoutes } from "./routes.ts";
import { durationMs, nameIn } from "./scalars.ts";
import { readSettings, readTelemetry } from "./settings.ts";

/** What a ServicePolicy says. `root` is the place of its document. */
export function readServicePolicy(root: Place, policy: Policy.ServicePolicy): Pick<Fragments, "services" | "gateways"> {
  const place = below(root, "spec");
  const { spec } = policy;
  const name = spec.service ?? policy.metadata.name;
  const document = `ServicePolicy ${root.namespace}/${policy.metadata.name}`;
  const service: ServiceFragment = {
    service: { namespace: root.namespace, name },
    document,
    origin: originOf(spec.service === undefined ? below(root, "metadata", "name") : below(place, "service")),
    ...readShape(place, spec),
    ...(spec.routes !== undefined && { routes: readRoutes(below(place, "routes"), spec, name) }),
    settings: readSettings(place, spec),
    ...(spec.access !== undefined && { access: readAccess(below(place, "access"), spec.access) }),
    ...readOperations(place, spec),
    consents: readConsents(below(place, "targets"), { ...spec.targets }),
  };
  return { services: [service], gateways: readExposures(below(place, "expose"), spec, document, service.service) };
}

/** What stands behind the name. */
function readShape(place: Place, spec: Policy.Spec): Partial<ServiceFragment> {
  const { external, identity, versions, calls } = spec;
  const ports = portsOf(spec);
  return {
    ...(external !== undefined && { external: readExternal(below(place, "external"), external) }),
    ...(ports.length > 0 && { ports: ports.map((port, index) => readPort(portPlace(place, spec, index), port)) }),
    ...(identity !== undefined && {
      identity: wish(below(place, "identity"), { namespace: identity.namespace ?? place.namespace, serviceAccount: identity.serviceAccount }),
    }),
    ...(versions !== undefined && { versions: entries(below(place, "versions"), versions).map(([name, version, at]) => readVersion(at, name, version)) }),
    ...(calls !== undefined && { calls: readCalls(below(place, "calls"), calls) }),
  };
}

function portPlace(place: Place, spec: Policy.Spec, index: number): Place {
  return spec.ports === undefined ? below(place, "port") : below(place, "ports", index, "port");
}

function readPort(place: Place, port: Policy.ServerPort): PortFragment {
  return { port: port.port, targetPort: port.targetPort ?? null, protocol: port.protocol ?? null, origin: originOf(place) };
}

function readVersion(place: Place, name: string, version: Policy.Version): VersionFragment {
  return {
    name,
    service: version.service === undefined ? null : nameIn(version.service, place.namespace),
    labels: version.labels ?? null,
    serviceAccount: version.serviceAccount ?? null,
    origin: originOf(place, "key"),
  };
}

function readExternal(place: Place, external: Policy.External): External {
  return {
    hosts: items(below(place, "hosts"), external.hosts).map(([host, at]) => wish(at, host)),
    tls: external.tls === undefined ? wish(place, "none") : wish(below(place, "tls"), external.tls),
    addresses: external.addresses ?? [],
  };
}

/** What people who run the service are told. */
function readOperations(place: Place, spec: Policy.Spec): Partial<ServiceFragment> {
  const { telemetry, alerts, weightsOwnedBy } = spec;
  return {
    ...(telemetry !== undefined && { telemetry: wish(below(place, "telemetry"), readTelemetry(telemetry)) }),
    ...(alerts !== undefined && { alerts: readAlerts(below(place, "alerts"), alerts) }),
    ...(weightsOwnedBy !== undefined && { weightsOwnedBy: wish(below(place, "weightsOwnedBy"), weightsOwnedBy) }),
  };
}

function readAlerts(place: Place, alerts: Policy.Alerts): readonly Wish<Alert>[] {
  const written: Readonly<Record<string, Policy.Alert>> = { ...alerts };
  return entries(place, written).map(([kind, alert, at]) => wish(at, { kind, abovePercent: alert.above, forMs: durationMs(alert.for) }));
}

function readExposures(place: Place, spec: Policy.Spec, document: string, service: ServiceFragment["service"]): readonly GatewayFragment[] {
  return items(place, spec.expose).map(([exposure, at]) => ({
    gateway: nameIn(exposure.gateway, place.namespace),
    document,
    origin: originOf(below(at, "gateway")),
    entries: [
      {
        port: exposure.port,
        hosts: exposure.hosts,
        path: exposure.path === undefined ? null : withoutEndSlash(exposure.path.prefix),
        leads: { kind: "service", service, servicePort: exposure.servicePort ?? null },
        origin: originOf(at),
      },
    ],
  }));
}
