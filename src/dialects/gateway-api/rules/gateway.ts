import type { DocumentPath } from "../../../source/origin.ts";
import type { GatewayListener, GatewaySpec } from "../kinds/gateway.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { ruleDiagnostics as say } from "./rule.diagnostics.ts";

/** The rules between fields of a Gateway, or of a ListenerSet (`kubernetes-sigs/gateway-api:apis/v1/gateway_types.go`, the CEL markers). */
export function checkGateway(reading: Reading, spec: Pick<GatewaySpec, "listeners">): void {
  spec.listeners.forEach((listener, index) => {
    const path: DocumentPath = ["spec", "listeners", index];
    checkTls(reading, path, listener);
    checkHostname(reading, path, listener);
    checkSelector(reading, [...path, "allowedRoutes", "namespaces"], listener);
    const twin = spec.listeners.slice(0, index).find((other) => identity(other) === identity(listener));
    if (twin !== undefined) tell(reading, say["gateway-api-listener-repeated"], [...path, "name"], { listener: listener.name, other: twin.name });
  });
}

function identity({ port, protocol, hostname }: GatewayListener): string {
  return JSON.stringify([port, protocol, hostname ?? null]);
}

function checkTls(reading: Reading, path: DocumentPath, listener: GatewayListener): void {
  const fault = tlsFault(listener);
  if (fault === null) return;
  const place = listener.tls === undefined ? [...path, "protocol"] : [...path, "tls"];
  tell(reading, say["gateway-api-listener-tls"], place, { listener: listener.name, fault }, listener.tls === undefined ? {} : { part: "key" });
}

function tlsFault({ protocol, tls }: GatewayListener): string | null {
  if (["HTTP", "TCP", "UDP"].includes(protocol)) return tls === undefined ? null : `has \`tls\`, which protocol \`${protocol}\` cannot have`;
  if (protocol === "HTTPS" && tls?.mode === "Passthrough") return "cannot pass TLS through: protocol `HTTPS` ends it";
  if (protocol === "TLS" && tls?.mode === undefined) return "needs `tls.mode`, which protocol `TLS` has no default for";
  if (tls === undefined) return protocol === "HTTPS" ? "has no `tls` and so no certificate" : null;
  const certified = (tls.certificateRefs ?? []).length > 0 || Object.keys(tls.options ?? {}).length > 0;
  return (tls.mode ?? "Terminate") === "Terminate" && !certified ? "ends TLS without `certificateRefs`" : null;
}

function checkHostname(reading: Reading, path: DocumentPath, { name, protocol, hostname }: GatewayListener): void {
  if (hostname === undefined || (protocol !== "TCP" && protocol !== "UDP")) return;
  tell(reading, say["gateway-api-listener-hostname"], [...path, "hostname"], { listener: name, protocol });
}

function checkSelector(reading: Reading, path: DocumentPath, { allowedRoutes }: GatewayListener): void {
  const { from = "Same", selector } = allowedRoutes?.namespaces ?? {};
  if (selector !== undefined && from !== "Selector") tell(reading, say["gateway-api-selector-unused"], [...path, "selector"], { from }, { part: "key" });
}
