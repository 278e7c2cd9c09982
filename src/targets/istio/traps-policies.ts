import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Placed, TrapWorld } from "../trap-world.ts";
import { trapDiagnostics as shared } from "../traps.diagnostics.ts";
import { at, isSet, listOf, numberOf, placeOf, textOf, titleOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { covers, destinationsOf, gatewaysOf, hostIn, hostOf, networking, routesByTarget, rulesByHost } from "./trap-world.ts";
import { istioTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** What DestinationRules say and do not do, alone or beside VirtualServices and each other. */
export function destinationTraps(world: TrapWorld): readonly Diagnostic[] {
  const rules = world.of(networking, "DestinationRule");
  return [...rules.flatMap((rule) => [...alone(rule), ...besideRoutes(rule, world)]), ...twice(world), ...hidden(rules)];
}

/** The policy of the host, and those of its subsets. */
function policiesOf({ spec }: Placed): readonly Written[] {
  return [spec, ...listOf(at(spec, "subsets"))].map((holder) => at(holder, "trafficPolicy"));
}

function alone(rule: Placed): readonly Diagnostic[] {
  return policiesOf(rule).flatMap((policy) => {
    const ports = listOf(at(policy, "portLevelSettings"));
    return [...[policy, ...ports].flatMap((each) => [...zones(each), ...withoutEjection(each), ...unverified(at(each, "tls"))]), ...budgetOfPorts(policy, ports)];
  });
}

/** Outlier detection switches the balancing by locality on (`istio/istio:pilot/pkg/networking/core/loadbalancer/loadbalancer.go`). */
function zones(policy: Written): readonly Diagnostic[] {
  const outlier = at(policy, "outlierDetection");
  const said = ["localityLbSetting", "zoneAwareLbSetting"].some((field) => isSet(at(policy, "loadBalancer", field)));
  return isSet(outlier) && !said ? [say["ejection-binds-to-zone"].report({ at: placeOf(outlier), with: {} })] : [];
}

/** Calls leave a place when its endpoints are ejected (`istio/istio:pkg/config/validation/validation.go`, a warning). */
function withoutEjection(policy: Written): readonly Diagnostic[] {
  const locality = at(policy, "loadBalancer", "localityLbSetting");
  const failover = ["failover", "failoverPriority"].map((field) => at(locality, field)).find(isSet);
  if (failover === undefined || isSet(at(policy, "outlierDetection"))) return [];
  return [shared["field-without-effect"].report({ at: placeOf(failover), with: { field: String(failover.path.at(-1)), does: "without `outlierDetection` no endpoint is ever taken for broken, and calls stay where they are" } })];
}

/** `istio/istio:pkg/config/analysis/analyzers/destinationrule/ca-certificates.go`. */
function unverified(tls: Written): readonly Diagnostic[] {
  const skip = at(tls, "insecureSkipVerify");
  if (skip.value === true) return [say["server-not-verified"].report({ at: placeOf(skip), with: { skips: true } })];
  const mode = at(tls, "mode");
  const roots = ["caCertificates", "credentialName"].some((field) => isSet(at(tls, field)));
  return ["SIMPLE", "MUTUAL"].includes(textOf(mode) ?? "") && !roots ? [say["server-not-verified"].report({ at: placeOf(mode), with: { skips: false } })] : [];
}

/** Ports with settings of their own inherit no budget, and cannot write one (`istio/istio:pilot/pkg/networking/util/util.go`). */
function budgetOfPorts(policy: Written, ports: readonly Written[]): readonly Diagnostic[] {
  const budget = at(policy, "retryBudget");
  if (ports.length === 0 || !isSet(budget)) return [];
  return [shared["field-without-effect"].report({ at: placeOf(budget), with: { field: "retryBudget", does: "ports with settings of their own do not inherit it" } })];
}

function besideRoutes(rule: Placed, world: TrapWorld): readonly Diagnostic[] {
  const host = hostOf(rule);
  const leading = routesByTarget(world).get(host) ?? [];
  return [...keys(rule, host, leading), ...budget(rule, leading), ...notExported(rule, host, leading)];
}

/** A hash of a port is found by the port of the destination (`istio/istio:pilot/pkg/networking/core/route/route.go`, hashPolicy). */
function keys({ spec }: Placed, host: string, leading: readonly Placed[]): readonly Diagnostic[] {
  const policy = at(spec, "trafficPolicy");
  const other = leading.find((each) => destinationsOf(each).some((to) => hostIn(textOf(at(to, "host")) ?? "", each.namespace) === host && !isSet(at(to, "port"))));
  if (other === undefined || isSet(at(policy, "loadBalancer", "consistentHash"))) return [];
  const hashes = listOf(at(policy, "portLevelSettings")).map((port) => at(port, "loadBalancer", "consistentHash")).filter(isSet);
  return hashes.map((hash) => say["key-of-port-not-used"].report({ at: placeOf(hash), with: { other: titleOf(other.manifest) } }));
}

/** A budget limits retries, and asks for none (`istio/api:networking/v1alpha3/destination_rule.proto`). */
function budget(rule: Placed, leading: readonly Placed[]): readonly Diagnostic[] {
  const own = policiesOf(rule).map((policy) => at(policy, "retryBudget")).filter(isSet);
  const asked = leading.some(({ spec }) => listOf(at(spec, "http")).some((entry) => (numberOf(at(entry, "retries", "attempts")) ?? 0) > 0));
  const other = leading[0];
  return asked || other === undefined ? [] : own.map((each) => say["budget-of-default-retries"].report({ at: placeOf(each), with: { other: titleOf(other.manifest) } }));
}

/** Proxies know a subset when its rule is exported to their namespace (`istio/istio:pilot/pkg/model/push_context.go`). */
function notExported({ spec, manifest, namespace }: Placed, host: string, leading: readonly Placed[]): readonly Diagnostic[] {
  const exported = listOf(at(spec, "exportTo")).map((node) => (textOf(node) === "." ? namespace : (textOf(node) ?? "")));
  if (exported.length === 0 || exported.includes("*")) return [];
  return leading.flatMap((each) => {
    const users = gatewaysOf(each).map((gateway) => (gateway === "mesh" ? each.namespace : (gateway.split("/")[0] ?? "")));
    const blind = users.find((user) => !exported.includes(user));
    const subsets = destinationsOf(each).filter((to) => hostIn(textOf(at(to, "host")) ?? "", each.namespace) === host).map((to) => at(to, "subset")).filter(isSet);
    return blind === undefined ? [] : subsets.map((subset) => say["subset-not-exported"].report({ at: placeOf(subset), with: { subset: textOf(subset) ?? "", other: titleOf(manifest), namespace: blind } }));
  });
}

/** `istio/istio:pilot/pkg/model/destination_rule.go`, mergeDestinationRule: subsets are added up by name, and the first policy stays. */
function twice(world: TrapWorld): readonly Diagnostic[] {
  return [...rulesByHost(world)].flatMap(([host, rules]) => {
    const first = new Map<string, Placed>();
    return rules.filter(({ spec }) => !isSet(at(spec, "workloadSelector"))).flatMap((rule) => {
      const other = first.get(rule.namespace);
      if (other === undefined) first.set(rule.namespace, rule);
      return other === undefined ? [] : repeated(rule, other).map(({ node, thing }) => say["rules-of-one-host"].report({ at: placeOf(node), with: { thing, host, other: titleOf(other.manifest) } }));
    });
  });
}

function repeated({ spec }: Placed, other: Placed): readonly { readonly node: Written; readonly thing: string }[] {
  const known = new Set(listOf(at(other.spec, "subsets")).map((subset) => textOf(at(subset, "name"))));
  const subsets = listOf(at(spec, "subsets")).map((subset) => at(subset, "name")).filter((name) => known.has(textOf(name)));
  const policy = at(spec, "trafficPolicy");
  const both = isSet(policy) && isSet(at(other.spec, "trafficPolicy")) ? [{ node: policy, thing: "the policy" }] : [];
  return [...both, ...subsets.map((node) => ({ node, thing: `subset \`${textOf(node) ?? ""}\`` }))];
}

/** Rules of the client's namespace come before those of the service (`istio/istio:pilot/pkg/model/push_context.go`, destinationRule). */
function hidden(rules: readonly Placed[]): readonly Diagnostic[] {
  return rules.flatMap(({ spec, namespace }) => {
    const node = at(spec, "host");
    const host = textOf(node) ?? "";
    if (!host.startsWith("*") || namespace === "istio-system") return [];
    const other = rules.find((each) => each.namespace !== namespace && !hostOf(each).startsWith("*") && covers(host, hostOf(each)));
    return other === undefined ? [] : [say["wildcard-hides-rule"].report({ at: placeOf(node), with: { host, other: titleOf(other.manifest) } })];
  });
}
