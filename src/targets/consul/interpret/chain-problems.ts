import type { DocumentPath } from "../../../source/origin.ts";
import { chainOf, protocolOf } from "./chain.ts";
import { sameKey } from "./config.ts";
import type { Config, Intentions, Meta, Resolver, Router, Splitter } from "./config.ts";

/** Why an object is refused beside the others. */
export interface ChainProblem {
  readonly meta: Meta;
  readonly path: DocumentPath;
  readonly problem: string;
}

/** What is left of the objects when those that the rest does not carry are refused, in the order in which they are written. */
export function chainProblems(config: Config): { readonly config: Config; readonly problems: readonly ChainProblem[] } {
  const problems: ChainProblem[] = [];
  const switched = (each: Protected): boolean => tlsFits(config, each, problems);
  const defaults = config.defaults.filter(switched);
  const proxyDefaults = config.proxyDefaults !== null && switched(config.proxyDefaults) ? config.proxyDefaults : null;
  const resolvers = config.resolvers.filter((each) => resolverFits(config, each, problems));
  let admitted: Config = { ...config, defaults, proxyDefaults, resolvers, routers: [], splitters: [] };
  circles(admitted, problems);
  for (const splitter of config.splitters) {
    const next = { ...admitted, splitters: [...admitted.splitters, splitter] };
    if (fits(next, splitter, "splits", problems)) admitted = next;
  }
  for (const router of config.routers) {
    const next = { ...admitted, routers: [...admitted.routers, router] };
    if (fits(next, router, "routes", problems)) admitted = next;
  }
  const intentions = config.intentions.filter((each) => intentionFits(admitted, each, problems));
  return { config: { ...admitted, intentions }, problems };
}

type Protected = Pick<Config["defaults"][number], "meta" | "mutualTls">;

/** Permissive mutual TLS needs the switch of the mesh (hashicorp/consul:agent/consul/state/config_entry.go, checkMutualTLSMode). */
function tlsFits({ mesh }: Config, { meta, mutualTls }: Protected, problems: ChainProblem[]): boolean {
  const fine = mutualTls !== "permissive" || mesh?.permissive === true;
  if (!fine) problems.push({ meta, path: ["spec", "mutualTLSMode"], problem: "is refused while the Mesh does not say allowEnablingPermissiveMutualTLS" });
  return fine;
}

/** An outer name stands for the whole service (hashicorp/consul:agent/consul/discoverychain/compile.go). */
function resolverFits({ defaults }: Config, { meta, key, subsets }: Resolver, problems: ChainProblem[]): boolean {
  const fine = subsets.size === 0 || !defaults.some((each) => each.externalName && sameKey(each.key, key));
  if (!fine) problems.push({ meta, path: ["spec", "subsets"], problem: "cannot be defined for a service with externalSNI" });
  return fine;
}

/** The write that closes a circle of redirects is refused; which one it was, manifests do not say, and the chain has no listener in the meantime. */
function circles(config: Config, problems: ChainProblem[]): void {
  const closing = config.resolvers.find(({ key, redirect }) => redirect !== null && isCircle(chainOf(config, key)));
  if (closing !== undefined) problems.push({ meta: closing.meta, path: ["spec", "redirect"], problem: "leads back to the service itself in a circle" });
}

function isCircle(chain: ReturnType<typeof chainOf>): boolean {
  return "problem" in chain && chain.problem.startsWith("detected circular");
}

function fits(config: Config, { meta, key }: Router | Splitter, field: string, problems: ChainProblem[]): boolean {
  const chain = chainOf(config, key);
  if (!("problem" in chain)) return true;
  problems.push({ meta, path: ["spec", field], problem: chain.problem });
  return false;
}

/** Permissions need a protocol that has requests, tokens a provider (hashicorp/consul:agent/consul/state/config_entry.go). */
function intentionFits(config: Config, { meta, destination, sources, tokens }: Intentions, problems: ChainProblem[]): boolean {
  const listed = sources.find(({ permissions }) => permissions.length > 0);
  const needs = [tokens, ...sources.flatMap(({ permissions }) => permissions.map((permission) => permission.tokens))];
  const unknown = needs.flatMap((need) => need?.providers ?? []).find(({ name }) => !config.providers.some((provider) => provider.meta.name === name));
  const tcp = listed !== undefined && protocolOf(config, destination) === "tcp";
  if (tcp) problems.push({ meta, path: [...listed.path, "permissions"], problem: "are for a service that speaks tcp: incompatible with L7 intentions permissions" });
  if (unknown !== undefined) problems.push({ meta, path: unknown.path, problem: `names a JWT provider that does not exist: \`${unknown.name}\`` });
  return !tcp && unknown === undefined;
}
