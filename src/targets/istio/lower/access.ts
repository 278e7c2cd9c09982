import type { Manifest, MeshModel, ScopeSettings, Service } from "../../../model/index.ts";
import { labelName } from "../../object-names.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { accessRules } from "./access-rules.ts";
import { compact, emptyPiece } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { attachments } from "./workloads.ts";
import type { Attachment } from "./workloads.ts";

/**
 * One DENY and one ALLOW policy for each set of workloads that the service owns. Deny rules win; an ALLOW policy without
 * rules admits nobody; in audit mode both are dry runs and the inherited default decides.
 */
export function lowerAccess(service: Service, context: Context): Piece {
  if (service.external !== null) return emptyPiece;
  const { access } = service;
  const allow = accessRules(access.allow, service, "access.allow", context);
  const deny = accessRules(access.deny, service, "access.deny", context);
  const own = access.default?.value ?? (access.allow.length > 0 ? "deny" : null);
  const dryRun = access.mode === "audit";
  const inherited = own === null || dryRun ? inheritedDefault(service, context) : null;
  const wanted: readonly (Wanted | null)[] = [
    deny.rules.length === 0 ? null : { suffix: "deny", spec: { action: "DENY", rules: deny.rules }, dryRun },
    own === null ? null : { suffix: "allow", spec: allowSpec(own === "deny" ? allow.rules : [{}]), dryRun },
    inherited === null ? null : { suffix: "default", spec: allowSpec(inherited === "allow" ? [{}] : []), dryRun: false },
  ];
  const policies = wanted.filter((each) => each !== null);
  const diagnostics = [...allow.diagnostics, ...deny.diagnostics];
  const drafts = addressDrafts(service, context);
  if (policies.length === 0) return { ...emptyPiece, diagnostics };
  const found = attachments(service, "access", context);
  const manifests = found.places.flatMap((place) => policies.map((each) => policy(service, place, each)));
  return { manifests, drafts, diagnostics: [...diagnostics, ...found.diagnostics] };
}

/** Calls through a gateway come from the address of its pods, which no policy knows. */
function addressDrafts({ access }: Service, { model }: Context): readonly Draft[] {
  if (model.gateways.every(({ entries }) => entries.length === 0)) return [];
  const subjects = [...access.allow, ...access.deny].flatMap((rule) => rule.from.filter(({ cidrs }) => cidrs !== null).map((subject) => ({ rule, subject })));
  const note = "the pods of gateways have addresses in no block that access rules name";
  return subjects.map(({ rule, subject }) => remark("assumed", { field: `access.${rule.name}.from.cidr`, note, origin: subject.origin }));
}

interface Wanted {
  readonly suffix: string;
  readonly spec: Json;
  readonly dryRun: boolean;
}

/** An ALLOW policy without rules never matches; an empty list would be no condition. */
function allowSpec(rules: readonly Json[]): Json {
  return compact({ action: "ALLOW", rules: rules.length === 0 ? undefined : rules });
}

/**
 * What a service without a default of its own must say itself: at waypoints everything, since policies of a namespace do
 * not reach them; else an `allow` of a namespace whose mesh denies, where a policy of the namespace would open the
 * services that deny.
 */
function inheritedDefault(service: Service, { model, profile }: Context): "allow" | "deny" | null {
  const { namespace } = service.id;
  const [own, mesh] = [scopeDefault(namespace, model), scopeDefault(null, model)];
  if (profile.name === "waypoint") return (own ?? mesh) === "deny" ? "deny" : null;
  return own === "allow" && mesh === "deny" && !opens(namespace, model) ? "allow" : null;
}

function scopeDefault(namespace: string | null, model: MeshModel): "allow" | "deny" | null {
  return model.mesh.scopes.find((each) => each.namespace === namespace)?.accessDefault?.value ?? null;
}

/** Whether no service of the namespace denies by default, so that one policy can admit everybody to all of it. */
function opens(namespace: string, model: MeshModel): boolean {
  const here = model.services.filter((service) => service.versions.some((version) => version.service.namespace === namespace));
  return here.every(({ access }) => access.allow.length === 0 && access.default?.value !== "deny");
}

function policy(service: Service, place: Attachment, { suffix, spec, dryRun }: Wanted): Manifest {
  const { access } = service;
  const origins = [...access.allow, ...access.deny].map((rule) => rule.origin);
  const name = labelName(...[service.id.name, ...(place.suffix === null ? [] : [place.suffix]), suffix]);
  const annotations = dryRun ? { annotations: { "istio.io/dry-run": "true" } } : {};
  return {
    object: {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: { name, namespace: place.namespace, ...annotations },
      spec: { ...place.fields, ...spec },
    },
    sources: [access.default?.origin ?? origins[0] ?? service.origin, ...origins],
  };
}

/** Defaults of the mesh and of namespaces; waypoints do not read them, there each service carries its own. */
export function lowerScopeAccess(scope: ScopeSettings, context: Context): Piece {
  const stated = scope.accessDefault;
  if (stated === null || context.profile.name === "waypoint") return emptyPiece;
  const { model } = context;
  if (stated.value === "deny") return { ...emptyPiece, manifests: [scopePolicy("default-deny", scope, {}, context)] };
  const needed = scope.namespace !== null && scopeDefault(null, model) === "deny" && opens(scope.namespace, model);
  return { ...emptyPiece, manifests: needed ? [scopePolicy("default-allow", scope, { rules: [{}] }, context)] : [] };
}

function scopePolicy(name: string, scope: ScopeSettings, rules: Json, context: Context): Manifest {
  const namespace = scope.namespace ?? context.profile.settings["rootNamespace"] ?? "istio-system";
  return {
    object: { apiVersion: "security.istio.io/v1", kind: "AuthorizationPolicy", metadata: { name, namespace }, spec: { action: "ALLOW", ...rules } },
    sources: [scope.accessDefault?.origin ?? scope.origin],
  };
}
