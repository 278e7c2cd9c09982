import { features } from "../../model/capability.ts";
import type { Target } from "../target.ts";
import { linkerdCapabilities } from "./capabilities.ts";
import { linkerdDefaults } from "./defaults.ts";
import { interpretLinkerd } from "./interpret/index.ts";
import { lower } from "./lower/index.ts";
import { orderChoices } from "./lower/orders.ts";
import { rustProblem } from "./lower/patterns.ts";
import { linkerdTraps } from "./traps.ts";
import { linkerdDefaultVersion, linkerdProfiles, linkerdSettings, linkerdVersions } from "./versions.ts";

/** Linkerd 2 by Gateway API routes on Services, its own policy kinds, and annotations. */
export const linkerd: Target = {
  name: "linkerd",
  versions: linkerdVersions,
  defaultVersion: linkerdDefaultVersion,
  profiles: linkerdProfiles,
  settings: linkerdSettings,
  groups: ["linkerd.io"],
  unjudged: features,
  capabilities: linkerdCapabilities,
  defaults: linkerdDefaults,
  traps: linkerdTraps,
  lower,
  routeOrders: (profile) => orderChoices(profile).at(-1)?.orders ?? [],
  patternProblem: rustProblem,
  interpret: interpretLinkerd,
  applying: () => ["Services without `spec` belong to others and get annotations only: kubectl apply --server-side -k on this folder."],
};
