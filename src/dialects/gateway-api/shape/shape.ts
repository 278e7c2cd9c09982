/** What a value of a Gateway API object must look like; `T` is the type of a value that was checked against it. */
export interface Shape<T> {
  readonly rule: ShapeRule;
  /** Never set; carries the type. */
  readonly of?: T;
}

/** What a value is checked for; lengths in characters, bounds inclusive. */
export type ShapeRule =
  | { readonly kind: "text"; readonly min: number; readonly max: number; readonly form: TextForm | null }
  | { readonly kind: "choice"; readonly words: readonly string[] }
  | { readonly kind: "integer"; readonly min: number; readonly max: number }
  | { readonly kind: "flag" }
  | { readonly kind: "list"; readonly items: Shape<unknown>; readonly min: number; readonly max: number; readonly key: readonly string[] | null }
  | { readonly kind: "map"; readonly max: number }
  | { readonly kind: "object"; readonly fields: Readonly<Record<string, Field<unknown>>>; readonly open: boolean }
  | { readonly kind: "anything" };

/** A form of text with the words a message uses for it. */
export interface TextForm {
  readonly pattern: RegExp;
  readonly says: string;
}

/** A field of an object; `experimental` fields exist in the experimental channel's files only. */
export interface Field<T> {
  readonly shape: Shape<T>;
  readonly required: boolean;
  readonly experimental: boolean;
}

/** A field that must be written. */
export interface RequiredField<T> extends Field<T> {
  readonly required: true;
}

/** The type of values of a shape. */
export type Infer<S> = S extends Shape<infer T> ? T : never;

type Fields = Readonly<Record<string, Field<unknown>>>;
type FieldType<F> = F extends Field<infer T> ? T : never;
type RequiredKeys<F extends Fields> = { [K in keyof F]: F[K] extends RequiredField<unknown> ? K : never }[keyof F];
type ObjectType<F extends Fields> = { readonly [K in RequiredKeys<F>]: FieldType<F[K]> } & {
  readonly [K in Exclude<keyof F, RequiredKeys<F>>]?: FieldType<F[K]>;
};

/** Text of a length in characters, optionally of a form. */
export function text(min: number, max: number, form: TextForm | null = null): Shape<string> {
  return { rule: { kind: "text", min, max, form } };
}

/** One of a few words. */
export function choice<const W extends string>(...words: readonly W[]): Shape<W> {
  return { rule: { kind: "choice", words } };
}

/** A whole number between two bounds, both allowed. */
export function integer(min: number, max: number): Shape<number> {
  return { rule: { kind: "integer", min, max } };
}

/** true or false. */
export const flag: Shape<boolean> = { rule: { kind: "flag" } };

/** Data that is not looked into. */
export const anything: Shape<unknown> = { rule: { kind: "anything" } };

/** A list; with `key`, entries differ in those fields (an empty key: the entries themselves differ). */
export function list<T>(items: Shape<T>, min: number, max: number, key: readonly string[] | null = null): Shape<readonly T[]> {
  return { rule: { kind: "list", items, min, max, key } };
}

/** Text under any keys. */
export function map(max: number): Shape<Readonly<Record<string, string>>> {
  return { rule: { kind: "map", max } };
}

/** An object with these fields and no others. */
export function object<const F extends Fields>(fields: F): Shape<ObjectType<F>> {
  return { rule: { kind: "object", fields, open: false } };
}

/** An object with these fields and any others. */
export function openObject<const F extends Fields>(fields: F): Shape<ObjectType<F>> {
  return { rule: { kind: "object", fields, open: true } };
}

/** A field that must be there. */
export function required<T>(shape: Shape<T>): RequiredField<T> {
  return { shape, required: true, experimental: false };
}

/** A field that may be left out. */
export function optional<T>(shape: Shape<T>): Field<T> {
  return { shape, required: false, experimental: false };
}

/** A field that may be left out and exists in the experimental channel only. */
export function experimental<T>(shape: Shape<T>): Field<T> {
  return { shape, required: false, experimental: true };
}
