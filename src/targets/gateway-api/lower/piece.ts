import type { CapabilityTable, Inventory, MeshModel, Profile } from "../../../model/index.ts";

export { compact, emptyPiece, joinPieces, refusedPiece } from "../../piece.ts";
export type { Json, Piece } from "../../piece.ts";

/** What every part of lowering may look at; `running` is what input and policies together say. */
export interface Context {
  readonly model: MeshModel;
  readonly profile: Profile;
  readonly table: CapabilityTable;
  readonly running: Inventory;
}
