import fc from "fast-check";
import type { Arm, Consent, MeshModel, Service } from "../../src/model/index.ts";
import { fraction } from "../../src/support/fraction.ts";
import { retryEventsOf } from "../../src/model/retry-conditions.ts";
import { arm, at, backend, mirror, name, named, path, route, wish } from "../support/build-model.ts";
import { sometimes } from "./sometimes.ts";

/** A change of a policy for `shop/order` that asks for something rarer. */
type Spice = (service: Service, mesh: MeshModel) => Service;

function onArms(change: (arms: readonly Arm[], mesh: MeshModel) => readonly Arm[]): Spice {
  return (service, mesh) => ({ ...service, ports: service.ports.map((each) => ({ ...each, arms: change(each.arms, mesh) })) });
}

function onFirst(fits: (arm: Arm) => boolean, change: (arm: Arm) => Arm): Spice {
  return onArms((arms) => {
    const index = arms.findIndex(fits);
    return arms.map((each, other) => (other === index ? change(each) : each));
  });
}

const forwards = ({ route: { action } }: Arm): boolean => action.kind === "forward";
const consent = (field: string): Consent => ({ kind: "approximate", target: "istio", field, within: null, because: "generated", origin: at() });

/** A backend that nobody has, with the consent that Istio's 503 instead of 500 needs. */
const missing: Spice = (service, mesh) => {
  const gone = backend({ service: name("gone"), owner: null, existence: "missing" });
  const changed = onFirst(forwards, (given) => (given.route.action.kind === "forward" ? { ...given, route: { ...given.route, action: { ...given.route.action, backends: [...given.route.action.backends, gone] } } } : given))(service, mesh);
  return changed.ports.some(({ arms }) => arms.some(forwards)) ? { ...changed, consents: [...changed.consents, consent("split")] } : changed;
};

const idle: Spice = onFirst(forwards, (given) => (given.route.action.kind === "forward" ? { ...given, route: { ...given.route, action: { ...given.route.action, backends: given.route.action.backends.map((one) => ({ ...one, weight: 0 })) }, mirrors: [], rewrite: null, requestHeaders: null, retry: null, deadlineMs: null, delay: null, abort: null } } : given));

/** As a consumer set of the Gateway API is linked: its routes, then nothing for its namespace. */
const consumers: Spice = onArms((arms) => {
  const dead = arm(route({ name: "none", action: { kind: "unroutable", origin: at() } }), { callers: ["web"] });
  return [...arms.slice(0, 1).map((one) => ({ ...one, when: { ...one.when, callers: ["web"] } })), dead, ...arms.slice(1)];
});

/** Claims steer routes behind gateways only, and a waypoint or sidecar skips such arms. */
const claims: Spice = onArms((arms, mesh) => (mesh.gateways.length === 0 ? arms : arms.map((each, index) => (index === 0 ? { ...each, when: { ...each.when, claims: [named("tier", { kind: "exact", value: "gold" })] } } : each))));

const token = (required: boolean): Spice => (service) => {
  const claimed = [named("role", { kind: "exact" as const, value: "clerk" })];
  const allow = service.access.allow.map((rule, index) => (index === 0 ? { ...rule, claims: claimed } : rule));
  return { ...service, jwt: wish({ provider: "corp", required }), access: { ...service.access, allow } };
};

const audit: Spice = (service) => ({ ...service, access: { ...service.access, mode: "audit" } });
const plain: Spice = (service) => ({ ...service, mtls: wish("off") });
const prefer: Spice = (service) => (service.outlier === null ? service : { ...service, locality: wish("prefer") });
const stays: Spice = (service) => ({ ...service, locality: wish("off") });
const logged: Spice = (service) => ({ ...service, telemetry: wish({ accessLog: "errors", tracePercent: 5 }) });
const maglev: Spice = (service) => (service.affinity === null ? service : { ...service, balancing: wish("maglev") });
const moved: Spice = onFirst(
  ({ route: { action }, when }) => action.kind === "redirect" && when.path?.kind === "prefix",
  (given) => (given.route.action.kind === "redirect" ? { ...given, route: { ...given.route, action: { ...given.route.action, path: { kind: "prefix", value: "/moved", origin: at() } } } } : given),
);

/** What no version of Istio says. */
const beyond: readonly Spice[] = [
  onFirst(forwards, (given) => ({ ...given, route: { ...given.route, idleTimeoutMs: wish(60_000) } })),
  (service) => ({ ...service, failover: [wish(backend({ service: name("billing"), owner: name("billing") }))] }),
  (service) => ({ ...service, rateLimit: wish({ requests: 10, perMs: 1000, scope: "instance" }) }),
  (service) => ({ ...service, balancing: wish("ewma"), affinity: null, slowStartMs: null }),
];

