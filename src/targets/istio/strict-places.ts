import type { ManifestInput } from "../../model/index.ts";

/** Namespaces whose PeerAuthentication without selector takes mutual TLS only; `istio-system` stands for the whole mesh. */
export function strictPlaces(manifests: readonly ManifestInput[]): ReadonlySet<string> {
  const strict = manifests.filter(({ object: { kind, spec } }) => {
    const { mtls, selector } = (spec ?? {}) as { readonly mtls?: { readonly mode?: unknown } | null; readonly selector?: unknown };
    return kind === "PeerAuthentication" && mtls?.mode === "STRICT" && selector == null;
  });
  return new Set(strict.map(({ object }) => object.metadata.namespace ?? "default"));
}
