// Makes src/resources/generated/ from schemas/**/*.schema.json: for each schema its TypeScript types, a validator that
// is compiled ahead of time, and the schema itself for wording mistakes; and the texts of the report page. Same files in,
// same bytes out; no network.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import Ajv from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";
import { pageModule } from "./page.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const schemas = join(root, "schemas");
const generated = join(root, "src/resources/generated");

/** Keywords that `src/resources/explain.ts` can put into words; a schema with another one does not build. */
const known = new Set(
  `$schema $id $ref $comment title description default examples definitions x-words x-help x-meant
   type enum const pattern minLength maxLength minimum maximum exclusiveMinimum multipleOf minItems maxItems uniqueItems items
   minProperties maxProperties required properties additionalProperties propertyNames anyOf`.split(/\s+/),
);
const annotations = ["x-words", "x-help", "x-meant"];
const mapsOfSchemas = new Set(["properties", "definitions"]);

const read = (path) => JSON.parse(readFileSync(path, "utf8"));

/** Copies what a schema refers to in `*.defs.json` beside it into its own definitions. */
function bundle(path) {
  const schema = read(path);
  const definitions = { ...schema.definitions };
  const inline = (node) => {
    if (Array.isArray(node)) return node.map(inline);
    if (node === null || typeof node !== "object") return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, key === "$ref" ? local(value) : inline(value)]));
  };
  const local = (ref) => {
    const name = ref.split("/").pop();
    if (ref.startsWith("#")) return ref;
    const file = ref.split("#")[0];
    const library = read(join(dirname(path), file)).definitions;
    if (library[name] === undefined) throw new Error(`${path}: no ${ref}`);
    if (schema.definitions?.[name] !== undefined) throw new Error(`${path}: ${name} is defined twice`);
    if (definitions[name] === undefined) {
      definitions[name] = null;
      definitions[name] = inline(absolute(library[name], file));
    }
    return `#/definitions/${name}`;
  };
  const result = inline({ ...schema, definitions: undefined });
  for (const name of Object.keys(schema.definitions ?? {})) definitions[name] = inline(schema.definitions[name]);
  return { ...result, definitions };
}

/** References inside a library, as they read from outside. */
function absolute(node, file) {
  if (Array.isArray(node)) return node.map((item) => absolute(item, file));
  if (node === null || typeof node !== "object") return node;
  const entry = ([key, value]) => [key, key === "$ref" && value.startsWith("#") ? file + value : absolute(value, file)];
  return Object.fromEntries(Object.entries(node).map(entry));
}

function checkKeywords(node, where) {
  if (typeof node !== "object") return;
  for (const [key, value] of Object.entries(node)) {
    if (!known.has(key)) throw new Error(`${where}: the wording of mistakes does not know the keyword ${key}`);
    if (mapsOfSchemas.has(key)) for (const [name, inner] of Object.entries(value)) checkKeywords(inner, `${where}/${key}/${name}`);
    if (key === "anyOf") value.forEach((inner, index) => checkKeywords(inner, `${where}/anyOf/${index}`));
    if (["items", "additionalProperties", "propertyNames"].includes(key)) checkKeywords(value, `${where}/${key}`);
  }
}

/** Standalone code requires ajv's helpers the CommonJS way; imports serve Node, tsc and Jest alike. */
function asModule(code) {
  const helpers = [];
  const body = code.replace(/require\("([^"]+)"\)\.default/g, (_, id) => {
    if (!helpers.includes(id)) helpers.push(id);
    return `helper${helpers.indexOf(id)}`;
  });
  if (body.includes("require(")) throw new Error("the validator needs a helper that is not bundled");
  const imports = helpers.map((id, index) => `import module${index} from "${id}.js";\nconst helper${index} = module${index}.default ?? module${index};\n`);
  // What ajv writes is plain JavaScript without types; the wrapper beside it is typed.
  return `// @ts-nocheck\n${imports.join("")}${body}\n`;
}

/** Only yes or no is asked of a validator, so its errors need not say anything. */
function withoutErrors(code) {
  return code.replace(/= ?\[\{instancePath[:,].*\}\];$/gm, "= [0];").replace(/= ?\{instancePath[:,].*\};$/gm, "= 0;");
}

function validatorOf(schema) {
  const ajv = new Ajv({ code: { source: true, esm: true, lines: true }, strict: true, strictTypes: false, inlineRefs: false, multipleOfPrecision: 6, messages: false });
  return asModule(withoutErrors(standalone(ajv, ajv.compile(without(schema, [...documentation, "title", "examples", ...annotations])))));
}

/** Types take their names from definitions; titles are for editors and would name every second scalar `Port`. */
function forTypes(schema) {
  const plain = (node) => {
    if (Array.isArray(node)) return node.map(plain);
    if (node === null || typeof node !== "object") return node;
    if (node.$ref !== undefined) return { $ref: node.$ref };
    const entry = ([key, value]) => [key, mapsOfSchemas.has(key) ? mapValues(value, plain) : plain(value)];
    return Object.fromEntries(Object.entries(node).filter(([key]) => !["title", "$id", "propertyNames"].includes(key)).map(entry));
  };
  return plain(schema);
}

const mapValues = (map, change) => Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));

const documentation = ["$schema", "$comment", "description", "default"];

/** The schema without some of its keywords. */
function without(node, dropped) {
  if (Array.isArray(node)) return node.map((item) => without(item, dropped));
  if (node === null || typeof node !== "object") return node;
  const inner = (key, value) => {
    if (mapsOfSchemas.has(key)) return mapValues(value, (schema) => without(schema, dropped));
    return key === "examples" ? value : without(value, dropped);
  };
  return Object.fromEntries(Object.entries(node).filter(([key]) => !dropped.includes(key)).map(([key, value]) => [key, inner(key, value)]));
}

async function generate(path) {
  const name = relative(schemas, path).replace(/\.schema\.json$/, "");
  const schema = bundle(path);
  checkKeywords(schema, name);
  const target = join(generated, name);
  mkdirSync(dirname(target), { recursive: true });
  const types = await compile(forTypes(schema), schema.title, { bannerComment: "", unknownAny: true, format: false, additionalProperties: false, ignoreMinAndMaxItems: true });
  const base = name.split("/").pop();
  const up = relative(dirname(target), join(root, "src/resources")).split("\\").join("/");
  const constant = `${schema.title[0].toLowerCase()}${schema.title.slice(1)}Validator`;
  const text = [
    `import type { JsonSchema, Validator } from "${up}/validator.ts";`,
    `import validate from "./${base}.validate.ts";`,
    "",
    types.trim(),
    "",
    `const schema: JsonSchema = ${JSON.stringify(without(schema, documentation), null, 1)};`,
    "",
    `export const ${constant}: Validator<${schema.title}> = { schema, accepts: (value): value is ${schema.title} => validate(value) };`,
    "",
  ].join("\n");
  write(`${target}.validate.ts`, validatorOf(schema));
  write(`${target}.ts`, text);
}

const written = new Set();

/** Leaves files alone that are as they should be: a test or a build that runs meanwhile is not disturbed. */
function write(path, text) {
  written.add(path);
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

/** Removes what no schema makes any more. */
function removeStale(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) removeStale(path);
    else if (!written.has(path)) rmSync(path);
  }
}

function schemaFiles(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return schemaFiles(path);
    return entry.name.endsWith(".schema.json") ? [path] : [];
  });
}

for (const path of schemaFiles(schemas)) await generate(path);
write(join(generated, "report-page.ts"), pageModule(root));
removeStale(generated);
