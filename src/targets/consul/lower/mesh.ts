import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { LedgerEntry, Manifest, Name } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import { scopeUses } from "../../feature-uses.ts";
import type { FeatureUse } from "../../feature-uses.ts";
import { refusal } from "../../gate.ts";
import type { Lowered } from "../../target.ts";
import { installedDefault, rootNamespaceOf } from "../versions.ts";
import type { Context } from "./context.ts";
import { effectiveMtls } from "./defaults.ts";
import { lowerScopeIntention } from "./intentions.ts";
import { lowerTerminatingGateway } from "./external.ts";
import { object } from "./piece.ts";
import type { Json } from "./piece.ts";
import { accessLogs, scopeTelemetryFindings } from "./telemetry.ts";
import { needsTimersOff } from "./timers.ts";
import { lowerProviders } from "./tokens.ts";

/** What belongs to the mesh, to namespaces and to gateways instead of one service. */
export function lowerMesh(context: Context): Lowered {
  const { model, profile, table } = context;
  const uses = [...model.mesh.scopes.flatMap(scopeUses), ...egressUses(context), ...gatewayEntryUses(context)];
  const refused = uses.filter((use) => table[use.feature].kind === "unsupported");
  const diagnostics: readonly Diagnostic[] = [...refused.map((use) => refusal(use, table, profile)), ...scopeTelemetryFindings(context)];
  if (diagnostics.length > 0) return { manifests: [], ledger: [], diagnostics };
  const manifests = [...model.mesh.scopes.flatMap((scope) => lowerScopeIntention(scope, context)), ...proxyDefaults(context), ...meshObject(context), ...lowerProviders(context), ...lowerTerminatingGateway(context)];
  return { manifests, ledger: [...uses.map((use) => exactEntry(use, context)), ...assumptions(context)], diagnostics };
}

function egressUses({ model }: Context): readonly FeatureUse[] {
  const { egress } = model.mesh;
  return egress === null || egress.value === "allow" ? [] : [{ feature: "egress.default", field: "egress.default", consent: "egress.default", route: null, origin: egress.origin }];
}

/** Gateways that carry routes of their own belong to no service that the table was asked about. */
function gatewayEntryUses({ model }: Context): readonly FeatureUse[] {
  const own = model.gateways.filter(({ entries }) => entries.some(({ leads }) => leads.kind === "arms"));
  return own.map(({ id, origin }) => ({ feature: "expose", field: `expose.${id.name}`, consent: "expose", route: null, origin }));
}

/** The timers of serving sides are off by one object for all proxies, which also says who logs; a service may still have its own timer. */
function proxyDefaults(context: Context): readonly Manifest[] {
  const timers = needsTimersOff(context) ? { config: { local_request_timeout_ms: 0, local_idle_timeout_ms: 0 } } : {};
  const logs = accessLogs(context);
  const spec: Json = { ...timers, ...(logs !== null && { accessLogs: logs.fields }) };
  if (context.profile.settings["proxyDefaults"] === "assumed" || Object.keys(spec).length === 0) return [];
  const name: Name = { namespace: rootNamespaceOf(context.profile), name: "global" };
  return [object("ProxyDefaults", name, spec, [...(logs === null ? [] : [logs.wish.origin]), ...places(context)])];
}

/** Plain text needs a switch of the mesh; so does keeping calls inside it. */
function meshObject(context: Context): readonly Manifest[] {
  const permissive = context.included.filter((service) => effectiveMtls(service, context.model) === "permissive");
  const egress = context.model.mesh.egress?.value === "deny" ? context.model.mesh.egress : null;
  const spec: Json = {
    ...(permissive.length > 0 && { allowEnablingPermissiveMutualTLS: true }),
    ...(egress !== null && { transparentProxy: { meshDestinationsOnly: true } }),
  };
  if (Object.keys(spec).length === 0) return [];
  const sources = [...(egress === null ? [] : [egress.origin]), ...permissive.map((service) => service.mtls?.origin ?? service.origin)];
  return [object("Mesh", { namespace: rootNamespaceOf(context.profile), name: "mesh" }, spec, sources)];
}

function places({ included }: Context): readonly Origin[] {
  return included.slice(0, 1).map(({ origin }) => origin);
}

function exactEntry(use: FeatureUse, { table, profile }: Context): LedgerEntry {
  const verdict = table[use.feature];
  const condition = verdict.kind === "exact" ? verdict.condition : null;
  return entry("exact", use.field, condition === null ? "said exactly" : `said exactly: ${condition}`, use.origin, profile.target);
}

/** What the manifests rest on besides themselves. */
function assumptions(context: Context): readonly LedgerEntry[] {
  const { model, profile } = context;
  const at = model.services[0]?.origin;
  if (at === undefined) return [];
  const root = model.mesh.scopes.find((scope) => scope.namespace === null);
  const answer = installedDefault(profile.settings);
  const timers = "the ProxyDefaults of the mesh sets local_request_timeout_ms and local_idle_timeout_ms to 0";
  const others = "no other ProxyDefaults exists, since the mesh has room for one";
  return [
    ...(root?.accessDefault == null ? [entry("assumed", "access.default", `calls that no intention is about are ${answer === "deny" ? "refused" : "admitted"} by the installation`, at, profile.target)] : []),
    ...logAssumption(context),
    ...(needsTimersOff(context) ? [entry("assumed", "deadline", profile.settings["proxyDefaults"] === "assumed" ? timers : others, at, profile.target)] : []),
  ];
}

function logAssumption(context: Context): readonly LedgerEntry[] {
  const logs = accessLogs(context);
  if (logs === null || context.profile.settings["proxyDefaults"] !== "assumed") return [];
  return [entry("assumed", "telemetry.accessLog", `the ProxyDefaults of the mesh has accessLogs ${JSON.stringify(logs.fields)}`, logs.wish.origin, context.profile.target)];
}

function entry(kind: LedgerEntry["kind"], field: string, note: string, origin: Origin, target: string): LedgerEntry {
  return { target, kind, service: null, field, route: null, direction: null, effects: [], bound: null, note, origin, consent: null };
}
