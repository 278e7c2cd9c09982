import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Inventory, Workload } from "../../../model/index.ts";
import type { World } from "../../target.ts";
import { findingAt } from "./admit.ts";
import type { Config, GatewayRoute, Labels, Meta, Ref, Selector, VirtualGateway, VirtualNode, VirtualRouter, VirtualService } from "./config.ts";

/** The mesh as its proxies see it. */
export interface Mesh {
  readonly world: World;
  readonly config: Config;
  /** Whether proxies let pass what they do not know. */
  readonly passesUnknown: boolean;
  readonly services: ReadonlyMap<string, VirtualService>;
  /** Known accounts of the pods of each node. */
  readonly accounts: ReadonlyMap<VirtualNode, readonly Account[]>;
}

/** Puts the objects together and says what keeps some from taking effect. */
export function link(config: Config, world: World): { readonly mesh: Mesh; readonly diagnostics: readonly Diagnostic[] } {
  const all: readonly { readonly meta: Meta }[] = [...config.nodes, ...config.routers, ...config.services];
  const outside = new Map(all.flatMap(({ meta }) => membership(meta, config, world.inventory).map((problem) => [meta, problem] as const)));
  const member = <T extends { readonly meta: Meta }>(list: readonly T[]): readonly T[] => list.filter(({ meta }) => !outside.has(meta));
  const settled: Config = { ...config, nodes: member(config.nodes), routers: member(config.routers), services: member(config.services) };
  const expanded = { ...settled, nodes: settled.nodes.map((node) => withGroups(node, settled, world)) };
  const { kept, diagnostics } = withoutDangling(expanded);
  const accounts = new Map(kept.nodes.map((node) => [node, accountsOf(node, world.inventory)]));
  const services = new Map([...kept.services].reverse().map((service) => [service.meta.awsName.toLowerCase(), service]));
  const found = [
    ...[...outside].map(([meta, problem]) => findingAt(meta, "appmesh-unclear-membership", ["metadata", "namespace"], problem)),
    ...diagnostics,
    ...namesTwice(kept),
    ...podsTwice(kept, world.inventory),
    ...routesAstray(kept, world.inventory),
  ];
  return { mesh: { world, config: kept, passesUnknown: config.meshes[0]?.passesUnknown === true, services, accounts }, diagnostics: found };
}

/** An object belongs to the one Mesh whose selector its namespace meets (`aws/aws-app-mesh-controller-for-k8s:pkg/mesh/membership_designator.go`). */
function membership({ namespace }: Meta, { meshes }: Config, { namespaces }: Inventory): readonly string[] {
  const known = namespaces.find(({ name }) => name === namespace)?.labels;
  const labels = { ...known, "kubernetes.io/metadata.name": namespace };
  const fitting = meshes.filter((mesh) => mesh.namespaces !== null && (selects(mesh.namespaces, labels) || (known === undefined && asksOther(mesh.namespaces))));
  if (fitting.length === 1) return [];
  return [fitting.length === 0 ? `is \`${namespace}\`, which no Mesh selects` : `is \`${namespace}\`, which several Meshes select`];
}

/** A namespace whose labels nobody knows may carry what is asked for. */
function asksOther({ labels, expressions }: Selector): boolean {
  return Object.keys(labels).length > 0 || expressions.some(({ key }) => key !== "kubernetes.io/metadata.name");
}

/** Whether labels meet a selector; an empty one meets all. */
export function selects({ labels, expressions }: Selector, given: Labels): boolean {
  return Object.entries(labels).every(([key, value]) => given[key] === value) && expressions.every((expression) => holds(expression, given));
}

function holds({ key, operator, values }: Selector["expressions"][number], given: Labels): boolean {
  const value = Object.hasOwn(given, key) ? given[key] : undefined;
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    default:
      return value === undefined;
  }
}

/** A gateway without namespaceSelector takes no routes; without gatewayRouteSelector all of the namespaces (`…:pkg/virtualgateway/membership_designator.go`). */
export function belongs({ meta, labels }: GatewayRoute, { namespaces, routes }: VirtualGateway, inventory: Inventory): boolean {
  const known = inventory.namespaces.find(({ name }) => name === meta.namespace)?.labels;
  return namespaces !== null && selects(namespaces, { ...known, "kubernetes.io/metadata.name": meta.namespace }) && (routes === null || selects(routes, labels));
}

