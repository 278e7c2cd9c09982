import type { Service, ServicePort } from "../model/index.ts";
import type { World } from "./rule.ts";
import { nameOf } from "./words.ts";

/** The name of a gateway that leads calls from outside into the routes of a port; null: none does. */
export function exposingGateway(service: Service | null, port: ServicePort | null, { model }: World): string | null {
  const leads = model.gateways.find(({ entries }) =>
    entries.some(({ leads: to }) => to.kind === "service" && to.service.namespace === service?.id.namespace && to.service.name === service.id.name && to.servicePort === port?.port),
  );
  return leads === undefined ? null : nameOf(leads.id);
}
