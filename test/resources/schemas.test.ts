import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mistakesOf } from "../../src/resources/explain.ts";
import { meshPolicyValidator } from "../../src/resources/generated/native/mesh-policy.ts";
import { servicePolicyValidator } from "../../src/resources/generated/native/service-policy.ts";
import type { JsonSchema } from "../../src/resources/validator.ts";

const folder = join(__dirname, "../../schemas/native");
const files = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as JsonSchema);
const definitions = Object.assign({}, ...files.map((file) => file.definitions ?? {})) as Readonly<Record<string, JsonSchema>>;

function whole(schema: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  return { ...whole(definitions[schema.$ref.split("/").at(-1) ?? ""] ?? {}), ...schema };
}

interface Named {
  readonly name: string;
  readonly schema: JsonSchema;
}

/** Every schema inside another, by a name for messages. */
function inside({ name, schema }: Named): readonly Named[] {
  const named = Object.entries({ ...schema.definitions, ...schema.properties }).map(([key, inner]) => ({ name: `${name}.${key}`, schema: inner }));
  const branches = (schema.anyOf ?? []).map((inner, index) => ({ name: `${name}|${index}`, schema: inner }));
  const open = [schema.items, schema.additionalProperties].flatMap((inner) => (typeof inner === "object" ? [{ name: `${name}[]`, schema: inner }] : []));
  const below = [...named, ...branches, ...open];
  return [...below, ...below.flatMap(inside)];
}

test("every key explains itself in an editor", () => {
  const objects = files.flatMap((schema) => inside({ name: schema.title ?? "", schema }));
  const keys = objects.flatMap(({ name, schema }) => Object.entries(schema.properties ?? {}).map(([key, inner]) => ({ name: `${name}.${key}`, schema: whole(inner) })));
  expect(keys.filter(({ schema }) => schema.title === undefined || schema["description"] === undefined).map(({ name }) => name)).toEqual([]);
  expect(keys.length).toBeGreaterThan(100);
});

test.each([
  ["ServicePolicy", servicePolicyValidator.schema],
  ["MeshPolicy", meshPolicyValidator.schema],
])("every example in the schema of %s is right", (name, root) => {
  const examples = inside({ name, schema: root }).flatMap((named) => (named.schema.examples ?? []).map((example) => ({ ...named, example })));
  const wrong = examples.filter(({ schema, example }) => mistakesOf({ ...schema, definitions: root.definitions ?? {} }, example).length > 0);
  expect(wrong.map(({ name: where }) => where)).toEqual([]);
  expect(examples.length).toBeGreaterThan(20);
});
