import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { mistakesOf } from "../../src/resources/explain.ts";
import type { JsonSchema } from "../../src/resources/validator.ts";

const root = join(__dirname, "../..");
const shipped = ["native", "config"].flatMap((folder) => readdirSync(join(root, "schemas", folder)).map((name) => join(root, "schemas", folder, name)));

type Node = { readonly [key: string]: unknown };

/** Everything inside a schema that is an object, itself first. */
function nodes(value: unknown): readonly Node[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap(nodes);
  return Array.isArray(value) ? below : [value as Node, ...below];
}

function schemaAt(file: string): Node {
  return JSON.parse(readFileSync(file, "utf8")) as Node;
}

/** What a reference of a file leads to, in the package and nowhere else. */
function referred(reference: string, file: string): unknown {
  const [path = "", fragment = ""] = reference.split("#");
  const target = path === "" ? file : resolve(dirname(file), path);
  if (!shipped.includes(target)) return undefined;
  return fragment.split("/").slice(1).reduce<unknown>((node, step) => (node as Node | undefined)?.[step], schemaAt(target));
}

test.each(shipped.map((file) => [file.slice(root.length + 1), file]))("every reference of %s leads to a place in the package", (_, file) => {
  const references = nodes(schemaAt(file)).flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : []));
  expect(references.filter((reference) => typeof referred(reference, file) !== "object")).toEqual([]);
});

test("references across files are among what is tested", () => {
  expect(nodes(schemaAt(join(root, "schemas/native/policies.json"))).filter(({ $ref }) => $ref !== undefined)).toHaveLength(4);
});

test("what is shipped holds the schemas", () => {
  const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly files: readonly string[] };
  expect(files).toContain("schemas");
});

test("each kind has its branch in the schema for editors", () => {
  const { allOf } = schemaAt(join(root, "schemas/native/policies.json")) as unknown as { readonly allOf: readonly { readonly if: { readonly properties: { readonly kind: { readonly const: string } } }; readonly then: { readonly $ref: string } }[] };
  const kinds = shipped.filter((file) => file.includes("/native/") && file.endsWith(".schema.json")).map((file) => schemaAt(file)["title"]);
  expect(allOf.map((branch) => branch.if.properties.kind.const).sort()).toEqual([...kinds].sort());
  expect(allOf.map(({ then }) => schemaAt(join(root, "schemas/native", then.$ref))["title"])).toEqual(allOf.map((branch) => branch.if.properties.kind.const));
});

/** A schema with what it refers to in the common definitions as its own. */
function whole(file: string): JsonSchema & Node {
  const read = (path: string): JsonSchema & Node => JSON.parse(readFileSync(path, "utf8").replaceAll("common.defs.json#", "#")) as JsonSchema & Node;
  const schema = read(file);
  const common = file.includes("/native/") ? (read(join(root, "schemas/native/common.defs.json")).definitions ?? {}) : {};
  return { ...schema, definitions: { ...common, ...schema.definitions } };
}

test.each(shipped.filter((file) => file.endsWith(".schema.json")).map((file) => [file.slice(root.length + 1), file]))("every default in %s is right", (_, file) => {
  const schema = whole(file);
  const definitions = schema.definitions ?? {};
  const stated = nodes(schema).filter((node) => Object.hasOwn(node, "default") && ["type", "enum", "const", "$ref", "anyOf"].some((key) => Object.hasOwn(node, key)));
  expect(stated.filter((node) => mistakesOf({ ...(node as JsonSchema), definitions }, node["default"]).length > 0)).toEqual([]);
  expect(stated.length).toBeGreaterThan(2);
});

test("every setting of the configuration explains itself in an editor", () => {
  const schema = whole(join(root, "schemas/config/configuration.schema.json"));
  const settings = nodes(schema).flatMap(({ properties }) => (typeof properties === "object" ? Object.entries(properties as Readonly<Record<string, Node>>) : []));
  expect(settings.length).toBeGreaterThan(20);
  expect(settings.filter(([, { title, description, $ref }]) => $ref === undefined && (title === undefined || description === undefined)).map(([name]) => name)).toEqual([]);
});
