import type { Service } from "../model/index.ts";
import { sameName } from "../model/name.ts";
import { statedInventory } from "../model/stated-inventory.ts";
import { planNodes } from "../targets/appmesh/lower/nodes.ts";
import { exclusion } from "../targets/consent.ts";
import { clusterMeter } from "./envoy.ts";
import { missing, noMeter } from "./meter.ts";
import type { Mesh, Meter } from "./meter.ts";
import { literal } from "./promql.ts";

const needs = "needs a Prometheus that scrapes `/stats/prometheus` at port 9901 of every Envoy";

/** Envoy's clusters under the names that App Mesh gives them: mesh, virtual node, protocol and port (App Mesh User Guide, Monitoring your application using Envoy metrics). */
export function appmeshMeter(service: Service, mesh: Mesh): Meter {
  const nodes = nodesOf(service, mesh);
  if (nodes.length === 0) return noMeter("no virtual node stands for the service");
  const cluster = `cds_egress_${literal(mesh.profile.settings["mesh"] ?? "mesh")}_(${nodes.map(literal).join("|")})_(http|http2|grpc|tcp)_[0-9]+`;
  return { ...clusterMeter(service, { envoy_cluster_name: { pattern: cluster } }, needs), refusedRate: missing("App Mesh has no access rules, so none of its proxies counts a refusal") };
}

/** Virtual nodes by the names that they have at AWS (`aws/aws-app-mesh-controller-for-k8s:apis/appmesh/v1beta2/virtualnode_types.go`). */
function nodesOf({ id }: Service, { model }: Mesh): readonly string[] {
  const included = model.services.filter((service) => exclusion(service, "appmesh") === null);
  const nodes = [...planNodes(model, statedInventory(model), included).values()];
  const own = nodes.filter(({ owner }) => owner !== null && sameName(owner.id, id));
  return own.map((node) => `${node.id.name}_${node.id.namespace}`).sort();
}
