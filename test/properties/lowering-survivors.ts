/** Exported functions of lowering whose absence no proof and no finding shows, and why. */
export const survivors: Readonly<Record<string, string>> = {
  "authentication.ts jwtRule": "only its lists are emptied: tokens for other audiences are refused at the service too, behind the gateway",
  "egress.ts lowerEgress": "proofs speak of calls to known services; test/istio/lower/edges.test.ts looks at the Sidecar itself",
  "telemetry.ts lowerScopeTelemetry": "what is logged and traced is no effect of a decision; test/istio/lower/edges.test.ts looks at the Telemetry itself",
  "telemetry.ts lowerTelemetry": "what is logged and traced is no effect of a decision; test/istio/lower/edges.test.ts looks at the Telemetry itself",
};
