import { percentFraction } from "../../../support/fraction.ts";
import type { ConnectionPool, DestinationRule, Meta, OutlierSettings, RetryBudgetSettings, Subset, TlsSettings, TrafficPolicy } from "./config.ts";
import { resolveHost } from "./names.ts";
import { at, duration, flag, isSet, items, labels, number, refuse, text, whole, word } from "./node.ts";
import type { Node } from "./node.ts";
import { readExportTo, readHost } from "./read-common.ts";
import type { Reading } from "./read-common.ts";
import { readLoadBalancer } from "./read-load-balancer.ts";
import { isDnsLabel } from "./read-destination.ts";

/** Reads a DestinationRule (istio/istio:pkg/config/validation/validation.go). */
export function readDestinationRule(spec: Node, meta: Meta, reading: Reading): DestinationRule {
  const host = at(spec, "host");
  const workloadLabels = labels(at(spec, "workloadSelector", "matchLabels"));
  const exportTo = readExportTo(at(spec, "exportTo"), reading.namespace);
  const foreign = isSet(at(spec, "exportTo")) && items(at(spec, "exportTo")).length > 0 && (exportTo.length > 1 || exportTo[0] !== reading.namespace);
  if (workloadLabels !== null && foreign) refuse(at(spec, "exportTo"), "istio-invalid-export", "must be the own namespace beside a workloadSelector");
  return {
    meta,
    host: resolveHost(readHost(host), reading.namespace, reading.domain),
    exportTo: workloadLabels === null ? exportTo : [reading.namespace],
    workloadLabels,
    policy: readPolicy(at(spec, "trafficPolicy"), "top"),
    subsets: readSubsets(at(spec, "subsets")),
  };
}

function readSubsets(node: Node): readonly Subset[] {
  const nodes = items(node);
  const names = nodes.map((subset) => text(at(subset, "name")) ?? "");
  return nodes.map((subset, index) => {
    const name = names[index] ?? "";
    if (!isDnsLabel(name)) refuse(at(subset, "name"), "istio-invalid-subset", name === "" ? "is missing" : `\`${name}\` is no DNS label`);
    if (names.indexOf(name) < index) refuse(at(subset, "name"), "istio-invalid-subset", `\`${name}\` is defined twice`);
    return { name, labels: labels(at(subset, "labels")) ?? {}, policy: readPolicy(at(subset, "trafficPolicy"), "top") };
  });
}

const topFields = ["connectionPool", "loadBalancer", "outlierDetection", "tls", "portLevelSettings", "tunnel", "proxyProtocol", "retryBudget"];
const portFields = ["connectionPool", "loadBalancer", "outlierDetection", "tls"];

function readPolicy(node: Node, level: "top" | "port"): TrafficPolicy | null {
  if (!isSet(node)) return null;
  const fields = level === "top" ? topFields : portFields;
  if (!fields.some((field) => isSet(at(node, field)))) refuse(node, "istio-invalid-traffic-policy", "sets nothing");
  return {
    connectionPool: readPool(at(node, "connectionPool")),
    loadBalancer: readLoadBalancer(at(node, "loadBalancer")),
    outlier: readOutlier(at(node, "outlierDetection")),
    tls: readTls(at(node, "tls")),
    retryBudget: level === "top" ? readBudget(at(node, "retryBudget")) : null,
    ports: level === "top" ? readPorts(at(node, "portLevelSettings")) : new Map(),
  };
}

function readPorts(node: Node): ReadonlyMap<number, TrafficPolicy> {
  const ports = new Map<number, TrafficPolicy>();
  for (const item of items(node)) {
    const port = whole(at(item, "port", "number"), 1, 65_535);
    const policy = readPolicy(item, "port");
    if (port === null) refuse(item, "istio-invalid-traffic-policy", "has no port number");
    else if (policy !== null && !ports.has(port)) ports.set(port, policy);
  }
  return ports;
}

/** 0 is "unset" for every limit, never "none" (istio/istio:pilot/pkg/networking/core/cluster_traffic_policy.go). */
function limit(node: Node): number | null {
  const value = whole(node, -2_147_483_648, 2_147_483_647);
  if (value !== null && value < 0) refuse(node, "istio-invalid-traffic-policy", "is below 0");
  return value === null || value <= 0 ? null : value;
}

