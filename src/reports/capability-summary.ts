import { features, type Feature } from "../model/capability.ts";
import type { CapabilityTable, Verdict } from "../model/index.ts";
import type { Target } from "../targets/target.ts";

/** Rows of the summary: what people ask for, and the features that it takes; each feature stands in one. */
const areas: readonly (readonly [string, (feature: Feature) => boolean])[] = [
  ["matching paths, methods, headers, queries", (feature) => /^(?:path|methods|header|query)\b/.test(feature) || feature === "grpc"],
  ["matching hosts, callers, claims", (feature) => ["authority", "callers", "claims"].includes(feature)],
  ["order of routes, and what no route takes", (feature) => ["destination", "order", "noMatch", "noRoutes"].includes(feature)],
  ["splits and versions", (feature) => /^(?:split|versions)\b/.test(feature)],
  ["mirrors", (feature) => feature === "mirror"],
  ["rewrites, redirects, headers, CORS", (feature) => /^(?:rewrite|redirect|respond|headers|cors)\b/.test(feature)],
  ["deadlines and idle timeouts", (feature) => ["deadline", "idleTimeout"].includes(feature)],
  ["retries", (feature) => feature.startsWith("retry.")],
  ["retry budgets", (feature) => feature === "retryBudget"],
  ["limits and ejection", (feature) => feature.startsWith("circuitBreaker.")],
  ["balancing, affinity, failover", (feature) => /^(?:loadBalancing|affinity|slowStart|locality|failover)\b/.test(feature)],
  ["rate limits", (feature) => feature === "rateLimit"],
  ["faults", (feature) => feature.startsWith("fault.")],
  ["who may call", (feature) => feature.startsWith("access.") && feature !== "access.claim"],
  ["tokens", (feature) => ["authentication", "access.claim"].includes(feature)],
  ["mutual TLS", (feature) => /^mtls\b/.test(feature)],
  ["gateways, services outside", (feature) => ["expose", "external", "egress.default"].includes(feature)],
  ["splits of TCP and TLS", (feature) => ["tcp.split", "tls.split"].includes(feature)],
  ["access logs and traces", (feature) => feature.startsWith("telemetry.")],
];

/** The features of each row; every feature stands in exactly one. */
export function summaryRows(): readonly { readonly area: string; readonly of: readonly Feature[] }[] {
  return areas.map(([area, holds]) => ({ area, of: features.filter(holds) }));
}

/**
 * All targets side by side, by area, for the version that is compiled for when nobody names one and the profile that can say most: `=`
 * everything exactly, else how much exactly and how much only approximately, `–` nothing.
 */
export function capabilitySummary(targets: readonly Target[]): string {
  const columns = targets.map((target) => bestTable(target));
  const head = `| | ${columns.map(({ title }) => title).join(" | ")} |\n| --- |${columns.map(() => " --- |").join("")}\n`;
  const rows = summaryRows().map(({ area, of }) => `| ${area} | ${columns.map(({ table }) => cell(of.map((feature) => table[feature]))).join(" | ")} |\n`);
  return `${head}${rows.join("")}`;
}

interface Column {
  readonly title: string;
  readonly table: CapabilityTable;
}

function bestTable(target: Target): Column {
  const tables = target.profiles.map((name) => ({ name, table: target.capabilities({ target: target.name, version: target.defaultVersion, name, settings: target.settings }) }));
  const sayable = (table: CapabilityTable): number => features.filter((feature) => table[feature].kind !== "unsupported").length;
  const best = tables.reduce((most, each) => (sayable(each.table) > sayable(most.table) ? each : most));
  return { title: `${target.name} ${target.defaultVersion}, ${best.name}`, table: best.table };
}

function cell(verdicts: readonly Verdict[]): string {
  const exact = verdicts.filter(({ kind }) => kind === "exact").length;
  const nearly = verdicts.filter(({ kind }) => kind === "approximate" || kind === "default-dependent").length;
  if (exact === verdicts.length) return "=";
  if (exact + nearly === 0) return "–";
  const parts = [...(exact > 0 ? [`${exact} =`] : []), ...(nearly > 0 ? [`${nearly} ~`] : [])];
  return verdicts.length === 1 ? (parts[0]?.slice(-1) ?? "") : `${parts.join(" ")} of ${verdicts.length}`;
}
