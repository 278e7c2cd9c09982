import type { MeshModel, Service } from "../model/index.ts";
import { nameText } from "../model/name.ts";
import { statedInventory } from "../model/stated-inventory.ts";
import { groupBy } from "../support/group-by.ts";
import { planNodes } from "../targets/appmesh/lower/nodes.ts";
import { exclusion } from "../targets/consent.ts";
import { clusterMeter } from "./envoy.ts";
import { missing, noMeter } from "./meter.ts";
import type { Mesh, Meter } from "./meter.ts";
import { anyOf, literal } from "./promql.ts";

const needs = "needs a Prometheus that scrapes `/stats/prometheus` at port 9901 of every Envoy";

/** Envoy's clusters under the names that App Mesh gives them: mesh, virtual node, protocol and port (App Mesh User Guide, Monitoring your application using Envoy metrics). */
export function appmeshMeter({ model, profile }: Mesh): (service: Service) => Meter {
  const nodes = nodesByOwner(model);
  const mesh = profile.settings["mesh"] ?? "mesh";
  return (service) => {
    const own = nodes.get(nameText(service.id)) ?? [];
    if (own.length === 0) return noMeter("no virtual node stands for the service");
    const cluster = `cds_egress_${literal(mesh)}_(${anyOf([...own].sort())})_(http|http2|grpc|tcp)_[0-9]+`;
    return { ...clusterMeter(service, { envoy_cluster_name: { pattern: cluster } }, needs), refusedRate: missing("App Mesh has no access rules, so none of its proxies counts a refusal") };
  };
}

/** Virtual nodes by the names that they have at AWS (`aws/aws-app-mesh-controller-for-k8s:apis/appmesh/v1beta2/virtualnode_types.go`), for each service. */
function nodesByOwner(model: MeshModel): ReadonlyMap<string, readonly string[]> {
  const included = model.services.filter((service) => exclusion(service, "appmesh") === null);
  const nodes = [...planNodes(model, statedInventory(model), included).values()];
  const owned = nodes.flatMap(({ id, owner }) => (owner === null ? [] : [{ owner: nameText(owner.id), name: `${id.name}_${id.namespace}` }]));
  return new Map([...groupBy(owned, ({ owner }) => owner)].map(([owner, own]) => [owner, own.map(({ name }) => name)]));
}
