import type { DestinationRule, Subset, TrafficPolicy } from "./config.ts";
import type { Mesh, Proxy } from "./mesh.ts";
import { reaches } from "./mesh.ts";
import { bestHost, byAge } from "./names.ts";
import type { Host } from "./registry.ts";

/** Rules for one host, merged. */
export interface MergedRule {
  readonly policy: TrafficPolicy | null;
  readonly subsets: readonly Subset[];
  readonly rules: readonly DestinationRule[];
}

/**
 * The rule that a proxy applies to a host: of its own namespace, else of the service's, else of the root namespace;
 * the namespace is decided before the host's specificity (istio/istio:pilot/pkg/model/push_context.go, `destinationRule`).
 */
export function ruleFor(mesh: Mesh, proxy: Proxy, host: Host): MergedRule | null {
  const covering = mesh.index.rules(host.host);
  const selected = covering.filter((rule) => rule.workloadLabels !== null && proxy.inNamespace(rule.meta.namespace) && proxy.hasLabels(rule.workloadLabels));
  if (selected.length > 0) return mergedBest(selected, host);
  const open = covering.filter(({ workloadLabels }) => workloadLabels === null);
  for (const tier of tiers(mesh, proxy, host, open)) if (tier.length > 0) return mergedBest(tier, host);
  return null;
}

function* tiers(mesh: Mesh, proxy: Proxy, host: Host, rules: readonly DestinationRule[]): Generator<readonly DestinationRule[]> {
  const namespaces = [...new Set(rules.map(({ meta }) => meta.namespace))].filter((namespace) => namespace !== host.namespace);
  for (const namespace of namespaces) {
    if (!proxy.inNamespace(namespace)) continue;
    const own = rules.filter(({ meta, exportTo }) => meta.namespace === namespace && (exportTo.includes("*") || exportTo.includes(namespace)));
    yield namespace === mesh.rootNamespace ? own.filter(({ exportTo }) => !exportTo.includes("*")) : own;
  }
  yield rules.filter(({ meta, exportTo }) => meta.namespace === host.namespace && reaches(exportTo, proxy));
  yield rules.filter(({ meta, exportTo }) => meta.namespace === mesh.rootNamespace && reaches(exportTo, proxy));
}

function mergedBest(rules: readonly DestinationRule[], host: Host): MergedRule | null {
  const best = bestHost(rules.map((rule) => rule.host), host.host);
  const same = rules.filter((rule) => rule.host === best).sort(byAge);
  return merge(lastGroup(same));
}

/** Rules exported to different namespaces are not merged; the last group stands (istio/istio:pilot/pkg/model/destination_rule.go). */
function lastGroup(rules: readonly DestinationRule[]): readonly DestinationRule[] {
  const groups = new Map<string, DestinationRule[]>();
  for (const rule of rules) {
    const key = [...rule.exportTo].sort().join(" ");
    groups.set(key, [...(groups.get(key) ?? []), rule]);
  }
  return [...groups.values()].at(-1) ?? [];
}

/** Subsets by name, the first definition wins; the policy of the first rule that has one, whole. */
function merge(rules: readonly DestinationRule[]): MergedRule | null {
  if (rules.length === 0) return null;
  const subsets = rules.flatMap((rule) => rule.subsets);
  return {
    policy: rules.find(({ policy }) => policy !== null)?.policy ?? null,
    subsets: subsets.filter((subset, index) => subsets.findIndex(({ name }) => name === subset.name) === index),
    rules,
  };
}

/**
 * The policy of a port and subset: a port's entry replaces the whole policy above it, a subset's blocks replace blocks,
 * and a port's entry of a subset replaces four of them (istio/istio:pilot/pkg/networking/util/util.go).
 */
export function effectivePolicy(rule: MergedRule | null, subset: Subset | null, port: number): TrafficPolicy {
  const top = rule?.policy === null || rule === null ? noPolicy : (rule.policy.ports.get(port) ?? rule.policy);
  const own = subset?.policy ?? null;
  if (own === null) return top;
  const entry = own.ports.get(port);
  const source = entry ?? own;
  const whole = entry !== undefined;
  return {
    connectionPool: whole ? source.connectionPool : (source.connectionPool ?? top.connectionPool),
    outlier: whole ? source.outlier : (source.outlier ?? top.outlier),
    loadBalancer: whole ? source.loadBalancer : (source.loadBalancer ?? top.loadBalancer),
    tls: whole ? source.tls : (source.tls ?? top.tls),
    retryBudget: own.retryBudget ?? top.retryBudget,
    ports: top.ports,
  };
}

/**
 * The key of a hash belongs to the route, which finds that of a port only where its destination names the port
 * (istio/istio:pilot/pkg/networking/core/route/route.go, `getHashPolicy`); the key above it stands in.
 */
export function withoutKeysOfPorts(policy: TrafficPolicy, rule: MergedRule | null, subset: Subset | null): TrafficPolicy {
  if (policy.loadBalancer === null) return policy;
  const affinity = subset?.policy?.loadBalancer?.affinity ?? rule?.policy?.loadBalancer?.affinity ?? null;
  return { ...policy, loadBalancer: { ...policy.loadBalancer, affinity } };
}

/** The policy of a host that no rule speaks of. */
export const noPolicy: TrafficPolicy = { connectionPool: null, loadBalancer: null, outlier: null, tls: null, retryBudget: null, ports: new Map() };
