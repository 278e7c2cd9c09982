import fc from "fast-check";
import type { CapabilityTable, MeshModel, MeshSettings, Profile, ScopeSettings, Service } from "../../src/model/index.ts";
import { scopeUses, serviceUses } from "../../src/targets/feature-uses.ts";
import { istio } from "../../src/targets/istio/index.ts";
import { at, wish } from "../support/build-model.ts";
import { others } from "./others.ts";
import { policies } from "./policies.ts";
import { sometimes } from "./sometimes.ts";
import { daring, hasMissing, spiced } from "./spices.ts";

/** A policy and the Istio that it is compiled for. */
export interface Drawn {
  readonly mesh: MeshModel;
  readonly profile: Profile;
}

const profiles: fc.Arbitrary<Profile> = fc
  .tuple(fc.constantFrom("sidecar", "sidecar", "sidecar", "waypoint", "waypoint", "ambient"), fc.constantFrom(...istio.versions))
  .map(([name, version]) => ({ target: "istio", version, name, settings: istio.settings }));

const corp = { name: "corp", issuer: "https://corp.example", jwksUri: "https://corp.example/keys", audiences: ["shop"], fromHeaders: [], forward: true, origin: at() };

const stated: fc.Arbitrary<Pick<MeshSettings, "egress"> & { readonly scope: ScopeSettings | null }> = fc.record({
  egress: sometimes(fc.constant(wish("deny" as const)), 12),
  scope: sometimes(
    fc.constantFrom<ScopeSettings>(
      { namespace: "shop", accessDefault: wish("allow"), mtls: null, telemetry: null, origin: at() },
      { namespace: "shop", accessDefault: null, mtls: wish("off"), telemetry: null, origin: at() },
      { namespace: "shop", accessDefault: null, mtls: wish("strict"), telemetry: wish({ accessLog: "all", tracePercent: null }), origin: at() },
    ),
    5,
  ),
});

/** Policies over everything that the model has, for every profile and version; most wishes that the profile cannot say are taken back. */
export const drawn: fc.Arbitrary<Drawn> = fc
  .record({ base: policies, spice: spiced, more: others, stated, profile: profiles, dare: daring, dares: fc.integer({ min: 0, max: 9 }) })
  .map(({ base, spice, more, stated: { egress: closed, scope }, profile, dare, dares }) => {
    const egress = dares === 0 ? wish("deny" as const) : closed;
    const change = dares === 0 ? dare : spice;
    const services = [...base.services.map((each) => (each.id.name === "order" ? change(each, base) : each)), ...more];
    const scopes = scope === null || base.mesh.scopes.some(({ namespace }) => namespace === scope.namespace) ? base.mesh.scopes : [...base.mesh.scopes, scope];
    const whole = { ...base, services, mesh: { ...base.mesh, scopes, egress, jwtProviders: [corp] } };
    const known: MeshModel = hasMissing(whole) ? { ...whole, inventory: { ...whole.inventory, completeness: "complete" } } : whole;
    return { mesh: dares === 0 ? known : tamed(known, profile), profile };
  });

/** The policy without the wishes that the profile cannot say. */
function tamed(mesh: MeshModel, profile: Profile): MeshModel {
  const table = istio.capabilities(profile);
  const scopes = mesh.mesh.scopes.filter((scope) => scopeUses(scope).every(({ feature }) => table[feature].kind !== "unsupported"));
  const egress = table["egress.default"].kind === "unsupported" ? null : mesh.mesh.egress;
  const gateways = table.expose.kind === "unsupported" ? [] : mesh.gateways;
  const settled = { ...mesh, gateways, mesh: { ...mesh.mesh, scopes, egress } };
  const services = mesh.services.map((service) => without(service, settled, table)).filter((service) => strange(service, settled, table) === 0);
  const names = new Set(services.map(({ id }) => id.name));
  const whole = services.length === mesh.services.length || !mesh.services.some(({ id }) => id.name === "billing" && !names.has("billing"));
  return { ...settled, services: whole ? services : mesh.services };
}

function strange(service: Service, mesh: MeshModel, table: CapabilityTable): number {
  return serviceUses(service, mesh).filter(({ feature }) => table[feature].kind === "unsupported").length;
}

type Taking = (service: Service) => Service;

/** Ways of taking one wish back. */
const takings: readonly Taking[] = [
  (service) => ({ ...service, access: { ...service.access, mode: "enforce" } }),
  (service) => ({ ...service, mtls: null }),
  (service) => ({ ...service, jwt: null, access: { ...service.access, allow: service.access.allow.map((rule) => ({ ...rule, claims: [] })) } }),
  (service) => ({ ...service, affinity: null, balancing: null, slowStartMs: null }),
  (service) => ({ ...service, locality: null }),
  (service) => ({ ...service, limits: null, outlier: null, locality: null, balancing: null, affinity: null, slowStartMs: null }),
  (service) => ({ ...service, telemetry: null }),
  (service) => ({ ...service, failover: [], rateLimit: null }),
  (service) => ({ ...service, retryBudget: null, consents: service.consents.filter((consent) => consent.kind !== "approximate" || consent.field !== "retryBudget") }),
  (service) => ({ ...service, versions: service.versions.filter(({ labels }) => Object.keys(labels).length === 0), ports: service.ports.map((port) => ({ ...port, arms: [] })), consents: [] }),
];

/** Wishes about access and single arms are taken back one by one. */
function ownTakings(service: Service): readonly Taking[] {
  const arms = Math.max(0, ...service.ports.map((port) => port.arms.length));
  const rules = Math.max(service.access.allow.length, service.access.deny.length);
  const bare = (taken: number): Taking => (given) => {
    const drop = (list: Service["access"]["allow"]): Service["access"]["allow"] => list.map((rule, index) => (index === taken ? { ...rule, to: [], headers: [], claims: [], from: rule.from.map((subject) => ({ ...subject, cidrs: null })) } : rule));
    return { ...given, access: { ...given.access, allow: drop(given.access.allow), deny: drop(given.access.deny) } };
  };
  const armless = (taken: number): Taking => (given) => ({ ...given, ports: given.ports.map((port) => ({ ...port, arms: port.arms.filter((_, index) => index !== taken) })) });
  const patient: Taking = (given) => ({ ...given, ports: given.ports.map((port) => ({ ...port, arms: port.arms.map((each) => ({ ...each, route: { ...each.route, idleTimeoutMs: null }, when: { ...each.when, callers: null } })) })) });
  return [patient, ...Array.from({ length: rules }, (_, index) => bare(index)), ...Array.from({ length: arms }, (_, index) => armless(arms - 1 - index))];
}

function without(service: Service, mesh: MeshModel, table: CapabilityTable): Service {
  return [...takings, ...ownTakings(service), ...takings].reduce((given, take) => {
    const left = take(given);
    return strange(left, mesh, table) < strange(given, mesh, table) ? left : given;
  }, service);
}