/** Routes belong to the one gateway whose selectors they meet; where no gateway is at hand, it is elsewhere. */
function routesAstray({ gateways, gatewayRoutes }: Config, inventory: Inventory): readonly Diagnostic[] {
  const mayBe = (route: GatewayRoute, { namespaces, routes }: VirtualGateway): boolean => {
    const unknown = !inventory.namespaces.some(({ name }) => name === route.meta.namespace);
    return namespaces !== null && unknown && asksOther(namespaces) && (routes === null || selects(routes, route.labels));
  };
  return gatewayRoutes.flatMap((route) => {
    const fitting = gateways.filter((gateway) => belongs(route, gateway, inventory));
    if (fitting.length === 1 || gateways.length === 0 || (fitting.length === 0 && gateways.some((gateway) => mayBe(route, gateway)))) return [];
    return [findingAt(route.meta, "appmesh-unclear-membership", ["metadata", "name"], fitting.length === 0 ? "is a route that no VirtualGateway selects" : `is a route that ${fitting.map(({ meta }) => `\`${meta.name}\``).join(" and ")} select`)];
  });
}

/** Groups are ignored without a word unless the controller's flag is on (`…:pkg/virtualnode/resource_manager.go`). */
function withGroups(node: VirtualNode, config: Config, { profile }: World): VirtualNode {
  if (profile.settings["backendGroups"] !== "true" || node.groups.length === 0) return node;
  const members = node.groups.flatMap(({ namespace, name }) => {
    if (name === "*") return config.services.filter(({ meta }) => meta.namespace === namespace).map(({ meta }) => ({ namespace, name: meta.name }));
    const group = config.groups.find(({ meta }) => meta.namespace === namespace && meta.name === name);
    return (group?.services ?? []).map((service) => ({ namespace: service.namespace ?? node.meta.namespace, name: service.name }));
  });
  return { ...node, backends: [...node.backends, ...members.map((member) => ({ ref: { kind: "ref" as const, ...member }, tls: null }))] };
}

/** Whether a reference names the object. */
export function names(ref: Ref, { namespace, name, awsName }: Meta): boolean {
  return ref.kind === "arn" ? ref.awsName === awsName : ref.namespace === namespace && ref.name === name;
}

/** The node that a reference names, if it is programmed. */
export function nodeOf(ref: Ref, { nodes }: Config): VirtualNode | null {
  return nodes.find(({ meta }) => names(ref, meta)) ?? null;
}

/** The router that a reference names, if it is programmed. */
export function routerOf(ref: Ref, { routers }: Config): VirtualRouter | null {
  return routers.find(({ meta }) => names(ref, meta)) ?? null;
}

interface Settled {
  readonly kept: Config;
  readonly diagnostics: readonly Diagnostic[];
}

/** Nodes wait for their backends, routers for their targets, services for their providers. */
function withoutDangling(config: Config): Settled {
  const found: Diagnostic[] = [];
  const keep = (meta: Meta, refs: readonly Ref[], candidates: readonly { readonly meta: Meta }[], field: string): boolean => {
    const missing = refs.find((ref) => !candidates.some((one) => names(ref, one.meta)));
    if (missing === undefined) return true;
    found.push(findingAt(meta, "appmesh-missing-reference", ["spec", field], `names \`${refText(missing)}\`, which is not there`));
    return false;
  };
  const nodes = config.nodes.filter((node) => keep(node.meta, node.backends.map(({ ref }) => ref), config.services, "backends"));
  const routers = config.routers.filter((router) => keep(router.meta, router.routes.flatMap(({ targets }) => targets.map(({ ref }) => ref)), nodes, "routes"));
  const services = config.services.filter(({ meta, provider }) => provider === null || keep(meta, [provider.ref], provider.kind === "node" ? nodes : routers, "provider"));
  return { kept: { ...config, nodes, routers, services }, diagnostics: found };
}

function refText(ref: Ref): string {
  return ref.kind === "arn" ? ref.awsName : `${ref.namespace}/${ref.name}`;
}

function namesTwice(config: Config): readonly Diagnostic[] {
  return [config.nodes, config.routers, config.services].flatMap((list: readonly { readonly meta: Meta }[]) =>
    list.flatMap(({ meta }, index) => {
      const other = list.slice(0, index).find((one) => one.meta.awsName === meta.awsName);
      return other === undefined ? [] : [findingAt(meta, "appmesh-name-twice", ["spec", "awsName"], `is \`${meta.awsName}\`, as of \`${other.meta.namespace}/${other.meta.name}\``)];
    }),
  );
}

/** A pod that two nodes select is refused at its creation (`…:pkg/virtualnode/membership_designator.go`). */
function podsTwice({ nodes }: Config, { workloads }: Inventory): readonly Diagnostic[] {
  return workloads.flatMap((workload) => {
    const [first, second] = nodes.filter((node) => selectsPod(node, workload));
    if (first === undefined || second === undefined) return [];
    return [findingAt(second.meta, "appmesh-unclear-membership", ["spec", "podSelector"], `selects pods of \`${workload.id.name}\`, as \`${first.meta.name}\` does`)];
  });
}

/** Whether the node's configuration goes to the pods of a workload. */
export function selectsPod({ podSelector, meta }: VirtualNode, { id, labels }: Workload): boolean {
  return podSelector !== null && id.namespace === meta.namespace && selects(podSelector, labels);
}

interface Account {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Accounts of the node's pods; where no workload is known, those that its certificates name. */
function accountsOf(node: VirtualNode, { workloads }: Inventory): readonly Account[] {
  const known = workloads.filter((workload) => selectsPod(node, workload)).map(({ id, serviceAccount }) => ({ namespace: id.namespace, serviceAccount }));
  const policies = [node.defaults, ...node.backends.map(({ tls }) => tls), ...node.listeners.map(({ tls }) => tls)];
  return workloads.some(({ id }) => id.namespace === node.meta.namespace) ? known : policies.flatMap((tls) => accountNamed(tls?.certificate?.secret ?? ""));
}

function accountNamed(secret: string): readonly Account[] {
  const [, namespace, serviceAccount] = /^spiffe:\/\/[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(secret) ?? [];
  return namespace === undefined || serviceAccount === undefined ? [] : [{ namespace, serviceAccount }];
}
