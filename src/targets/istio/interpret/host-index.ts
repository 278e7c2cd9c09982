import type { AuthorizationPolicy, Config, DestinationRule, VirtualService } from "./config.ts";
import { bestHost, specificity } from "./names.ts";

/** A VirtualService that covers a host, with how specific the covering host is. */
export interface Covering {
  readonly service: VirtualService;
  readonly rank: number;
}

/** What speaks of a host or namespace, found once and remembered: one reader answers many questions. */
export interface HostIndex {
  readonly services: (host: string) => readonly Covering[];
  readonly rules: (host: string) => readonly DestinationRule[];
  /** Of one namespace. */
  readonly policies: (namespace: string) => readonly AuthorizationPolicy[];
}

/** An index over admitted resources; nothing is looked up before it is asked for. */
export function newHostIndex(config: Config, virtualServices: readonly VirtualService[]): HostIndex {
  return {
    services: remembered((host) =>
      virtualServices.flatMap((service) => {
        const best = bestHost(service.hosts, host);
        return best === null ? [] : [{ service, rank: specificity(best) }];
      }),
    ),
    rules: remembered((host) => config.destinationRules.filter((rule) => bestHost([rule.host], host) !== null)),
    policies: remembered((namespace) => config.authorizationPolicies.filter(({ meta }) => meta.namespace === namespace)),
  };
}

/** Most keys that are remembered: questions come from strangers. */
const mostKeys = 10_000;

function remembered<T>(find: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.has(key) ? (known.get(key) as T) : find(key);
    if (known.size < mostKeys) known.set(key, found);
    return found;
  };
}
