import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestInput, Profile } from "../../model/index.ts";
import { trapWorld } from "../trap-world.ts";
import { meshOf } from "./trap-world.ts";
import { callerTraps } from "./traps-callers.ts";
import { fieldTraps } from "./traps-fields.ts";
import { podTraps } from "./traps-pods.ts";
import { routeTraps } from "./traps-routes.ts";
import { serviceTraps } from "./traps-services.ts";
import { splitTraps } from "./traps-splits.ts";
import { onKubernetes } from "./versions.ts";

/** What Consul accepts and does otherwise than it seems to say; what it accepts without any effect, its reader says. */
export function consulTraps(manifests: readonly ManifestInput[], profile: Profile): readonly Diagnostic[] {
  const world = trapWorld(manifests);
  const mesh = meshOf(world, profile);
  const ofResources = onKubernetes(profile) ? [...fieldTraps(mesh), ...podTraps(mesh, world)] : [];
  return [...routeTraps(mesh), ...splitTraps(mesh), ...serviceTraps(mesh), ...callerTraps(mesh), ...ofResources];
}
