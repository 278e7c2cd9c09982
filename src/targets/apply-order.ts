import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Manifest } from "../model/index.ts";
import { targetDiagnostics } from "./target.diagnostics.ts";

/**
 * Manifests in the order of their kinds, which the target gives, then by namespace, kind and name; a kind that is not named
 * comes first. `before` lets some objects of a kind go ahead of the others.
 */
export function inApplyOrder(manifests: readonly Manifest[], kinds: readonly string[], before: (manifest: Manifest) => boolean = () => false): readonly Manifest[] {
  const key = (manifest: Manifest): string => {
    const rank = String(kinds.indexOf(manifest.object.kind) + 1).padStart(2, "0");
    return [rank, before(manifest) ? "0" : "1", ...identity(manifest)].join("\u0000");
  };
  return manifests.map((manifest) => ({ manifest, key: key(manifest) })).sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ manifest }) => manifest);
}

/** A finding for every object that two policies write, at the later one. */
export function writtenTwice(manifests: readonly Manifest[]): readonly Diagnostic[] {
  const seen = new Map<string, Manifest>();
  return manifests.flatMap((manifest) => {
    const key = identity(manifest).join("\u0000");
    const first = seen.get(key);
    seen.set(key, first ?? manifest);
    return first === undefined ? [] : clash(manifest, first);
  });
}

function identity({ object: { kind, metadata } }: Manifest): readonly string[] {
  return [metadata.namespace ?? "", kind, metadata.name];
}

function clash({ object: { kind, metadata }, sources: [at] }: Manifest, { sources: [other] }: Manifest): readonly Diagnostic[] {
  if (at === undefined) return [];
  const related = other === undefined ? [] : [{ origin: other, note: "also written by this policy" }];
  return [targetDiagnostics["object-written-twice"].report({ at, with: { kind, namespace: metadata.namespace ?? "", name: metadata.name }, related })];
}
