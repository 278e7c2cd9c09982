import type { CapabilityTable, LedgerEntry, MeshModel, Profile, Service } from "../model/index.ts";
import { exclusion, settleConsents } from "./consent.ts";
import { remark } from "./draft.ts";
import { serviceUses, type FeatureUse } from "./feature-uses.ts";
import { exactEntries, exclusionEntry, gate, type Gate } from "./gate.ts";
import { emptyPiece, type Piece } from "./piece.ts";
import type { Lowered } from "./target.ts";

/** What one lowering works for: the whole model, the deployment, and what it can say. */
export interface LoweringContext {
  readonly model: MeshModel;
  readonly profile: Profile;
  readonly table: CapabilityTable;
}

/** A service with its wishes, and what the table says to them; `excluded` when the author leaves it out of this target. */
export interface AskedService {
  readonly service: Service;
  readonly uses: readonly FeatureUse[];
  readonly gate: Gate;
  readonly excluded: LedgerEntry | null;
}

/** Asks the table about every wish of every service. */
export function askServices({ model, profile, table }: LoweringContext): readonly AskedService[] {
  return model.services.map((service) => {
    const uses = serviceUses(service, model);
    const consent = exclusion(service, profile.target);
    return { service, uses, gate: gate(service, uses, table, profile), excluded: consent === null ? null : exclusionEntry(service, profile.target, consent) };
  });
}

/** Whether something is to be written for the service: it is not left out, and the table refuses none of its wishes. */
export function isOpen({ excluded, gate: { diagnostics } }: AskedService): boolean {
  return excluded === null && diagnostics.length === 0;
}

/**
 * One service through gate, lowering and consents; `write` is called for open services alone. With a finding none of its
 * manifests are given; every wish has an entry in the ledger.
 */
export function lowerAsked(asked: AskedService, { profile, table }: LoweringContext, write: (asked: AskedService) => Piece): Lowered {
  const { service, uses } = asked;
  if (asked.excluded !== null) return { manifests: [], ledger: [asked.excluded], diagnostics: [] };
  if (asked.gate.diagnostics.length > 0) return { manifests: [], ledger: asked.gate.refused, diagnostics: asked.gate.diagnostics };
  const piece = write(asked);
  const drafts = [...piece.drafts, ...asked.gate.drafts];
  const settled = settleConsents(service, profile.target, [...exactEntries(uses, table, drafts), ...drafts], uses, table);
  const diagnostics = [...piece.diagnostics, ...settled.diagnostics];
  return { manifests: diagnostics.length > 0 ? [] : piece.manifests, ledger: settled.ledger, diagnostics };
}

/** Wishes that concern people and tools beside the mesh: nothing of a decision rests on them. */
export function besideMesh({ weightsOwnedBy, alerts }: Service): Piece {
  const owner = weightsOwnedBy === null ? [] : [remark("note", { field: "weightsOwnedBy", note: `the weights are moved by ${weightsOwnedBy.value}`, origin: weightsOwnedBy.origin })];
  const others = alerts.map(({ value, origin }) => remark("note", { field: `alerts.${value.kind}`, note: "alerts are no configuration of the mesh", origin }));
  return { ...emptyPiece, drafts: [...owner, ...others] };
}
