import type { CapabilityTable, Inventory, MeshModel, Profile, Service } from "../../../model/index.ts";
import type { NodePlan } from "./nodes.ts";
import type { Json } from "../../piece.ts";

export { compact, emptyPiece, joinPieces } from "../../piece.ts";
export type { Json, Piece } from "../../piece.ts";

/** What every part of lowering may look at. */
export interface Context {
  readonly model: MeshModel;
  readonly profile: Profile;
  readonly table: CapabilityTable;
  /** What runs, as far as input and policies together say. */
  readonly inventory: Inventory;
  /** Services that are written: neither excluded nor refused by the table. */
  readonly included: readonly Service[];
  /** Services whose access, or whose mutual TLS, stays unenforced with consent. */
  readonly unenforced: { readonly access: ReadonlySet<Service>; readonly mtls: ReadonlySet<Service> };
  /** Virtual nodes by their endpoints. */
  readonly nodes: ReadonlyMap<string, NodePlan>;
}

/** A length of time as App Mesh writes it; null is none, written as 0 (`aws/aws-app-mesh-controller-for-k8s:apis/appmesh/v1beta2/types.go`). */
export function durationOf(ms: number | null): Json {
  const value = ms ?? 0;
  return value % 1000 === 0 ? { unit: "s", value: value / 1000 } : { unit: "ms", value };
}

/** A number of the profile's settings; the default quota of AWS where it is no number. */
export function quota(context: Pick<Context, "profile">, setting: string, usual: number): number {
  const written = context.profile.settings[setting] ?? "";
  return /^\d{1,6}$/.test(written) ? Number(written) : usual;
}
