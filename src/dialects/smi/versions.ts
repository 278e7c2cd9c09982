/** Oldest first; the last one is what a resource is upgraded to while it is read. */
export type Version = "v1alpha1" | "v1alpha2" | "v1alpha3" | "v1alpha4";

/** Kinds that are read; TrafficMetrics is skipped before. */
export type SmiKind = "TrafficSplit" | "HTTPRouteGroup" | "TCPRoute" | "UDPRoute" | "TrafficTarget" | "IdentityBinding";

const one = ["v1alpha1"] as const;
const all = ["v1alpha1", "v1alpha2", "v1alpha3", "v1alpha4"] as const;
const last = ["v1alpha4"] as const;

/** Kinds and published versions by group (servicemeshinterface/smi-spec:SPEC_LATEST_STABLE.md and apis/). */
export const groups: Readonly<Record<string, Readonly<Record<string, readonly Version[]>>>> = {
  "split.smi-spec.io": { TrafficSplit: all },
  "specs.smi-spec.io": { HTTPRouteGroup: all, TCPRoute: all, UDPRoute: last },
  "access.smi-spec.io": { TrafficTarget: all, IdentityBinding: last },
  "metrics.smi-spec.io": { TrafficMetrics: one, TrafficMetricsList: one },
};

/** Newest released version of a kind; `access` v1alpha4 was never released. */
export function newestOf(kind: SmiKind): Version {
  return kind === "TrafficTarget" ? "v1alpha3" : "v1alpha4";
}

/** `access.smi-spec.io/v1alpha2` as group and version; no version for a text without slash. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? { group: apiVersion, version: "" } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** True when the fields of the kind stand at the top of the document instead of under `spec`. */
export function isFlat(kind: SmiKind, version: Version): boolean {
  if (kind === "TrafficTarget") return version === "v1alpha1";
  return (kind === "HTTPRouteGroup" || kind === "TCPRoute") && (version === "v1alpha1" || version === "v1alpha2");
}
