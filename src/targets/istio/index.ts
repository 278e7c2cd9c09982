import { accessFeatures, type Feature } from "../../model/capability.ts";
import type { Target } from "../target.ts";
import { istioCapabilities } from "./capabilities.ts";
import { istioDefaults } from "./defaults.ts";
import { interpretIstio } from "./interpret/index.ts";
import { lower } from "./lower/index.ts";
import { istioTraps } from "./traps.ts";
import { istioDefaultVersion, istioProfiles, istioSettings, istioVersions } from "./versions.ts";

/** What Istio's route tables and clusters show is judged in `test/judges`; these rows are elsewhere, and filters decide them. */
const elsewhere: readonly Feature[] = ["claims", "cors", "retry.backoff", "retryBudget", "slowStart", "locality", "fault.delay", "fault.abort", "expose", "external", "egress.default", "tcp.split", "tls.split", "telemetry.accessLog", "telemetry.trace"];

/** Istio by its own kinds: VirtualService, DestinationRule, AuthorizationPolicy and the rest. */
export const istio: Target = {
  name: "istio",
  versions: istioVersions,
  defaultVersion: istioDefaultVersion,
  profiles: istioProfiles,
  settings: istioSettings,
  groups: ["istio.io"],
  unjudged: [...accessFeatures, ...elsewhere],
  capabilities: istioCapabilities,
  defaults: istioDefaults,
  traps: istioTraps,
  lower,
  patternProblem: (pattern) => (pattern.length > 1024 ? "it is longer than 1024 characters" : null),
  interpret: interpretIstio,
};
