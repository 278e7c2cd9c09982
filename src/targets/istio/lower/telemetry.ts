import type { Manifest, ScopeSettings, Service, Telemetry, Wish } from "../../../model/index.ts";
import { labelName } from "../../object-names.ts";
import { compact, emptyPiece } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { podSelectors, attachments } from "./workloads.ts";

/** Access logs and trace rate at the servers of a service, where written for it. */
export function lowerTelemetry(service: Service, context: Context): Piece {
  const { telemetry } = service;
  if (telemetry === null || telemetry.inherited === true || service.external !== null) return emptyPiece;
  const waypoint = context.profile.name === "waypoint";
  const found = waypoint ? attachments(service, "telemetry", context) : podSelectors(service, "telemetry", context);
  const manifests = found.places.map((place) => {
    const name = labelName(...[service.id.name, ...(place.suffix === null ? [] : [place.suffix])]);
    return manifest(place.namespace, name, { ...place.fields, ...telemetryFields(telemetry.value, context) }, telemetry);
  });
  return { manifests, drafts: [], diagnostics: found.diagnostics };
}

/** The same for the mesh (in the root namespace) or a namespace. */
export function lowerScopeTelemetry(scope: ScopeSettings, context: Context): Piece {
  if (scope.telemetry === null) return emptyPiece;
  const namespace = scope.namespace ?? context.profile.settings["rootNamespace"] ?? "istio-system";
  return { ...emptyPiece, manifests: [manifest(namespace, "default", telemetryFields(scope.telemetry.value, context), scope.telemetry)] };
}

/** Calls are logged where they are served. Without a named provider an entry would do nothing (IST0157). */
function telemetryFields(telemetry: Telemetry, { profile }: Context): Json {
  const { accessLog, tracePercent } = telemetry;
  const provider = { name: profile.settings["accessLogProvider"] ?? "envoy" };
  const log = compact({
    providers: [provider],
    match: { mode: "SERVER" },
    disabled: accessLog === "off",
    filter: accessLog === "errors" ? { expression: "response.code >= 400" } : undefined,
  });
  return compact({
    accessLogging: accessLog === null ? undefined : [log],
    tracing: tracePercent === null ? undefined : [{ randomSamplingPercentage: tracePercent }],
  });
}

function manifest(namespace: string, name: string, spec: Json, wish: Wish<Telemetry>): Manifest {
  return { object: { apiVersion: "telemetry.istio.io/v1", kind: "Telemetry", metadata: { name, namespace }, spec }, sources: [wish.origin] };
}
