import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { at, isSet, keyPlaceOf, nameNodeOf, placeOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { nearOf } from "./traps-names.ts";

const domains: Readonly<Record<string, readonly string[]>> = {
  "sidecar.istio.io/": ["agentLogLevel", "bootstrapOverride", "componentLogLevel", "controlPlaneAuthPolicy", "discoveryAddress", "enableCoreDump", "extraStatTags", "inject", "interceptionMode", "logLevel", "nativeSidecar", "proxyCPU", "proxyCPULimit", "proxyImage", "proxyImageType", "proxyMemory", "proxyMemoryLimit", "rewriteAppHTTPProbers", "statsCompression", "statsHistogramBuckets", "statsInclusionPrefixes", "statsInclusionRegexps", "statsInclusionSuffixes", "userVolume", "userVolumeMount"],
  "traffic.sidecar.istio.io/": ["excludeInboundPorts", "excludeInterfaces", "excludeOutboundIPRanges", "excludeOutboundPorts", "includeInboundPorts", "includeOutboundIPRanges", "includeOutboundPorts", "kubevirtInterfaces"],
  "proxy.istio.io/": ["config", "overrides"],
  "readiness.status.sidecar.istio.io/": ["applicationPorts", "failureThreshold", "initialDelaySeconds", "periodSeconds"],
  "status.sidecar.istio.io/": ["port"],
  "inject.istio.io/": ["templates"],
  "prometheus.istio.io/": ["merge-metrics"],
};
const known = Object.entries(domains).flatMap(([domain, names]) => names.map((name) => `${domain}${name}`));
const workloads = ["Deployment", "StatefulSet", "DaemonSet"];

/** Annotations for the injection, on objects that it does not look at, unknown, or without a sense (`istio/api:annotation/annotations.yaml`). */
export function annotationTraps(world: TrapWorld): readonly Diagnostic[] {
  return workloads.flatMap((kind) => world.of("apps", kind)).flatMap((workload) => {
    const pods = at(workload.spec, "template", "metadata", "annotations");
    return [...misplaced(workload, pods), ...keysOf(pods).flatMap((key) => [...unknown(pods, key), ...senseless(pods, key)])];
  });
}

function keysOf({ value }: Written): readonly string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}

function effect(place: Diagnostic["origin"], field: string, does: string): Diagnostic {
  return shared["field-without-effect"].report({ at: place, with: { field, does } });
}

function misplaced({ manifest }: Placed, pods: Written): readonly Diagnostic[] {
  const own: Written = { ...nameNodeOf(manifest), path: ["metadata", "annotations"], value: manifest.object.metadata.annotations };
  const lost = keysOf(own).filter((key) => known.includes(key) && !isSet(at(pods, key)));
  return lost.map((key) => effect(keyPlaceOf(at(own, key)), key, `it is for pods: on a ${manifest.object.kind} nobody reads it, in \`spec.template.metadata\` the injection does`));
}

function unknown(pods: Written, key: string): readonly Diagnostic[] {
  const domain = Object.keys(domains).find((each) => key.startsWith(each));
  const near = domain === undefined ? null : nearOf(key.slice(domain.length), domains[domain] ?? []);
  return near === null ? [] : [effect(keyPlaceOf(at(pods, key)), key, `nobody reads an annotation of this name; did you mean \`${domain ?? ""}${near}\`?`)];
}

function senseless(pods: Written, key: string): readonly Diagnostic[] {
  const text = textOf(at(pods, key));
  if (text === null || !/^traffic\.sidecar\.istio\.io\/\w*Ports$/.test(key)) return [];
  const fits = text === "" || text === "*" || text.split(",").every((port) => /^\d{1,5}$/.test(port.trim()));
  return fits ? [] : [effect(placeOf(at(pods, key)), key, "it is a list of numbers of ports, or `*`, and the injection refuses the pods")];
}
