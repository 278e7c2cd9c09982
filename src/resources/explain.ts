import type { DocumentPath } from "../source/origin.ts";
import { nearestWord } from "../support/nearest-word.ts";
import type { Mistake, ValueMistake } from "./mistake.ts";
import { placeOfKey } from "./place-of-key.ts";
import { resolved } from "./resolved.ts";
import type { JsonSchema, JsonType } from "./validator.ts";
import { alternatives, expectedText, flowText, foundText, looksLikeScalar, quoted, rangeText, subjectText } from "./wording.ts";

/** A value on its way through the schema. */
interface Spot {
  readonly path: DocumentPath;
  readonly value: unknown;
  /** The last step is a name that the author chose, not a key of the language. */
  readonly free: boolean;
}

/**
 * What is wrong with a value that its schema does not accept: every mistake once, at the narrowest path, without
 * follow-ups. Of alternatives the one that was most likely meant is explained.
 */
export function mistakesOf(root: JsonSchema, value: unknown): readonly Mistake[] {
  return explain(root, root, { path: [], value, free: false });
}

function explain(root: JsonSchema, given: JsonSchema, spot: Spot): readonly Mistake[] {
  const schema = resolved(root, given);
  if (schema.anyOf !== undefined) return explainAnyOf(root, schema, spot);
  if (!fitsType(schema, spot.value)) return [valueMistake("wrong-type", schema, spot, expectedText(schema))];
  if (schema.const !== undefined || schema.enum !== undefined) return explainWord(schema, spot);
  if (typeof spot.value === "string") return explainText(schema, spot, spot.value);
  if (typeof spot.value === "number") return explainNumber(schema, spot, spot.value);
  if (Array.isArray(spot.value)) return explainList(root, schema, spot, spot.value);
  return isObject(spot.value) ? explainObject(root, schema, spot, spot.value) : [];
}

function explainWord(schema: JsonSchema, spot: Spot): readonly Mistake[] {
  const words = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  if (words.some((word) => word === spot.value)) return [];
  return [valueMistake("unknown-word", schema, spot, expectedText(schema), nearestTo(spot.value, words))];
}

function nearestTo(value: unknown, words: readonly (string | number | boolean)[]): string | null {
  const texts = words.filter((word) => typeof word === "string");
  return typeof value === "string" ? nearestWord(value, texts) : null;
}

function explainText(schema: JsonSchema, spot: Spot, text: string): readonly Mistake[] {
  const length = [...text].length;
  if (schema.minLength !== undefined && length < schema.minLength) return [emptyMistake(schema, spot)];
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    return [valueMistake("malformed", schema, spot, `at most ${schema.maxLength} characters long`)];
  }
  if (schema.pattern === undefined || new RegExp(schema.pattern, "u").test(text)) return [];
  return [valueMistake("malformed", schema, spot, expectedText(schema))];
}

function explainNumber(schema: JsonSchema, spot: Spot, number: number): readonly Mistake[] {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, multipleOf } = schema;
  const inside = number >= minimum && number <= maximum && number > exclusiveMinimum;
  if (!inside) return [valueMistake("out-of-range", schema, spot, rangeText(schema, number))];
  if (multipleOf === undefined || isMultiple(number, multipleOf)) return [];
  return [valueMistake("out-of-range", schema, spot, expectedText(schema))];
}

/** With the tolerance that the compiled validators use (`multipleOfPrecision: 6`). */
function isMultiple(number: number, step: number): boolean {
  const quotient = number / step;
  return Math.abs(Math.round(quotient) - quotient) <= 1e-6;
}

function explainList(root: JsonSchema, schema: JsonSchema, spot: Spot, list: readonly unknown[]): readonly Mistake[] {
  if (list.length < (schema.minItems ?? 0)) return [emptyMistake(schema, spot)];
  if (list.length > (schema.maxItems ?? Infinity)) {
    return [valueMistake("out-of-range", schema, spot, `a list of at most ${schema.maxItems}`)];
  }
  const { items } = schema;
  const inside = items === undefined ? [] : list.flatMap((value, index) => explain(root, items, { path: [...spot.path, index], value, free: false }));
  return schema.uniqueItems === true ? [...inside, ...repeatedItems(resolved(root, items ?? {}), spot, list)] : inside;
}

