import type { DeclaredCall, Service, UnsaidSetting, VendorDefault } from "../model/index.ts";
import type { LintTarget } from "./lint-target.ts";
import type { World } from "./rule.ts";

/** What a chosen mesh does by itself. */
export interface MeshDefault {
  readonly target: string;
  readonly rule: VendorDefault;
}

/** The chosen meshes that a service is for; null: all of them. */
export function meshesOf(service: Service | null, { settings: { targets } }: World): readonly LintTarget[] {
  return targets.filter(({ name }) => service?.consents.some(({ kind, target }) => kind === "excluded" && target === name) !== true);
}

/** What the meshes of a service do by themselves about a setting that calls of HTTP are left without. */
export function meshDefaults(setting: UnsaidSetting, service: Service | null, world: World): readonly MeshDefault[] {
  return meshesOf(service, world).flatMap(({ name, defaults }) => defaults.filter((rule) => rule.setting === setting && !isForConnections(rule)).map((rule) => ({ target: name, rule })));
}

function isForConnections({ where }: VendorDefault): boolean {
  return where !== null && /TCP|TLS|connection/.test(where) && !where.includes("HTTP");
}

/** Those that hold although the service has a policy: nothing in a manifest says otherwise. */
export function unwritten(defaults: readonly MeshDefault[]): readonly MeshDefault[] {
  return defaults.filter(({ rule }) => rule.written === null);
}

/**
 * Those that hold for a declared call: all of them where the callee is known to run and has no policy, else the unwritten
 * ones. A host, a callee that some other repository may speak of, and one of connections have none.
 */
export function defaultsOfCall(setting: UnsaidSetting, call: DeclaredCall, callee: Service | null, world: World): readonly MeshDefault[] {
  const all = meshDefaults(setting, callee, world);
  if (callee !== null) return callee.external === null ? unwritten(all) : [];
  return call.to.kind === "service" && runsWithoutPolicy(call.to, world) ? all.filter(({ rule }) => !isOfRoutes(rule)) : [];
}

/** What a mesh does with a route that says one thing and not another. */
function isOfRoutes({ where }: VendorDefault): boolean {
  return where !== null && /\b(?:route|rule)\b/.test(where);
}

function runsWithoutPolicy({ service, port }: Extract<DeclaredCall["to"], { kind: "service" }>, { model }: World): boolean {
  const known = model.inventory.services.find(({ id }) => id.namespace === service.namespace && id.name === service.name);
  const spoken = known?.ports.find((each) => port === null || each.port === port)?.protocol ?? "http";
  return known !== undefined && ["http", "http2", "grpc"].includes(spoken);
}

/** The number of further tries that the chosen meshes make at most by themselves. */
export function mostTries(defaults: readonly MeshDefault[]): number {
  return Math.max(0, ...defaults.map(({ rule }) => rule.amount ?? 0));
}

/** When the last of the meshes of a service ends a call by itself; null where one of them never does. */
export function latestEnd(defaults: readonly MeshDefault[], service: Service | null, world: World): number | null {
  const ends = meshesOf(service, world).map(({ name }) => defaults.flatMap(({ target, rule }) => (target === name && rule.amount !== null ? [rule.amount] : [])));
  const latest = ends.map((each) => (each.length === 0 ? null : Math.max(...each)));
  return latest.length === 0 || latest.includes(null) ? null : Math.max(...latest.map((each) => each ?? 0));
}
