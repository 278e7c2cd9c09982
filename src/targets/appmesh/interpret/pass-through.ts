import type { Decision } from "../../../model/decision.ts";
import type { ServiceEntryPoint } from "../../../model/request.ts";
import { one } from "../../../support/fraction.ts";
import type { Ask } from "./ask.ts";
import type { Caller } from "./callers.ts";
import { serversAt } from "./endpoints.ts";
import { modeOf } from "./handshake.ts";
import type { Mesh } from "./mesh.ts";

/**
 * A call that goes to its address as it is: no routes, no retries, no TLS. The documentation contradicts itself on
 * callers that have backends (`awsdocs/aws-app-mesh-user-guide:doc_source/meshes.md`, `…/troubleshooting-connectivity.md`).
 */
export function passThrough(ask: Ask, mesh: Mesh, entry: ServiceEntryPoint, caller: Caller, reason: string): Decision {
  ask.step(`${reason}; it passes to its own address`);
  if (caller.kind === "nodes" && caller.nodes.some(({ backends }) => backends.length > 0)) ask.note("whether callers with backends may call anything else is documented in two ways");
  const { servers, port } = serversAt(entry, mesh);
  const listeners = servers.flatMap((server) => server.listeners.filter((listener) => listener.port === port));
  if (listeners.some(({ tls }) => tls?.mode === "STRICT")) return ask.finish("refuse", { status: 503, reason, access: { allowed: false, by: "plain text to a listener that asks for TLS" } });
  const settings = { balancing: null, affinity: null, limits: null, outlier: null, slowStartMs: null, locality: null, mtls: modeOf(listeners[0] ?? null), failover: null, rateLimit: null };
  const { namespace, service } = entry;
  return ask.finish("forward", { reason, backends: [{ namespace, service, version: null, labels: {}, port: entry.port ?? port, share: one, access: { allowed: true, by: null }, settings }] });
}
