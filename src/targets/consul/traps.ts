import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestInput, Profile } from "../../model/index.ts";
import { trapWorld } from "../trap-world.ts";
import { meshOf } from "./trap-world.ts";
import { routeTraps } from "./traps-routes.ts";
import { serviceTraps } from "./traps-services.ts";

/** What Consul accepts and does otherwise than it seems to say; what it accepts without any effect, its reader says. */
export function consulTraps(manifests: readonly ManifestInput[], profile: Profile): readonly Diagnostic[] {
  const mesh = meshOf(trapWorld(manifests), profile);
  return [...routeTraps(mesh), ...serviceTraps(mesh)];
}
