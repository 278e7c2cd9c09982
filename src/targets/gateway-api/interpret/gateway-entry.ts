import type { Decision } from "../../../model/index.ts";
import type { GatewayEntryPoint } from "../../../model/request.ts";
import { unsupported } from "./answer.ts";
import type { Ask } from "./ask.ts";

/** A call to a port of a Gateway. */
export function decideAtGateway(entry: GatewayEntryPoint, ask: Ask): Decision {
  return unsupported(ask, `calls to gateways such as ${entry.gateway.name} are not modelled`);
}
