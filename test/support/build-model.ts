import { bareRoute } from "../../src/model/blank.ts";
import type {
  Arm,
  Backend,
  Conditions,
  Forward,
  MeshModel,
  MeshSettings,
  Mirror,
  NamedMatch,
  Name,
  PathMatch,
  Retry,
  Route,
  Service,
  ServicePort,
  ValueMatch,
  Version,
  Wish,
} from "../../src/model/index.ts";
import type { Origin } from "../../src/source/origin.ts";
import { fraction } from "../../src/support/fraction.ts";

/** A place in a made-up policy; different offsets tell places apart. */
export function at(start = 0): Origin {
  return { file: "policy.yaml", start, end: start + 1 };
}

/** A wish written at the place. */
export function wish<T>(value: T, origin: Origin = at()): Wish<T> {
  return { value, origin };
}

/** `shop/order`, or `order` in namespace `shop`. */
export function name(text: string): Name {
  const [namespace = "", own] = text.split("/");
  return own === undefined ? { namespace: "shop", name: namespace } : { namespace, name: own };
}

/** Conditions that always hold, with the given ones changed. */
export function when(given: Partial<Conditions> = {}): Conditions {
  const all = { path: null, methods: null, headers: [], query: [], authority: null, claims: [], callers: null, sni: null };
  return { ...all, ...given };
}

/** A path condition. */
export function path(kind: PathMatch["kind"], value: string, origin: Origin = at()): PathMatch {
  return { kind, value, origin };
}

/** A condition on a header, query parameter or claim. */
export function named(field: string, match: ValueMatch, origin: Origin = at()): NamedMatch {
  return { name: field, match, origin };
}

/** A backend: a version of service `shop/order` unless the service is named. */
export function backend(given: Partial<Backend> = {}): Backend {
  const service = given.service ?? name("order");
  return {
    service,
    version: null,
    labels: {},
    port: 8080,
    owner: name("order"),
    existence: "unknown",
    weight: 1,
    origin: at(),
    ...given,
  };
}

/** A mirror of the given percent. */
export function mirror(percent: number, given: Partial<Mirror> = {}): Mirror {
  const { weight: _, ...target } = backend(given);
  return { ...target, share: fraction(BigInt(Math.round(percent * 100)), 10_000n), ...given };
}

/** Forwards to the backends. */
export function forward(...backends: readonly Backend[]): Forward {
  return { kind: "forward", backends: backends.length === 0 ? [backend()] : backends, origin: at() };
}

/** A route that forwards to `shop/order` and wishes nothing else. */
export function route(given: Partial<Route> = {}): Route {
  const { action = forward() } = given;
  return {
    name: "main",
    origin: at(),
    ...bareRoute,
    ...given,
    action,
  };
}

/** Two retries on connection failures, all methods, default pauses. */
export function retry(given: Partial<Retry> = {}): Retry {
  return {
    attempts: 2,
    perTryTimeoutMs: null,
    on: ["connect-failure"],
    events: { must: ["c"], may: [] },
    methods: null,
    backoffMs: { base: 25, max: 250 },
    ...given,
  };
}

/** An arm. */
export function arm(to: Route, conditions: Partial<Conditions> = {}, origin: Origin = at()): Arm {
  return { when: when(conditions), route: to, origin };
}

/** Port 8080, container port 80, HTTP, no arms. */
export function port(given: Partial<ServicePort> = {}): ServicePort {
  return {
    port: 8080,
    targetPort: 80,
    protocol: "http",
    origin: at(),
    arms: [],
    fallback: forward(),
    ...given,
  };
}

/** A version of `shop/order` with known pods. */
export function version(given: Partial<Version> = {}): Version {
  return {
    name: "order",
    service: name("order"),
    labels: {},
    podLabels: { app: "order" },
    serviceAccount: "order",
    origin: at(),
    ...given,
  };
}

/** Service `shop/order` on port 8080 that wishes nothing. */
export function service(given: Partial<Service> = {}): Service {
  return {
    id: name("order"),
    origin: at(),
    external: null,
    ports: [port()],
    identity: null,
    versions: [version()],
    calls: [],
    retryBudget: null,
    limits: null,
    outlier: null,
    balancing: null,
    slowStartMs: null,
    affinity: null,
    locality: null,
    failover: [],
    rateLimit: null,
    jwt: null,
    access: { default: null, allow: [], deny: [], mode: "enforce" },
    mtls: null,
    telemetry: null,
    alerts: [],
    weightsOwnedBy: null,
    consents: [],
    ...given,
  };
}

/** Mesh settings that say nothing. */
export function mesh(given: Partial<MeshSettings> = {}): MeshSettings {
  return {
    trustDomain: "cluster.local",
    clusterDomain: "cluster.local",
    scopes: [],
    jwtProviders: [],
    egress: null,
    targets: [],
    ...given,
  };
}

/** A model of the services, with an empty partial inventory and no gateways. */
export function model(services: readonly Service[], given: Partial<MeshModel> = {}): MeshModel {
  const inventory = { completeness: "partial" as const, services: [], workloads: [], accounts: [], namespaces: [] };
  return { mesh: mesh(), services, gateways: [], inventory, ...given };
}
