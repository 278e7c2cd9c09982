import { accessFeatures, type Feature } from "../../model/capability.ts";
import type { Target } from "../target.ts";
import { gatewayApiCapabilities } from "./capabilities.ts";
import { gatewayApiDefaults } from "./defaults.ts";
import { interpretGatewayApi } from "./interpret/index.ts";
import { lower } from "./lower/index.ts";
import { httpOrder } from "./order.ts";
import { gatewayApiTraps } from "./traps.ts";
import { gatewayApiDefaultVersion, gatewayApiProfiles, gatewayApiSettings, gatewayApiVersions } from "./versions.ts";

/** Istio's conversion judges HTTPRoutes of Services, in `test/judges`; these rows are of other kinds, or of filters that no judged route has. */
const elsewhere: readonly Feature[] = ["authority", "claims", "grpc", "callers", "split.zero", "split.missing", "rewrite.authority", "headers", "cors", "retry.attempts", "retry.perTryTimeout", "retry.methods", "retry.backoff", "retryBudget", "affinity", "expose", "tcp.split", "tls.split"];

/** The Gateway API by itself, for any mesh or gateway that implements it: the profiles are its release channels. */
export const gatewayApi: Target = {
  name: "gateway-api",
  versions: gatewayApiVersions,
  defaultVersion: gatewayApiDefaultVersion,
  profiles: gatewayApiProfiles,
  settings: gatewayApiSettings,
  groups: ["gateway.networking.k8s.io", "gateway.networking.x-k8s.io"],
  unjudged: [...accessFeatures, ...elsewhere],
  capabilities: gatewayApiCapabilities,
  defaults: gatewayApiDefaults,
  traps: (manifests) => gatewayApiTraps(manifests),
  lower,
  routeOrders: (profile) => [httpOrder(profile)],
  interpret: interpretGatewayApi,
};
