import type { Arm, CapabilityTable, Consent, Effect, Feature, LedgerEntry, MeshModel, Profile, Route, Service } from "../model/index.ts";
import { serviceUses } from "./feature-uses.ts";
import type { FeatureUse } from "./feature-uses.ts";

/** A model without the wishes that their authors leave out on one target, and the entries of the ledger that say so. */
export interface Omitted {
  readonly model: MeshModel;
  readonly ledger: readonly LedgerEntry[];
}

/**
 * Leaves out what the target cannot say and the author gave an `omitted` consent for. Only wishes whose loss leaves every
 * call where it was can be left out: conditions, destinations, access and mutual TLS cannot. A consent that is used is taken
 * off the service, so that one that nothing needs is found like any other.
 */
export function omit(model: MeshModel, table: CapabilityTable, { target }: Profile): Omitted {
  const services = model.services.map((service) => omitFrom(service, serviceUses(service, model), table, target));
  if (services.every(({ ledger }) => ledger.length === 0)) return { model, ledger: [] };
  return { model: { ...model, services: services.map(({ service }) => service) }, ledger: services.flatMap(({ ledger }) => ledger) };
}

/** Whether an author may leave a wish of this kind out on a target that cannot say it. */
export function mayBeOmitted(feature: Feature): boolean {
  return omissions[feature] !== undefined;
}

interface OmittedHere {
  readonly service: Service;
  readonly ledger: readonly LedgerEntry[];
}

function omitFrom(service: Service, uses: readonly FeatureUse[], table: CapabilityTable, target: string): OmittedHere {
  const unsaid = uses.flatMap((use): readonly Use[] => {
    const consent = service.consents.find((each) => each.kind === "omitted" && each.target === target && [use.consent, use.field].includes(each.field));
    const omission = omissions[use.feature];
    const verdict = table[use.feature];
    return consent === undefined || omission === undefined || verdict.kind !== "unsupported" ? [] : [{ use, consent, omission, why: verdict.why }];
  });
  const used = new Set(unsaid.map(({ consent }) => consent));
  const stripped = unsaid.reduce((rest, { use, omission }) => omission.without(rest, use.route), service);
  return { service: { ...stripped, consents: service.consents.filter((consent) => !used.has(consent)) }, ledger: unsaid.map((one) => entryOf(one, service, target)) };
}

interface Use {
  readonly use: FeatureUse;
  readonly consent: Consent;
  readonly omission: Omission;
  readonly why: string;
}

function entryOf({ use, consent, omission, why }: Use, { id }: Service, target: string): LedgerEntry {
  const { field, route, origin } = use;
  return { target, kind: "omitted", service: id, field, route, direction: "different", effects: omission.effects, bound: "unbounded", note: `left out: ${why}`, origin, consent };
}

/** What leaving a wish out may change, and the service without it; `route` is null for wishes of the whole service. */
interface Omission {
  readonly effects: readonly Effect[];
  readonly without: (service: Service, route: string | null) => Service;
}

function setting(effects: readonly Effect[], fields: Partial<Service>): Omission {
  return { effects, without: (service) => ({ ...service, ...fields }) };
}

function inRoute(effects: readonly Effect[], change: (route: Route) => Route): Omission {
  const arm = (one: Arm, name: string | null): Arm => (one.route.name === name ? { ...one, route: change(one.route) } : one);
  return { effects, without: (service, name) => ({ ...service, ports: service.ports.map((port) => ({ ...port, arms: port.arms.map((one) => arm(one, name)) })) }) };
}

const balancing = setting(["settings.balancing"], { balancing: null });

const omissions: Partial<Readonly<Record<Feature, Omission>>> = {
  mirror: inRoute(["mirrors"], (route) => ({ ...route, mirrors: [] })),
  deadline: inRoute(["deadline"], (route) => ({ ...route, deadlineMs: null })),
  idleTimeout: inRoute(["idleTimeout"], (route) => ({ ...route, idleTimeoutMs: null })),
  "retry.attempts": inRoute(["retries", "perTryTimeout", "backoff"], (route) => ({ ...route, retry: null })),
  "retry.perTryTimeout": inRoute(["retries", "perTryTimeout"], (route) => (route.retry === null ? route : { ...route, retry: { ...route.retry, value: { ...route.retry.value, perTryTimeoutMs: null } } })),
  headers: inRoute(["upstream", "responseHeaders"], (route) => ({ ...route, requestHeaders: null, responseHeaders: null })),
  "fault.delay": inRoute(["faults"], (route) => ({ ...route, delay: null })),
  "fault.abort": inRoute(["faults", "outcome"], (route) => ({ ...route, abort: null })),
  retryBudget: setting(["retryBudget"], { retryBudget: null }),
  "circuitBreaker.limits": setting(["settings.limits"], { limits: null }),
  "circuitBreaker.outlier": setting(["settings.outlier"], { outlier: null }),
  loadBalancing: balancing,
  "loadBalancing.ewma": balancing,
  "loadBalancing.hash": balancing,
  affinity: setting(["settings.affinity"], { affinity: null }),
  slowStart: setting(["settings.slowStart"], { slowStartMs: null }),
  locality: setting(["settings.locality"], { locality: null }),
  failover: setting(["settings.failover"], { failover: [] }),
  rateLimit: setting(["settings.rateLimit"], { rateLimit: null }),
  "telemetry.accessLog": setting(["telemetry"], { telemetry: null }),
  "telemetry.trace": setting(["telemetry"], { telemetry: null }),
};
