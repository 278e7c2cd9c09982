import type { KubernetesObject, Manifest } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import type { Json } from "../../piece.ts";

export { compact, emptyPiece, joinPieces } from "../../piece.ts";
export type { Json, Piece } from "../../piece.ts";

/** An object of Consul's group with the places that caused it. */
export function object(kind: string, metadata: { readonly name: string; readonly namespace: string }, spec: Json, sources: readonly Origin[]): Manifest {
  const written: KubernetesObject = { apiVersion: "consul.hashicorp.com/v1alpha1", kind, metadata: { name: metadata.name, namespace: metadata.namespace }, spec };
  return { object: written, sources };
}
