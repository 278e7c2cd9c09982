import { defineDiagnostics } from "../../diagnostics/diagnostic.ts";
import type { Diagnostic, Fix } from "../../diagnostics/diagnostic.ts";
import type { Service } from "../../model/index.ts";
import type { Origin } from "../../source/origin.ts";
import { rewritten } from "../edits.ts";
import { fieldOf } from "../place.ts";
import type { Rule, World } from "../rule.ts";
import { meshDefaults, unwritten } from "../vendor.ts";
import { counted, nameOf } from "../words.ts";

/** Findings of this lint. */
export const breakerDiagnostics = defineDiagnostics({
  "ejects-everything": {
    code: "MW3050",
    severity: "warning",
    what: (p: { service: string; percent: number }) => (p.percent >= 100 ? `every endpoint of \`${p.service}\` may be ejected at once` : `${p.percent} percent of the endpoints of \`${p.service}\` may be ejected at once`),
    why: "a fault that all of them share, such as a slow database, leaves no endpoint at all: errors become an outage",
    help: "50 percent or less keeps the service up on what is left",
  },
  "ejects-after-one-error": {
    code: "MW3051",
    severity: "warning",
    what: (p: { service: string; errors: number }) => `an endpoint of \`${p.service}\` is ejected after ${p.errors === 1 ? "a single error" : counted(p.errors, "error")}`,
    why: "one bad request of one caller takes away capacity; two of them take away two endpoints",
    help: "5 consecutive errors are usual",
  },
  "never-ejects": {
    code: "MW3052",
    severity: "warning",
    what: (p: { service: string; percent: number; endpoints: number }) => `no endpoint of \`${p.service}\` is ever ejected: ${p.percent} percent of ${counted(p.endpoints, "endpoint")} is less than one`,
    why: "the outlier detection looks like protection and does nothing",
    help: "raise `maxEjectedPercent` so that one endpoint is within it, or run more of them",
  },
  "limit-trips-at-once": {
    code: "MW3053",
    severity: "warning",
    what: (p: { service: string; field: string; ejectsAll: boolean }) => `\`${p.field}: 1\` lets one call at a time through to \`${p.service}\`; every other one fails`,
    why: ({ ejectsAll }) => (ejectsAll ? "with all endpoints ejected on top, these are the numbers of demonstrations, made to trip: in production they are an outage that waits for its second caller" : "the breaker is open as soon as two callers meet, without any fault"),
    help: "measure how many are under way at the busiest time, and allow twice as many",
  },
  "panic-brings-back": {
    code: "MW3055",
    severity: "warning",
    what: (p: { service: string; percent: number; target: string; healthy: number }) =>
      `up to ${p.percent} percent of the endpoints of \`${p.service}\` may be ejected, but ${p.target} calls all of them again as soon as fewer than ${p.healthy} percent are left`,
    why: "from there on the ejection protects nobody, and calls go to endpoints that are known to fail",
    help: (p) => `${100 - p.healthy} percent or less stay within what the mesh honours`,
  },
  "limit-never-trips": {
    code: "MW3054",
    severity: "info",
    what: (p: { service: string; field: string; limit: number }) => `\`${p.field}: ${p.limit}\` never holds back a call to \`${p.service}\``,
    help: "choose a limit that the service could not bear to exceed, or leave it out",
  },
});

/** Hosts that are ejected and get calls again, since too many of them are. */
function panics(service: Service, world: World): readonly Diagnostic[] {
  const wish = service.outlier;
  if (wish === null) return [];
  const { maxEjectedPercent: percent } = wish.value;
  const back = unwritten(meshDefaults("panic", service, world)).filter(({ rule }) => rule.amount !== null && percent > 100 - rule.amount);
  return back.map(({ target, rule }) =>
    breakerDiagnostics["panic-brings-back"].report({ at: fieldOf(wish, "maxEjectedPercent"), with: { service: nameOf(service.id), percent, target, healthy: rule.amount ?? 0 } }),
  );
}

/** Circuit breakers that take everything away, or nothing. */
export const breakers: Rule = { service: (service, world) => [...outlier(service, world), ...panics(service, world), ...limits(service, world)] };

function outlier(service: Service, world: World): readonly Diagnostic[] {
  if (service.outlier === null) return [];
  const { value } = service.outlier;
  const wish = service.outlier;
  const at = (field: string) => fieldOf(wish, field);
  const { options } = world.settings;
  const name = nameOf(service.id);
  const endpoints = mostEndpoints(service, world);
  const never = endpoints !== null && 100 > value.maxEjectedPercent * endpoints;
  return [
    ...(value.maxEjectedPercent >= options.mostEjectedPercent ? [breakerDiagnostics["ejects-everything"].report({ at: at("maxEjectedPercent"), with: { service: name, percent: value.maxEjectedPercent } })] : []),
    ...(value.consecutiveErrors < options.fewestErrors ? [breakerDiagnostics["ejects-after-one-error"].report({ at: at("consecutiveErrors"), with: { service: name, errors: value.consecutiveErrors } })] : []),
    ...(never ? [breakerDiagnostics["never-ejects"].report({ at: at("maxEjectedPercent"), with: { service: name, percent: value.maxEjectedPercent, endpoints }, fixes: endpoints < 2 ? [] : oneOf(endpoints, at("maxEjectedPercent"), world) })] : []),
  ];
}

function oneOf(endpoints: number, at: Origin, world: World): readonly Fix[] {
  const percent = Math.ceil(100 / endpoints);
  return rewritten(at, `${percent}`, `write ${percent}, so that one endpoint can be ejected`, world);
}

/** The largest number of endpoints behind any version, where all are known. */
function mostEndpoints(service: Service, { model }: World): number | null {
  const { workloads } = model.inventory;
  const counts = service.versions.map(({ podLabels, service: { namespace } }) => {
    const behind = podLabels === null ? [] : workloads.filter(({ id, labels }) => id.namespace === namespace && Object.entries(podLabels).every(([key, value]) => labels[key] === value));
    return behind.length === 0 || behind.some(({ replicas }) => replicas === null) ? null : behind.reduce((sum, { replicas }) => sum + (replicas ?? 0), 0);
  });
  const known = counts.filter((count) => count !== null);
  return known.length === 0 || known.length < counts.length ? null : Math.max(...known);
}

const fields = ["maxConnections", "maxPendingRequests", "maxRequests"] as const;

/** One connection carries many requests in HTTP/2, so it is no limit there. Nor is one above the ports of an address. */
function limits(service: Service, { settings: { options } }: World): readonly Diagnostic[] {
  if (service.limits === null) return [];
  const wish = service.limits;
  const { value } = wish;
  const ejectsAll = (service.outlier?.value.maxEjectedPercent ?? 0) >= 100;
  const multiplexed = service.ports.every(({ protocol }) => protocol === "http2" || protocol === "grpc");
  const name = nameOf(service.id);
  return fields.flatMap((field): readonly Diagnostic[] => {
    const limit = value[field];
    const at = fieldOf(wish, field);
    if (limit === 1 && !(multiplexed && field === "maxConnections")) return [breakerDiagnostics["limit-trips-at-once"].report({ at, with: { service: name, field, ejectsAll } })];
    return limit !== null && limit > options.highestLimit ? [breakerDiagnostics["limit-never-trips"].report({ at, with: { service: name, field, limit } })] : [];
  });
}
