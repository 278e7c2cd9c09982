import type { TcpRouteSpec } from "../kinds/routes.ts";
import { tell } from "../read/reading.ts";
import type { Reading } from "../read/reading.ts";
import { checkBackendPort } from "./filters.ts";
import { ruleDiagnostics as say } from "./rule.diagnostics.ts";

/** Backends of a TLS, TCP or UDP route name their ports (`kubernetes-sigs/gateway-api:apis/v1/tcproute_types.go`). */
export function checkStreamRoute(reading: Reading, spec: Pick<TcpRouteSpec, "rules">): void {
  spec.rules.forEach((rule, index) => {
    rule.backendRefs.forEach((ref, position) => checkBackendPort(reading, ["spec", "rules", index, "backendRefs", position], ref));
  });
}

/** A server name is no address (`kubernetes-sigs/gateway-api:apis/v1/tlsroute_types.go`). */
export function checkTlsHostnames(reading: Reading, hostnames: readonly string[]): void {
  hostnames.forEach((hostname, index) => {
    if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(hostname)) tell(reading, say["gateway-api-hostname-address"], ["spec", "hostnames", index], { hostname });
  });
}
