import type { ScopeSettings, Service } from "../../../model/index.ts";
import { exclusion, unenforced } from "../../consent.ts";
import type { Draft } from "../../draft.ts";
import { scopeUses } from "../../feature-uses.ts";
import type { FeatureUse } from "../../feature-uses.ts";
import type { Context } from "./piece.ts";

/** Wishes of the mesh and of namespaces that the API cannot say and that not every service concerned leaves unenforced. */
export function refusedScopeUses(context: Context): readonly FeatureUse[] {
  return context.model.mesh.scopes.flatMap((scope) => unsaid(scope, context).filter((use) => !leftByAll(use, scope, context)));
}

/** What a service leaves unenforced of the wishes of its namespace and of the mesh. */
export function inheritedDrafts(service: Service, context: Context): readonly Draft[] {
  const scopes = context.model.mesh.scopes.filter((scope) => concerns(scope, service));
  return scopes.flatMap((scope) => unsaid(scope, context).flatMap((use) => (leaves(service, use, context) ? [omission(use, context)] : [])));
}

function unsaid(scope: ScopeSettings, { table }: Context): readonly FeatureUse[] {
  return scopeUses(scope).filter((use) => table[use.feature].kind === "unsupported");
}

function concerns(scope: ScopeSettings, service: Service): boolean {
  return scope.namespace === null || scope.namespace === service.id.namespace;
}

function leftByAll(use: FeatureUse, scope: ScopeSettings, context: Context): boolean {
  const written = context.model.services.filter((service) => concerns(scope, service) && exclusion(service, context.profile.target) === null);
  return written.length > 0 && written.every((service) => leaves(service, use, context));
}

function leaves(service: Service, { feature }: FeatureUse, { profile }: Context): boolean {
  const field = feature.startsWith("access.") ? "access" : feature.startsWith("mtls") ? "mtls" : null;
  return field !== null && unenforced(service, profile.target, field) !== null;
}

function omission(use: FeatureUse, { table }: Context): Draft {
  const verdict = table[use.feature];
  const note = `not enforced, though inherited: ${verdict.kind === "unsupported" ? verdict.why : ""}`;
  const effects = use.feature.startsWith("mtls") ? (["settings.mtls"] as const) : (["access"] as const);
  return { ...use, kind: "omitted", direction: "looser", effects, bound: "unbounded", size: null, note };
}
