/**
 * Versions of Linkerd that the tables know, oldest first: the numbers of vendors' stable releases, each cut from an edge
 * release (`linkerd/website:linkerd.io/content/releases/_index.md`): 2.16 is 24.8.2, 2.17 is 24.11.8, 2.18 is 25.4.4,
 * 2.19 is 25.10.7, 2.20 is 26.6.3.
 */
export const linkerdVersions: readonly string[] = ["2.16", "2.17", "2.18", "2.19", "2.20"];

/** The newest release with a number of its own. */
export const linkerdDefaultVersion = "2.20";

/** Linkerd runs in one way only: a proxy beside every pod. */
export const linkerdProfiles: readonly string[] = ["sidecar"];

/** Facts of the installation with Linkerd's own defaults (`linkerd/linkerd2:charts/linkerd-control-plane/values.yaml`). */
export const linkerdSettings: Readonly<Record<string, string>> = {
  /** Who may call ports that no Server selects (`proxy.defaultInboundPolicy`). */
  defaultInboundPolicy: "all-unauthenticated",
  /** Namespace of the control plane: it is part of every identity. */
  controlPlaneNamespace: "linkerd",
  /** Namespace whose EgressNetworks hold for callers of every namespace (`egress.globalEgressNetworkNamespace`). */
  egressNamespace: "linkerd-egress",
  /**
   * What becomes of a retry budget: `limit` leaves it out, so that each call is repeated as its route says; `profile` keeps
   * it by a ServiceProfile, which has conditions on path and method only, one split for all routes and no breaker.
   */
  retryBudget: "limit",
  /**
   * How proxies rank routes: `length` (every release of the table, up to proxy 2.366) looks at the length of paths first,
   * `specification` follows the Gateway API (linkerd2-proxy pull request 4604).
   */
  routeRanking: "length",
};

/** True when the version is the given one or newer; both are `2.N`. */
export function atLeast(version: string, since: string): boolean {
  return minor(version) >= minor(since);
}

function minor(version: string): number {
  return Number(version.split(".")[1] ?? 0);
}
