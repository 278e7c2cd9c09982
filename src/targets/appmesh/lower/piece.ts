import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { CapabilityTable, Inventory, Manifest, MeshModel, Profile, Service } from "../../../model/index.ts";
import type { Draft } from "../../draft.ts";
import type { NodePlan } from "./nodes.ts";

/** Plain data of a manifest, keys in the order they are printed. */
export type Json = Readonly<Record<string, unknown>>;

/** What one part of lowering gives: objects, what became of the wishes, and what cannot be said. */
export interface Piece {
  readonly manifests: readonly Manifest[];
  readonly drafts: readonly Draft[];
  readonly diagnostics: readonly Diagnostic[];
}

export const emptyPiece: Piece = { manifests: [], drafts: [], diagnostics: [] };

/** All of the pieces, in order. */
export function joinPieces(pieces: readonly Piece[]): Piece {
  return {
    manifests: pieces.flatMap((piece) => piece.manifests),
    drafts: pieces.flatMap((piece) => piece.drafts),
    diagnostics: pieces.flatMap((piece) => piece.diagnostics),
  };
}

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

/** The fields that say something: those that are undefined are left out. */
export function compact(fields: Readonly<Record<string, unknown>>): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
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
