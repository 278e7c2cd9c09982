import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText, sameName } from "../../../model/name.ts";
import type { Limits, Manifest, MeshModel, MtlsMode, Name, Outlier, RateLimit, Service } from "../../../model/index.ts";
import { statedInventory } from "../../../model/stated-inventory.ts";
import type { Origin } from "../../../source/origin.ts";
import { durationText } from "../../../support/duration.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { hasNamespaces } from "../versions.ts";
import { groupOf, unlikeSettings } from "./clusters.ts";
import type { ClusterGroup, Context } from "./context.ts";
import { accountsOf, callingNames, sourcesOf } from "./identities.ts";
import { destinationOf } from "./external.ts";
import { byText } from "./names.ts";
import { compact, emptyPiece, object } from "./piece.ts";
import type { Json, Piece } from "./piece.ts";
import { backendsOf, wordOf } from "./registry.ts";
import type { Registered } from "./registry.ts";
import { serverTimer } from "./timers.ts";

/**
 * The ServiceDefaults of every service that chains name: its protocol, always (without it a chain speaks TCP,
 * `hashicorp/consul:agent/consul/discoverychain/compile.go`), what its own side does, and as a caller what it carries for the
 * services it calls.
 */
export function lowerDefaults(context: Context): readonly Manifest[] {
  const carried = context.groups.flatMap((group) => carriedIn(group, context));
  return context.registry.services.map((each) => {
    const targets = carried.filter(({ carriers }) => carriers.some((name) => sameName(name, each.name))).flatMap(({ overrides }) => overrides);
    const spec = compact({
      protocol: wordOf(each.protocol),
      mutualTLSMode: modeOf(each, context),
      destination: each.owner === null ? undefined : destinationOf(each.owner),
      localConnectTimeoutMs: outside(each) ? undefined : 5000,
      localRequestTimeoutMs: serverTimer(each.name, context) ?? undefined,
      rateLimits: each.owner?.rateLimit == null ? undefined : rateLimits(each.owner.rateLimit.value),
      upstreamConfig: outside(each) ? undefined : upstreamConfig(targets, context),
    });
    return object("ServiceDefaults", each.name, spec, [each.origin, ...[...new Set(targets.map(({ policy }) => policy))].flatMap(originsOf)]);
  });
}

function outside({ owner }: Registered): boolean {
  return owner !== null && owner.external !== null;
}

/** Always written, since the default of all proxies could be another. */
function modeOf(each: Registered, { model }: Context): string | undefined {
  if (outside(each)) return undefined;
  return each.owner !== null && effectiveMtls(each.owner, model) === "permissive" ? "permissive" : "strict";
}

/** Tokens of each instance: as many as requests at most, refilled by the second (`hashicorp/consul-k8s:control-plane/api/v1alpha1/servicedefaults_types.go`). */
function rateLimits({ requests, perMs }: RateLimit): Json {
  return { instanceLevel: { requestsPerSecond: (requests * 1000) / perMs, requestsMaxBurst: requests } };
}

/** A rate that is no whole number in a second cannot be written. */
export function ratePiece({ id, rateLimit }: Service): Piece {
  if (rateLimit === null || (rateLimit.value.requests * 1000) % rateLimit.value.perMs === 0) return emptyPiece;
  const { requests, perMs } = rateLimit.value;
  return { ...emptyPiece, diagnostics: [consulDiagnostics["rate-is-no-whole-number"].report({ at: rateLimit.origin, with: { service: nameText(id), requests, perMs } })] };
}

function originsOf({ limits, outlier }: Service): readonly Registered["origin"][] {
  return [limits, outlier].flatMap((wish) => (wish === null ? [] : [wish.origin]));
}

/** What Envoy does for every service that nobody wishes anything for (`envoyproxy/envoy:api/envoy/config/cluster/v3/circuit_breaker.proto`, `outlier_detection.proto`). */
const usualLimits: Limits = { maxConnections: 1024, maxPendingRequests: 1024, maxRequests: 1024 };
const usualOutlier: Outlier = { consecutiveErrors: 5, intervalMs: 10_000, baseEjectionMs: 30_000, maxEjectedPercent: 10 };

