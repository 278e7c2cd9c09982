import { accessFeatures } from "../../model/capability.ts";
import type { Target } from "../target.ts";
import { consulCapabilities } from "./capabilities.ts";
import { consulDefaults } from "./defaults.ts";
import { consulApplying, consulForm } from "./form/index.ts";
import { interpretConsul } from "./interpret/index.ts";
import { lower } from "./lower/index.ts";
import { consulTraps } from "./traps.ts";
import { consulDefaultVersion, consulProfiles, consulSettings, consulVersions } from "./versions.ts";

/** Consul's service mesh by its config entries: routers, splitters, resolvers, defaults and intentions. */
export const consul: Target = {
  name: "consul",
  versions: consulVersions,
  defaultVersion: consulDefaultVersion,
  profiles: consulProfiles,
  settings: consulSettings,
  groups: ["consul.hashicorp.com"],
  unjudged: accessFeatures,
  capabilities: consulCapabilities,
  defaults: consulDefaults,
  traps: consulTraps,
  lower,
  form: consulForm,
  applying: consulApplying,
  interpret: interpretConsul,
};
