import type { JsonSchema } from "./validator.ts";

/** Follows `$ref`; what stands beside it wins over what it leads to. */
export function resolved(root: JsonSchema, schema: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...beside } = schema;
  const name = $ref.slice("#/definitions/".length);
  const target = root.definitions?.[name];
  if (target === undefined) throw new Error(`the schema has no definition ${name}`);
  return resolved(root, { ...target, ...beside });
}
