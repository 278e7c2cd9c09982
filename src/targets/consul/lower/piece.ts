import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { KubernetesObject, Manifest } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import type { Draft } from "../../draft.ts";

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

/** The fields that say something: those that are undefined are left out. */
export function compact(fields: Readonly<Record<string, unknown>>): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** An object of Consul's group with the places that caused it. */
export function object(kind: string, metadata: { readonly name: string; readonly namespace: string }, spec: Json, sources: readonly Origin[]): Manifest {
  const written: KubernetesObject = { apiVersion: "consul.hashicorp.com/v1alpha1", kind, metadata: { name: metadata.name, namespace: metadata.namespace }, spec };
  return { object: written, sources };
}
