import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Manifest } from "../model/index.ts";
import type { Draft } from "./draft.ts";

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

/** A piece that only says what is wrong. */
export function refusedPiece(...diagnostics: readonly Diagnostic[]): Piece {
  return { ...emptyPiece, diagnostics };
}

/** The fields that say something: those that are undefined are left out. */
export function compact(fields: Readonly<Record<string, unknown>>): Json {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
