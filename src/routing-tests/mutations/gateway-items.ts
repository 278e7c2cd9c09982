import type { Gateway, MeshModel } from "../../model/index.ts";
import { sameName } from "../../model/name.ts";
import { sameOrigin } from "./route-items.ts";
import type { Item } from "./item.ts";

/** The entries of a gateway: hosts, ports and paths that lead inside. */
export function gatewayItems({ id, entries }: Gateway): readonly Item[] {
  return entries.map((entry) => {
    const apply = (model: MeshModel): MeshModel => ({
      ...model,
      gateways: model.gateways.map((gateway) => (sameName(gateway.id, id) ? { ...gateway, entries: gateway.entries.filter((one) => !sameOrigin(one.origin, entry.origin)) } : gateway)),
    });
    return { kind: "route", name: `${entry.hosts.join(", ")}:${entry.port}${entry.path ?? ""} at ${id.name}`, owner: id, origin: entry.origin, mutations: [{ change: "without it", apply }] };
  });
}