/** One entry for each name that the caller dials, since a struct of an override replaces the whole of it. */
function upstreamConfig(targets: readonly Override[], { profile }: Context): Json {
  const sorted = [...targets].sort((a, b) => byText(nameText(a.name), nameText(b.name)));
  const overrides = sorted.map(({ name, policy: { limits, outlier } }) =>
    compact({
      name: name.name,
      namespace: hasNamespaces(profile) ? name.namespace : undefined,
      limits: limits === null ? undefined : limitsFields(limits.value),
      passiveHealthCheck: outlier === null ? undefined : outlierFields(outlier.value),
    }),
  );
  return { defaults: { limits: limitsFields(usualLimits), passiveHealthCheck: outlierFields(usualOutlier) }, ...(overrides.length > 0 && { overrides }) };
}

/** Zero blocks everything, and a limit that is not written is Envoy's own (`hashicorp/consul:agent/xds/clusters.go`). */
function limitsFields({ maxConnections, maxPendingRequests, maxRequests }: Limits): Json {
  return {
    maxConnections: maxConnections ?? usualLimits.maxConnections,
    maxPendingRequests: maxPendingRequests ?? usualLimits.maxPendingRequests,
    maxConcurrentRequests: maxRequests ?? usualLimits.maxRequests,
  };
}

/** The largest share is always written: unset it is 10 %, which ejects nobody below ten endpoints. */
function outlierFields(outlier: Outlier): Json {
  return {
    interval: durationText(outlier.intervalMs),
    maxFailures: outlier.consecutiveErrors,
    enforcingConsecutive5xx: 100,
    maxEjectionPercent: outlier.maxEjectedPercent,
    baseEjectionTime: durationText(outlier.baseEjectionMs),
  };
}

/** What a caller carries for a name that it can dial: the wishes of a policy. */
interface Override {
  readonly name: Name;
  readonly policy: Service;
}

/**
 * The callers of a group, and what they carry: the same for every name that leads to a cluster of the group, since the
 * proxy would else take the settings of either name.
 */
function carriedIn(group: ClusterGroup, context: Context): { readonly carriers: readonly Name[]; readonly overrides: readonly Override[] } {
  const wishing = group.policies.find(({ limits, outlier }) => limits !== null || outlier !== null);
  if (wishing === undefined) return { carriers: [], overrides: [] };
  const overrides = group.names.map(({ name, policy }) => ({ name, policy: policy ?? wishing }));
  return { carriers: callersAmong(group, context).flatMap(callingNames), overrides };
}

/** Who calls any policy of the group. */
function callersAmong({ policies }: ClusterGroup, context: Pick<Context, "model" | "profile" | "included">): readonly Service[] {
  return [...new Set(policies.flatMap((policy) => callersOf(policy, context)))];
}

/** Services that declare calls to the service, and those that its rules admit by name. */
function callersOf(service: Service, { model, profile, included }: Pick<Context, "model" | "profile" | "included">): readonly Service[] {
  const admitted = service.access.allow.flatMap(({ from }) =>
    from.flatMap(({ identity }) => {
      const found = identity.kind === "account" ? sourcesOf(identity, model, profile) : { services: [] };
      return "services" in found ? found.services : [];
    }),
  );
  return included.filter((caller) => {
    const declared = caller.calls.some(({ to }) => to.kind === "service" && sameName(to.service, service.id));
    return declared || callingNames(caller).some((name) => admitted.some((other) => sameName(other, name)));
  });
}

/** What becomes of a service's limits and ejection, whom they reach, and where they cannot be said. */
export function settingsPiece(service: Service, context: Context): Piece {
  const wishes = { limits: service.limits, ejection: service.outlier };
  const wished = Object.entries(wishes).flatMap(([setting, wish]) => (wish === null ? [] : [{ setting, wish }]));
  if (wished.length === 0) return emptyPiece;
  const group = groupOf(service, context);
  const carriers = callersAmong(group, context);
  const known = callersAmong(group, { ...context, included: context.model.services });
  const nobody = known.length > 0 ? [] : wished.map(({ setting, wish }) => consulDiagnostics["nobody-carries-limits"].report({ at: wish.origin, with: { setting, service: nameText(service.id) } }));
  return { ...emptyPiece, drafts: carriers.length > 0 ? reachDrafts(service, carriers, context) : [], diagnostics: nobody };
}

