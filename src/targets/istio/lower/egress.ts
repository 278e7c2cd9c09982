import type { Manifest } from "../../../model/index.ts";
import { emptyPiece } from "./piece.ts";
import type { Context, Piece } from "./piece.ts";

/** Calls to hosts that nobody declared are refused by a Sidecar of the root namespace, the default of every namespace. */
export function lowerEgress({ model, profile }: Context): Piece {
  const { egress } = model.mesh;
  if (egress === null || egress.value === "allow") return emptyPiece;
  const namespace = profile.settings["rootNamespace"] ?? "istio-system";
  const manifest: Manifest = {
    object: {
      apiVersion: "networking.istio.io/v1",
      kind: "Sidecar",
      metadata: { name: "default", namespace },
      spec: { egress: [{ hosts: ["*/*"] }], outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } },
    },
    sources: [egress.origin],
  };
  return { ...emptyPiece, manifests: [manifest] };
}