function repeatedItems(items: JsonSchema, spot: Spot, list: readonly unknown[]): readonly Mistake[] {
  const seen = new Map<string, number>();
  return list.flatMap((value, index): Mistake[] => {
    const key = JSON.stringify(value);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    if (first === undefined) return [];
    const path = [...spot.path, index];
    return [{ kind: "repeated", path, first: [...spot.path, first], subject: subjectText(path, items.title, false, value), found: foundText(value) }];
  });
}

function explainObject(root: JsonSchema, schema: JsonSchema, spot: Spot, object: Readonly<Record<string, unknown>>): readonly Mistake[] {
  const properties = schema.properties ?? {};
  const known = Object.keys(properties);
  const foreign = Object.keys(object).filter((key) => !Object.hasOwn(properties, key));
  const unknown = schema.additionalProperties === false ? foreign.map((key) => unknownKey(root, schema, spot, key, object)) : [];
  const meant = new Set(unknown.map((mistake) => mistake.meant));
  const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(object, key) && !meant.has(key));
  return [
    ...unknown,
    ...missing.map((key) => missingKey(root, schema, spot, key)),
    ...(unknown.length === 0 && missing.length === 0 ? countMistakes(schema, spot, object) : []),
    ...badKeys(root, schema, spot, object),
    ...known.filter((key) => Object.hasOwn(object, key)).flatMap((key) => explain(root, properties[key] ?? {}, below(spot, key, object[key], false))),
    ...(typeof schema.additionalProperties === "object" ? freeValues(root, schema.additionalProperties, spot, foreign, object) : []),
  ];
}

function freeValues(root: JsonSchema, schema: JsonSchema, spot: Spot, keys: readonly string[], object: Readonly<Record<string, unknown>>): readonly Mistake[] {
  return keys.flatMap((key) => explain(root, schema, below(spot, key, object[key], true)));
}

function below(spot: Spot, key: string, value: unknown, free: boolean): Spot {
  return { path: [...spot.path, key], value, free };
}

type UnknownKey = Extract<Mistake, { kind: "unknown-key" }>;

function unknownKey(root: JsonSchema, schema: JsonSchema, spot: Spot, key: string, object: Readonly<Record<string, unknown>>): UnknownKey {
  const properties = schema.properties ?? {};
  const known = Object.keys(properties);
  const open = known.filter((candidate) => !Object.hasOwn(object, candidate));
  const translated = schema["x-meant"];
  const word = translated !== undefined && Object.hasOwn(translated, key) ? translated[key] : undefined;
  const meant = word ?? nearestWord(key, open) ?? open.find((candidate) => key.length > 2 && candidate.startsWith(key)) ?? null;
  const elsewhere = meant === null ? placeOfKey(root, key) : null;
  const property = meant === null || Object.hasOwn(object, meant) ? undefined : properties[meant];
  const fits = property !== undefined && explain(root, property, below(spot, key, object[key], false)).length === 0;
  return { kind: "unknown-key", path: [...spot.path, key], key, parent: subjectOf(schema, spot), meant, fits, known, elsewhere };
}

function missingKey(root: JsonSchema, schema: JsonSchema, spot: Spot, key: string): Mistake {
  const property = resolved(root, schema.properties?.[key] ?? {});
  const [example] = property.examples ?? [];
  const help = property["x-help"] ?? (example === undefined ? `\`${key}\` is ${expectedText(property)}` : `write \`${key}: ${flowText(example)}\`, for example`);
  return { kind: "missing-key", path: [...spot.path, key], key, parent: subjectOf(schema, spot), help };
}

function subjectOf(schema: JsonSchema, { path, free, value }: Spot): string {
  return subjectText(path, schema.title, free, value);
}

function countMistakes(schema: JsonSchema, spot: Spot, object: object): readonly Mistake[] {
  const found = Object.keys(object);
  const most = schema.maxProperties ?? Infinity;
  if (found.length < (schema.minProperties ?? 0)) return [emptyMistake(schema, spot)];
  if (found.length <= most) return [];
  return [{ kind: "keys-clash", path: spot.path, subject: subjectOf(schema, spot), known: Object.keys(schema.properties ?? {}), found, help: schema["x-help"] ?? null }];
}

function badKeys(root: JsonSchema, schema: JsonSchema, spot: Spot, object: object): readonly Mistake[] {
  const { propertyNames } = schema;
  if (propertyNames === undefined) return [];
  return Object.keys(object).flatMap((key) =>
    explain(root, propertyNames, { path: [...spot.path, key], value: key, free: false }).map((mistake): Mistake => {
      const subject = `name in ${subjectText(spot.path, undefined, false, null)}`;
      return "part" in mistake ? { ...mistake, part: "key", subject } : mistake;
    }),
  );
}

