import { accessFeatures, type Feature } from "../../model/capability.ts";
import type { Target } from "../target.ts";
import { consulCapabilities } from "./capabilities.ts";
import { consulDefaults } from "./defaults.ts";
import { consulApplying, consulForm } from "./form/index.ts";
import { interpretConsul } from "./interpret/index.ts";
import { lower } from "./lower/index.ts";
import { consulTraps } from "./traps.ts";
import { consulDefaultVersion, consulProfiles, consulSettings, consulVersions } from "./versions.ts";

/** What Consul's route tables and clusters show is judged in `test/judges`; these rows are elsewhere, or Envoy's own. */
const elsewhere: readonly Feature[] = ["retry.backoff", "idleTimeout", "locality", "external", "egress.default", "telemetry.accessLog"];

/** Consul's service mesh by its config entries: routers, splitters, resolvers, defaults and intentions. */
export const consul: Target = {
  name: "consul",
  versions: consulVersions,
  defaultVersion: consulDefaultVersion,
  profiles: consulProfiles,
  settings: consulSettings,
  groups: ["consul.hashicorp.com"],
  unjudged: [...accessFeatures, ...elsewhere],
  capabilities: consulCapabilities,
  defaults: consulDefaults,
  traps: consulTraps,
  lower,
  form: consulForm,
  applying: consulApplying,
  interpret: interpretConsul,
};
