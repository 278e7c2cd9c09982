import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Inventory, MeshModel } from "../../model/index.ts";
import type { Fragments } from "../fragment.ts";
import { cyclicSplits } from "./cycles.ts";
import type { LinkContext } from "./draft.ts";
import { draftServices } from "./drafts.ts";
import { linkGateways } from "./gateways.ts";
import { meshSettings, scopesOf } from "./mesh.ts";
import { claimedTwice } from "./owners.ts";
import { linkService } from "./services.ts";

/** The model, always whole, and what was found wrong while references were followed. */
export interface Linked {
  readonly model: MeshModel;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Joins what all dialects say into one model. Statements about one thing must agree; a contradiction is reported with
 * both places and the first statement holds. References are followed, defaults of MeshPolicies filled in, and what
 * cannot be resolved stays in the model as a marked hole. `settings` may give `trustDomain` and `clusterDomain` for
 * meshes whose policies do not.
 */
export function link(fragments: Fragments, inventory: Inventory, settings: Readonly<Record<string, string>> = {}): Linked {
  const diagnostics: Diagnostic[] = [];
  const report = (finding: Diagnostic): void => void diagnostics.push(finding);
  const scopes = scopesOf(fragments.mesh, report);
  const known: Inventory = { ...inventory, completeness: scopes.mesh?.inventory?.value ?? inventory.completeness };
  const drafts = draftServices(fragments.services, known, report);
  const context: LinkContext = { inventory: known, drafts, mesh: scopes.mesh, namespaces: scopes.namespaces, report };
  const mesh = meshSettings(scopes, settings, report);
  const services = [...drafts.values()].map((draft) => linkService(draft, mesh, fragments.gateways, context));
  const gateways = linkGateways(fragments.gateways, context);
  [...claimedTwice(drafts), ...cyclicSplits(services)].forEach(report);
  return { model: { mesh, services, gateways, inventory: known }, diagnostics };
}
