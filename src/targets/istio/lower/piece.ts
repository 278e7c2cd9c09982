import type { CapabilityTable, MeshModel, Profile, Service } from "../../../model/index.ts";
import type { HostPlans } from "./hosts.ts";

export { compact, emptyPiece, joinPieces } from "../../piece.ts";
export type { Json, Piece } from "../../piece.ts";

/** What every part of lowering may look at. */
export interface Context {
  readonly model: MeshModel;
  readonly profile: Profile;
  readonly table: CapabilityTable;
  readonly hosts: HostPlans;
  /** Services that are written: neither excluded nor refused by the table. */
  readonly included: readonly Service[];
}
