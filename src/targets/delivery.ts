import type { Manifest, Profile } from "../model/index.ts";
import type { NativeForm, NativeRead } from "./native-form.ts";
import type { Target } from "./target.ts";

/**
 * The objects that an interpreter gets when it reads what is written for a profile: those of `lower` as they are, or what
 * the native form makes of them when its files are read back.
 */
export function asWritten(target: Target, profile: Profile, manifests: readonly Manifest[]): NativeRead {
  const form = target.form?.(profile) ?? null;
  if (form === null) return { manifests: manifests.map(({ object }) => ({ object })), diagnostics: [] };
  return form.read(form.write(manifests).map(({ value }) => ({ value })));
}

/** How the output of a target reaches the mesh. */
export interface Delivery {
  /** null: objects of Kubernetes. */
  readonly form: NativeForm | null;
  /** One sentence a line. */
  readonly applying: readonly string[];
}

/** How the output for a profile reaches the mesh. */
export function deliveryOf(target: Target, profile: Profile): Delivery {
  const form = target.form?.(profile) ?? null;
  return { form, applying: [...(form?.applying ?? []), ...(target.applying?.(profile) ?? [])] };
}