const budget: Spice = (service) => ({ ...service, retryBudget: wish({ percent: fraction(1, 5), windowMs: 1000, minPerSecond: fraction(2) }), consents: [...service.consents.filter(({ kind }) => kind !== "approximate"), consent("retryBudget")] });
const keepsBudget: Spice = (service, mesh) => (service.retryBudget !== null || service.ports.some(({ arms }) => arms.length > 0) ? service : budget(service, mesh));

const spices: readonly fc.Arbitrary<Spice | null>[] = [
  sometimes(fc.constant(idle), 15),
  sometimes(fc.constant(missing), 12),
  sometimes(fc.constant(consumers), 10),
  sometimes(fc.constant(claims), 3),
  sometimes(fc.boolean().map(token), 5),
  sometimes(fc.constant(audit), 15),
  sometimes(fc.constant(plain), 15),
  sometimes(fc.constantFrom(prefer, stays), 6),
  sometimes(fc.constant(logged), 8),
  sometimes(fc.constant(maglev), 2),
  sometimes(fc.constant(moved), 1),
  sometimes(fc.constant(keepsBudget), 3),
  sometimes(fc.constantFrom(...beyond), 25),
];

/** Changes of a policy, few at a time. */
export const spiced: fc.Arbitrary<Spice> = fc.tuple(...spices).map((drawn) => (service, mesh) => drawn.reduce((given, spice) => (spice === null ? given : spice(given, mesh)), service));

/** Routes with everything that a route can wish. */
const kitchen: Spice = (service) => {
  const to = service.ports[0]?.fallback;
  if (to === undefined) return service;
  const retried = wish({ attempts: 2, perTryTimeoutMs: 200, on: ["gateway-error"], events: retryEventsOf(["gateway-error"]), methods: ["GET"], backoffMs: { base: 25, max: 250 } });
  const prefix = { path: { kind: "prefix" as const, value: "/x", origin: at() }, authority: null, origin: at() };
  const full = { path: { kind: "full" as const, value: "/x", origin: at() }, authority: wish("inner.example"), origin: at() };
  const origins = wish({ allowOrigins: [{ kind: "present" as const }], allowMethods: [], allowHeaders: [], exposeHeaders: [], maxAgeMs: null, allowCredentials: false });
  const late = { share: fraction(1, 10), until: null };
  const added = [
    arm(route({ name: "k-1", action: to, rewrite: prefix, retry: retried, deadlineMs: wish(1000) }), { path: path("prefix", "/k"), headers: [named("x-a", { kind: "not", match: { kind: "present" } })] }),
    arm(route({ name: "k-2", action: to, rewrite: full, cors: origins, mirrors: [mirror(5)] }), { path: path("stringPrefix", "/k2"), authority: { kind: "exact", value: "order" }, methods: ["PURGE"] }),
    arm(route({ name: "k-3", action: to, delay: wish({ ...late, durationMs: 50 }), abort: wish({ ...late, status: 503 }) }), { path: path("exact", "/k3") }),
  ];
  return { ...service, ports: service.ports.map((each) => ({ ...each, arms: [...each.arms, ...added] })) };
};

/** Settings that generated policies seldom have together. */
const settings: Spice = (service) => ({ ...service, affinity: wish({ kind: "header", name: "x-user" }), balancing: wish("maglev"), slowStartMs: null, locality: wish("off"), telemetry: wish({ accessLog: "all", tracePercent: 1 }) });

const slow: Spice = (service) => ({ ...service, affinity: null, balancing: wish("least-request"), slowStartMs: wish(30_000) });

/** Wishes that some profile refuses; each is drawn often, in the few policies of which nothing is taken back. */
export const daring: fc.Arbitrary<Spice> = fc
  .subarray<Spice>([audit, plain, idle, missing, consumers, claims, token(true), keepsBudget, kitchen, settings, slow, ...beyond], { minLength: 5 })
  .map((drawn) => (service, mesh) => drawn.reduce((given, spice) => spice(given, mesh), service));

/** Whether some route leads to a Service that nobody has; only a complete inventory can say so. */
export function hasMissing(mesh: MeshModel): boolean {
  return mesh.services.some(({ ports }) => ports.some(({ arms }) => arms.some(({ route: { action } }) => action.kind === "forward" && action.backends.some(({ existence }) => existence === "missing"))));
}

