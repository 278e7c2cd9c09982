/** Names by which callers may dial a service inside the cluster, with the word of the setting `names` for each. */
export function aliasesOf(namespace: string, name: string, clusterDomain: string): readonly (readonly [word: string, host: string])[] {
  return [
    ["fqdn", `${name}.${namespace}.svc.${clusterDomain}`],
    ["svc", `${name}.${namespace}.svc`],
    ["namespace", `${name}.${namespace}`],
    ["name", name],
  ];
}

/** Why a call under a name goes nowhere: proxies know services by the names of virtual services only. */
export function unknownName(host: string): string {
  return `no virtual service is named \`${host}\``;
}

/** Why a gateway has no route for a call whose host carries a port. */
export const hostWithPort = "the host is compared together with the port that it carries";
