/** Versions of Istio that the tables know, oldest first. */
export const istioVersions: readonly string[] = ["1.26", "1.27", "1.28", "1.29", "1.30", "1.31"];

/** The newest release that is not a candidate; 1.31 had only a candidate when the tables were written. */
export const istioDefaultVersion = "1.30";

/** How Istio is deployed, the default first: sidecars, ztunnel alone, ztunnel with waypoints. */
export const istioProfiles: readonly string[] = ["sidecar", "ambient", "waypoint"];

/** Facts of the installation with Istio's own defaults. */
export const istioSettings: Readonly<Record<string, string>> = {
  /** Namespace whose policies bind the whole mesh (`istio/api:mesh/v1alpha1/config.proto`, rootNamespace). */
  rootNamespace: "istio-system",
  /** Extension provider that writes access logs; `envoy` is built in. */
  accessLogProvider: "envoy",
};

/** True when the version is the given one or newer; both are `1.N`. */
export function atLeast(version: string, since: string): boolean {
  return minor(version) >= minor(since);
}

function minor(version: string): number {
  return Number(version.split(".")[1] ?? 0);
}
