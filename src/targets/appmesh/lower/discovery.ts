import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName } from "../../object-names.ts";
import { sameName } from "../../../model/name.ts";
import type { Profile, Service } from "../../../model/index.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import type { NodePlan } from "./nodes.ts";
import type { Context, Json } from "./piece.ts";

/**
 * How proxies find endpoints: by Services that are made for them (`endpoints`), by the DNS name of the Service (`names`),
 * or in Cloud Map.
 */
export type Discovery = "endpoints" | "names" | "cloudMap";

/** The way of the profile; without a cluster there are no Services to make. */
export function discoveryWay({ name, settings }: Profile): Discovery {
  const written = settings["discovery"] ?? "auto";
  if (written === "cloudMap" || (name === "api" && written !== "dns")) return "cloudMap";
  return name === "api" ? "names" : "endpoints";
}

/** `serviceDiscovery` of a node. Endpoints are listed one by one wherever that can be had, so that ejection and balancing see each. */
export function discovery(node: NodePlan, context: Context): Json {
  if (node.host !== null) return { dns: { hostname: node.host, responseType: "LOADBALANCER" } };
  const way = discoveryWay(context.profile);
  if (way === "cloudMap") return { awsCloudMap: cloudMap(node, context) };
  const listed = way === "names" || node.pods !== null;
  const service = way === "endpoints" && listed ? endpointsName(node) : node.service.name;
  const hostname = `${service}.${node.id.namespace}.svc.${context.model.mesh.clusterDomain}`;
  return { dns: { hostname, responseType: listed ? "ENDPOINTS" : "LOADBALANCER" } };
}

/** Instances are registered under their Service, with the labels of their version as attributes. */
function cloudMap({ service, labels }: NodePlan, { profile }: Context): Json {
  const attributes = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => ({ key, value }));
  const namespaceName = profile.settings["cloudMapNamespace"] || service.namespace;
  return { namespaceName, serviceName: service.name, ...(attributes.length > 0 && { attributes }) };
}

/** The name of the Service that is made for a node's endpoints. */
export function endpointsName({ id }: NodePlan): string {
  return labelName(id.name, "endpoints");
}

/** Endpoints that the profile's way cannot find: by labels in DNS, and those of several registrations in Cloud Map. */
export function discoveryFindings(service: Service, { nodes, profile }: Pick<Context, "nodes" | "profile">): readonly Diagnostic[] {
  const way = discoveryWay(profile);
  const lost = [...nodes.values()].filter((node) => node.owner === service && node.host === null && (way === "names" ? byLabels(node) : way === "cloudMap" && registeredElsewhere(node, service)));
  return lost.map(({ id, origin }) => appmeshDiagnostics["not-discovered"].report({ at: origin, with: { node: id.name, how: way === "names" ? "DNS knows no labels" : "its instances are registered in Cloud Map under the Services of their versions" } }));
}

function byLabels({ labels }: NodePlan): boolean {
  return Object.keys(labels).length > 0;
}

function registeredElsewhere(node: NodePlan, { versions }: Service): boolean {
  return !node.selects && versions.some((version) => !sameName(version.service, node.service));
}