function explainAnyOf(root: JsonSchema, schema: JsonSchema, spot: Spot): readonly Mistake[] {
  const branches = (schema.anyOf ?? []).flatMap((branch) => flattened(root, branch));
  const attempts = branches.map((branch) => ({ branch, mistakes: explain(root, branch, spot) }));
  if (attempts.some(({ mistakes }) => mistakes.length === 0)) return [];
  const likely = attempts.filter(({ branch }) => fitsType(branch, spot.value));
  const worded = likely.filter(({ branch }) => branch.const === undefined && branch.enum === undefined);
  const best = worded.sort((a, b) => a.mistakes.length - b.mistakes.length)[0];
  if (best !== undefined) return explain(root, { ...best.branch, ...(schema.title !== undefined && { title: schema.title }) }, spot);
  const words = likely.flatMap(({ branch }) => branch.enum ?? [branch.const ?? ""]);
  const expected = schema["x-words"] ?? alternatives(branches.map((branch) => expectedText(branch).replace(/^one of /, "")));
  return [valueMistake(likely.length > 0 ? "unknown-word" : "wrong-type", schema, spot, expected, nearestTo(spot.value, words))];
}

function flattened(root: JsonSchema, branch: JsonSchema): readonly JsonSchema[] {
  const schema = resolved(root, branch);
  return schema.anyOf === undefined ? [schema] : schema.anyOf.flatMap((inner) => flattened(root, inner));
}

function valueMistake(kind: ValueMistake["kind"], schema: JsonSchema, spot: Spot, expected: string, meant: string | null = null): ValueMistake {
  const { path, value } = spot;
  const help = kind === "wrong-type" ? (shapeHelp(schema, value) ?? schemaHelp(schema)) : (schema["x-help"] ?? null);
  return { kind, path, part: "value", subject: subjectOf(schema, spot), expected, found: foundText(value, schema.type), meant, help };
}

/** The help of a list speaks of empty lists. */
function schemaHelp(schema: JsonSchema): string | null {
  return schema.type === "array" ? null : (schema["x-help"] ?? null);
}

/** What to write instead, as far as the two shapes tell. */
function shapeHelp(schema: JsonSchema, value: unknown): string | null {
  if (value === null) return null;
  const [example] = schema.type === "object" && schema["x-help"] === undefined && schema["x-words"] === undefined ? (schema.examples ?? []) : [];
  if (example !== undefined) return `write \`${flowText(example)}\`, for example`;
  if (schema.type === "number" && typeof value === "string" && /^\d{1,3}(?:\.\d{1,2})? ?%$/.test(value)) return `write the number alone: ${quoted(value.replace(/ ?%$/, ""), false)}`;
  if (schema.type === "array") return isObject(value) ? "write it as a list: put `- ` before its first key" : `write it as a list: \`[${flowText(value)}]\``;
  const wantsText = schema.type === "string" && schema.pattern === undefined;
  if (wantsText && (typeof value === "number" || typeof value === "boolean")) return `write it in quotes: \`"${value}"\``;
  const wantsScalar = schema.type === "integer" || schema.type === "number" || schema.type === "boolean" || schema.const === true;
  return wantsScalar && typeof value === "string" && looksLikeScalar(value) ? `write it without quotes: ${quoted(value, false)}` : null;
}

function emptyMistake(schema: JsonSchema, spot: Spot): Mistake {
  const words = schema["x-words"];
  const last = spot.path.at(-1);
  const otherwise = typeof last === "string" ? `leave ${quoted(last, false)} out, or fill it` : null;
  const help = schema["x-help"] ?? (words === undefined ? otherwise : `write ${words}`);
  return { kind: "empty", path: spot.path, subject: subjectOf(schema, spot), help };
}

function fitsType(schema: JsonSchema, value: unknown): boolean {
  const words = schema.enum ?? (schema.const === undefined ? null : [schema.const]);
  if (words !== null) return words.some((word) => typeof word === typeof value);
  return schema.type === undefined || isOfType(schema.type, value);
}

function isOfType(type: JsonType, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "number") return typeof value === "number" && Number.isFinite(value);
  if (type === "array") return Array.isArray(value);
  if (type === "null") return value === null;
  return type === "object" ? isObject(value) : typeof value === type;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