function readPool(node: Node): ConnectionPool | null {
  if (!isSet(node)) return null;
  const [tcp, http] = [at(node, "tcp"), at(node, "http")];
  if (!isSet(tcp) && !isSet(http)) refuse(node, "istio-invalid-traffic-policy", "has neither tcp nor http");
  const upgrade = text(at(http, "h2UpgradePolicy")) === "UPGRADE";
  if (upgrade && flag(at(http, "useClientProtocol"))) refuse(at(http, "useClientProtocol"), "istio-invalid-traffic-policy", "cannot stand beside UPGRADE");
  return {
    maxConnections: limit(at(tcp, "maxConnections")),
    maxPendingRequests: limit(at(http, "http1MaxPendingRequests")),
    maxRequests: limit(at(http, "http2MaxRequests")),
  };
}

/** Unset `consecutive5xxErrors` is 5, an explicit 0 is off; an unset `maxEjectionPercent` is 10 (same source). */
function readOutlier(node: Node): OutlierSettings | null {
  if (!isSet(node)) return null;
  const errors = whole(at(node, "consecutive5xxErrors"), 0, 4_294_967_295) ?? 5;
  const gateway = whole(at(node, "consecutiveGatewayErrors"), 0, 4_294_967_295) ?? 0;
  const split = flag(at(node, "splitExternalLocalOriginErrors"));
  const local = whole(at(node, "consecutiveLocalOriginFailures"), 0, 4_294_967_295) ?? 0;
  if (local > 0 && !split) refuse(at(node, "consecutiveLocalOriginFailures"), "istio-invalid-traffic-policy", "needs splitExternalLocalOriginErrors");
  const percent = whole(at(node, "maxEjectionPercent"), 0, 100) ?? 0;
  const health = whole(at(node, "minHealthPercent"), 0, 100) ?? 0;
  const codes = items(at(node, "outlierDetectionHttpErrorCodes")).length;
  const beyond = [gateway > 0 ? "consecutiveGatewayErrors" : "", split ? "splitExternalLocalOriginErrors" : "", health > 0 ? "minHealthPercent" : "", codes > 0 ? "outlierDetectionHttpErrorCodes" : ""];
  const value = {
    consecutiveErrors: errors,
    intervalMs: duration(at(node, "interval")) ?? 10_000,
    baseEjectionMs: duration(at(node, "baseEjectionTime")) ?? 30_000,
    maxEjectedPercent: percent === 0 ? 10 : percent,
  };
  return { value: errors === 0 ? "off" : value, beyond: beyond.filter((name) => name !== "").join(", ") || null };
}

function readTls(node: Node): TlsSettings | null {
  if (!isSet(node)) return null;
  const mode = word(at(node, "mode"), ["DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"]) ?? "DISABLE";
  const files = ["clientCertificate", "privateKey", "caCertificates"].filter((field) => isSet(at(node, field)));
  const credential = isSet(at(node, "credentialName"));
  if (credential && files.length > 0) refuse(at(node, "credentialName"), "istio-invalid-traffic-policy", `cannot stand beside ${files.join(", ")}`);
  if (mode === "ISTIO_MUTUAL" && (credential || files.length > 0)) refuse(node, "istio-invalid-traffic-policy", "names certificates beside ISTIO_MUTUAL");
  const pair = isSet(at(node, "clientCertificate")) && isSet(at(node, "privateKey"));
  if (mode === "MUTUAL" && !credential && !pair) refuse(node, "istio-invalid-traffic-policy", "needs a client certificate and its key");
  return { mode };
}

function readBudget(node: Node): RetryBudgetSettings | null {
  if (!isSet(node)) return null;
  const percent = number(at(node, "percent"), 0, 100);
  const minimum = whole(at(node, "minRetryConcurrency"), 0, 4_294_967_295) ?? 0;
  const interval = duration(at(node, "budgetInterval"), "zero") ?? 0;
  return { percent: percent === null ? null : percentFraction(percent), minConcurrency: minimum === 0 ? null : minimum, intervalMs: interval === 0 ? null : interval };
}
