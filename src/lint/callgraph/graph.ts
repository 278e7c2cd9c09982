import type { DeclaredCall, Service } from "../../model/index.ts";
import type { Origin } from "../../source/origin.ts";
import { identityOf, mayCall } from "../access/may-call.ts";
import type { Permission } from "../access/may-call.ts";
import type { World } from "../rule.ts";
import { nameOf } from "../words.ts";
import { edgeCost } from "./edge-cost.ts";
import type { EdgeCost } from "./edge-cost.ts";

/** A caller or callee: `namespace/name`, a host outside the mesh, or a gateway. */
export interface CallNode {
  readonly id: string;
  readonly kind: "service" | "unknown" | "host" | "gateway";
  readonly service: Service | null;
}

/** A call that a service declares, or calls from outside through a gateway. */
export interface CallEdge {
  readonly from: string;
  readonly to: string;
  readonly call: DeclaredCall;
  readonly cost: EdgeCost;
  /** Whether the callee lets the caller in; null where no policy of the callee is known. */
  readonly access: Permission | null;
}

/** Who calls whom, as policies declare it; nodes and edges by name. */
export interface CallGraph {
  readonly nodes: readonly CallNode[];
  readonly edges: readonly CallEdge[];
}

const graphs = new WeakMap<World, CallGraph>();

/** The graph of declared calls and of what gateways expose; worked out once for a world. */
export function callGraph(world: World): CallGraph {
  const graph = graphs.get(world) ?? graphOf(world);
  graphs.set(world, graph);
  return graph;
}

function graphOf(world: World): CallGraph {
  const { services, gateways } = world.model;
  const declared = services.flatMap((service) => service.calls.map((call) => edgeOf(service, call, world)));
  const exposed = gateways.flatMap((gateway) =>
    gateway.entries.flatMap(({ leads, origin }) => {
      if (leads.kind !== "service") return [];
      const call = plainCall(leads.service, leads.servicePort, origin);
      const identity = { namespace: gateway.id.namespace, serviceAccount: gateway.serviceAccount ?? gateway.id.name };
      return [edgeFrom(`gateway ${nameOf(gateway.id)}`, identity, call, world)];
    }),
  );
  const edges = distinct([...declared, ...exposed]);
  const ids = [...new Set([...services.map(({ id }) => nameOf(id)), ...edges.flatMap(({ from, to }) => [from, to])])].sort();
  return { nodes: ids.map((id) => nodeOf(id, edges, world)), edges };
}

function plainCall(service: { readonly namespace: string; readonly name: string }, port: number, origin: Origin): DeclaredCall {
  return { to: { kind: "service", service, port }, perRequest: null, probability: null, mode: "sequential", group: null, optional: false, routes: [], request: null, client: null, origin };
}

function edgeOf(service: Service, call: DeclaredCall, world: World): CallEdge {
  return edgeFrom(nameOf(service.id), identityOf(service), call, world);
}

function edgeFrom(from: string, identity: Parameters<typeof mayCall>[1]["from"], call: DeclaredCall, world: World): CallEdge {
  const callee = call.to.kind === "service" ? world.serviceOf(call.to.service) : hostService(call.to.host, world);
  const asked = { from: identity, port: call.to.kind === "service" ? call.to.port : null, method: call.request?.method ?? null, path: call.request?.path ?? null };
  const access = callee === null || callee.external !== null ? null : mayCall(callee, asked, world);
  const to = call.to.kind === "service" ? nameOf(call.to.service) : callee === null ? call.to.host : nameOf(callee.id);
  return { from, to, call, cost: edgeCost(callee, call, world), access };
}

function hostService(host: string, { model }: World): Service | null {
  return model.services.find(({ external }) => external?.hosts.some(({ value }) => value === host)) ?? null;
}

function nodeOf(id: string, edges: readonly CallEdge[], world: World): CallNode {
  if (id.startsWith("gateway ")) return { id, kind: "gateway", service: null };
  const [namespace = "", name = ""] = id.split("/");
  const service = world.serviceOf({ namespace, name });
  const isHost = edges.some(({ to, call }) => to === id && call.to.kind === "host");
  return { id, kind: service !== null ? "service" : isHost ? "host" : "unknown", service };
}

function distinct(edges: readonly CallEdge[]): readonly CallEdge[] {
  const key = ({ from, to, call }: CallEdge): string => [from, to, call.to.kind === "service" ? (call.to.port ?? "") : "", call.routes.join(), call.request?.method ?? "", call.request?.path ?? ""].join(" ");
  const seen = new Map<string, CallEdge>();
  for (const edge of edges) if (!seen.has(key(edge))) seen.set(key(edge), edge);
  return [...seen].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
}
