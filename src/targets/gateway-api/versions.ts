/** Releases of the Gateway API that the tables know, oldest first. */
export const gatewayApiVersions: readonly string[] = ["1.2", "1.3", "1.4", "1.5", "1.6"];

export const gatewayApiDefaultVersion = "1.6";

/** The release channels of the CRDs, the default first. */
export const gatewayApiProfiles = ["standard", "experimental"] as const;

/** Facts of the implementation that the API leaves open. */
export const gatewayApiSettings: Readonly<Record<string, string>> = {
  /** The class of Gateways that are written; empty: none is named, so no Gateway is written. */
  gatewayClassName: "",
  /** How patterns are read: `re2` over the whole value, or `unstated`. */
  regularExpressions: "unstated",
  /** Where patterns of paths rank: `last`, among prefixes by `length`, `first` behind exact paths, or `unstated`. */
  regexRank: "unstated",
};

/** True when the version is the given one or newer; both are `1.N`. */
export function atLeast(version: string, since: string): boolean {
  return minor(version) >= minor(since);
}

function minor(version: string): number {
  return Number(version.split(".")[1] ?? 0);
}