function reachDrafts(service: Service, carriers: readonly Service[], { model, profile }: Context): readonly Draft[] {
  const names = carriers.flatMap(callingNames);
  const inventory = statedInventory(model);
  const than = names.flatMap((name) => accountsOf(name, inventory, profile));
  const note = `only declared callers carry it: ${names.map(nameText).join(", ")}`;
  const callers = { kind: "others" as const, than };
  const draft = (field: string, effect: Draft["effects"][number], wish: { readonly origin: Draft["origin"] } | null): readonly Draft[] =>
    wish === null ? [] : [remark("assumed", { field, note, origin: wish.origin, direction: "different", effects: [effect], callers })];
  return [...draft("circuitBreaker.limits", "settings.limits", service.limits), ...draft("circuitBreaker.outlier", "settings.outlier", service.outlier)];
}

/** Limits, ejection and the key of the balancer are those of the dialled name, for whatever answers behind it. */
export function foreignFindings(service: Service, context: Context): readonly Diagnostic[] {
  const led = new Map([...backendsOf(service)].reverse().map((backend) => [nameText(backend.service), backend] as const));
  return context.registry.services.flatMap(({ owner, name }) => {
    const backend = led.get(nameText(name));
    if (owner === null || owner === service || backend === undefined) return [];
    return unlikeWishes(service, owner).map(({ setting, of }) =>
      consulDiagnostics["settings-of-another-service"].report({ at: backend.origin, with: { setting, service: nameText(service.id), other: nameText(name) }, related: writtenIn(service, owner, of) }),
    );
  });
}

interface UnlikeWish {
  readonly setting: string;
  readonly of: (service: Service) => { readonly origin: Origin } | null;
}

function unlikeWishes(service: Service, owner: Service): readonly UnlikeWish[] {
  const wishes: Readonly<Record<string, UnlikeWish["of"]>> = { limits: ({ limits }) => limits, "ejection settings": ({ outlier }) => outlier };
  const clusters = unlikeSettings(service, owner).flatMap((setting) => (wishes[setting] === undefined ? [] : [{ setting, of: wishes[setting] }]));
  const same = JSON.stringify(service.affinity?.value ?? null) === JSON.stringify(owner.affinity?.value ?? null);
  return [...clusters, ...(same ? [] : [{ setting: "affinity", of: ({ affinity }: Service) => affinity }])];
}

/** Where the two policies say it; one of them may not. */
function writtenIn(service: Service, owner: Service, of: UnlikeWish["of"]): Diagnostic["related"] {
  return [service, owner].flatMap((policy) => {
    const wish = of(policy);
    return wish === null ? [] : [{ origin: wish.origin, note: `what \`${nameText(policy.id)}\` says` }];
  });
}

/** Mutual TLS of a service: its own, its namespace's, the mesh's; null when nobody says. */
export function effectiveMtls(service: Service, model: MeshModel): MtlsMode | null {
  const scope = (namespace: string | null): MtlsMode | null => model.mesh.scopes.find((each) => each.namespace === namespace)?.mtls?.value ?? null;
  return service.mtls?.value ?? scope(service.id.namespace) ?? scope(null);
}

/** Proxies demand mutual TLS unless told otherwise; plain text is let past every intention. */
export function mtlsPiece(service: Service, { model }: Context): Piece {
  if (service.external !== null) return emptyPiece;
  const mode = effectiveMtls(service, model);
  const at = service.mtls?.origin ?? service.origin;
  const strangers = backendsOf(service).filter(({ owner }) => owner === null);
  const refusing = (field: string, whose: string, origin: Draft["origin"]): Draft => {
    const note = `callers without mutual TLS are refused${whose}, since Consul's proxies demand it unless they are told otherwise`;
    return remark("explicit-default", { field, note, origin, direction: "stricter", effects: ["access"], callers: { kind: "unidentified" } });
  };
  if (mode === null) return { ...emptyPiece, drafts: [refusing("mtls", "", at)] };
  const drafts = strangers.slice(0, 1).map((stranger) => refusing("mtls", ` by \`${nameText(stranger.service)}\`, of which no policy speaks`, stranger.origin));
  const { access } = service;
  const ruled = access.allow.length > 0 || access.deny.length > 0 || access.default?.value === "deny" || service.jwt !== null || inheritsDeny(service, model);
  if (mode !== "permissive" || !ruled) return { ...emptyPiece, drafts };
  return { ...emptyPiece, diagnostics: [consulDiagnostics["permissive-voids-access"].report({ at, with: { service: nameText(service.id) } })] };
}

function inheritsDeny(service: Service, model: MeshModel): boolean {
  const scope = (namespace: string | null) => model.mesh.scopes.find((each) => each.namespace === namespace)?.accessDefault?.value ?? null;
  return (service.access.default?.value ?? scope(service.id.namespace) ?? scope(null)) === "deny";
}
