import { resolved } from "./resolved.ts";
import type { JsonSchema } from "./validator.ts";

/**
 * Where a schema has a key of this name, as a path with `[]` for lists and `*` for names that authors choose; the
 * shortest and first one. null when there is none, or so many that one of them says nothing (`name`).
 */
export function placeOfKey(root: JsonSchema, key: string): string | null {
  const found = placesOf(root, root, "", key, new Set());
  const [first, ...others] = [...found].sort((a, b) => a.split(".").length - b.split(".").length || (a < b ? -1 : 1));
  return first === undefined || others.length > 3 ? null : first;
}

function placesOf(root: JsonSchema, given: JsonSchema, path: string, key: string, within: ReadonlySet<string>): readonly string[] {
  if (given.$ref !== undefined && within.has(given.$ref)) return [];
  const inside = given.$ref === undefined ? within : new Set([...within, given.$ref]);
  const schema = resolved(root, given);
  const here = path === "" ? "" : `${path}.`;
  const properties = Object.entries(schema.properties ?? {});
  return [
    ...properties.flatMap(([name]) => (name === key ? [`${here}${name}`] : [])),
    ...properties.flatMap(([name, property]) => placesOf(root, property, `${here}${name}`, key, inside)),
    ...(schema.items === undefined ? [] : placesOf(root, schema.items, `${path}[]`, key, inside)),
    ...(schema.anyOf ?? []).flatMap((branch) => placesOf(root, branch, path, key, inside)),
    ...(typeof schema.additionalProperties === "object" ? placesOf(root, schema.additionalProperties, `${here}*`, key, inside) : []),
  ];
}
