/**
 * The part of JSON Schema (draft 07) that our schemas are written in; `scripts/generate.mjs` refuses other keywords.
 * `x-words` says what a value must be, `x-help` what to do about a wrong one, `x-meant` which known key a wrong one
 * stands for.
 */
export interface JsonSchema {
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: JsonType;
  readonly enum?: readonly (string | number | boolean)[];
  readonly const?: string | number | boolean;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly multipleOf?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: JsonSchema;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly examples?: readonly unknown[];
  readonly "x-words"?: string;
  readonly "x-help"?: string;
  readonly "x-meant"?: Readonly<Record<string, string>>;
  /** What is only for editors. */
  readonly [annotation: string]: unknown;
}

/** The types of JSON values, with whole numbers apart. */
export type JsonType = "string" | "integer" | "number" | "boolean" | "array" | "object" | "null";

/** A schema with its ahead-of-time compiled judge of right and wrong. */
export interface Validator<T> {
  readonly schema: JsonSchema;
  readonly accepts: (value: unknown) => value is T;
}
