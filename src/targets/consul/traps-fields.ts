import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nearestWord } from "../../support/nearest-word.ts";
import { keyRewritten } from "../mend.ts";
import { at, keyPlaceOf, listOf } from "../traps.ts";
import type { Written } from "../traps.ts";
import { entryKinds } from "./form/fields.ts";
import type { Shape } from "./form/fields.ts";
import type { Mesh } from "./trap-world.ts";
import { consulTrapDiagnostics as say } from "./traps.diagnostics.ts";

/** Gateways get fields of their installation, which are none of an entry. */
const known = Object.values(entryKinds).filter(({ object }) => object !== "TerminatingGateway");

/** Fields that custom resources do not have: the API server prunes them without a word (`hashicorp/consul-k8s:control-plane/config/crd/bases`). */
export function fieldTraps(mesh: Mesh): readonly Diagnostic[] {
  return known.flatMap(({ object, shape }) => mesh.of(object).flatMap(({ spec }) => strange(spec, withDestination(shape, object), object)));
}

/** Intentions name their destination in the spec of the resource; an entry of Consul has its name for it. */
function withDestination(shape: Shape, kind: string): Shape {
  if (kind !== "ServiceIntentions" || typeof shape === "string" || !("fields" in shape)) return shape;
  return { fields: { ...shape.fields, destination: { fields: { name: "any", namespace: "any" } } } };
}

function strange(node: Written, shape: Shape, kind: string): readonly Diagnostic[] {
  if (typeof shape === "string") return [];
  if ("list" in shape) return listOf(node).flatMap((item) => strange(item, shape.list, kind));
  const keys = typeof node.value === "object" && node.value !== null && !Array.isArray(node.value) ? Object.keys(node.value) : [];
  if ("chosen" in shape) return keys.flatMap((key) => strange(at(node, key), shape.chosen, kind));
  return keys.flatMap((key) => {
    const inner = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
    if (inner !== undefined) return strange(at(node, key), inner, kind);
    const near = nearestWord(key, Object.keys(shape.fields));
    const fixes = near === null || keys.includes(near) ? [] : keyRewritten(at(node, key), near);
    return [say["field-is-pruned"].report({ at: keyPlaceOf(at(node, key)), with: { field: key, kind, near }, fixes })];
  });
}
