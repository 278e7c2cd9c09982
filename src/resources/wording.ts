import type { DocumentPath } from "../source/origin.ts";
import type { JsonSchema, JsonType } from "./validator.ts";

const longestShown = 60;

/** What was found, as it is shown: `` `five` ``, a list, a mapping, nothing. Long or unprintable text is cut or escaped. */
export function foundText(value: unknown, expected?: JsonType): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value !== "string") return `\`${String(value)}\``;
  return quoted(value, value === "" || (expected !== undefined && expected !== "string" && looksLikeScalar(value)));
}

/** `a`, `b` or `c` of quoted words. */
export function alternatives(words: readonly string[]): string {
  return joined(words, "or");
}

/** `a`, `b` and `c` of quoted words. */
export function enumeration(words: readonly string[]): string {
  return joined(words, "and");
}

/** What a schema asks for: `x-words`, else the plain word of its type. */
export function expectedText(schema: JsonSchema): string {
  if (schema["x-words"] !== undefined) return schema["x-words"];
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.enum !== undefined) return `one of ${alternatives(schema.enum.map((word) => `\`${word}\``))}`;
  return typeText(schema.type ?? "object");
}

/** The bound that a number oversteps, or both where they are small. */
export function rangeText(schema: JsonSchema, found: number): string {
  const { minimum, maximum, exclusiveMinimum } = schema;
  if (schema["x-words"] !== undefined && schema.type === "number") return schema["x-words"];
  if (minimum !== undefined && maximum !== undefined && maximum < 100_000) return `from ${minimum} to ${maximum}`;
  if (maximum !== undefined && found > maximum) return `at most ${maximum}`;
  return exclusiveMinimum === undefined ? `at least ${minimum}` : `above ${exclusiveMinimum}`;
}

/**
 * The value at a path in words: `` `deadline` ``, ``weight of `v2` ``, ``route `read` `` for an entry with a name,
 * ``method 2 of `methods` `` for one without. `free` tells that the last step is a name of the author's choice.
 */
export function subjectText(path: DocumentPath, title: string | undefined, free: boolean, value: unknown): string {
  const last = path.at(-1);
  if (last === undefined) return "the document";
  if (typeof last === "number") return entryText(path, last, noun(title) ?? "entry", value);
  return free && title !== undefined ? `${noun(title)} of ${quoted(last, false)}` : quoted(last, false);
}

function entryText(path: DocumentPath, index: number, word: string, value: unknown): string {
  const named = typeof value === "object" && value !== null && "name" in value ? value.name : null;
  if (typeof named === "string" && named !== "") return `${word} ${quoted(named, false)}`;
  return `${word} ${index + 1} of ${subjectText(path.slice(0, -1), undefined, false, null)}`;
}

/** A value as YAML in one line: `[connect-failure, gateway-error]`, `{ v1: 95 }`. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(", ")}]`;
  if (typeof value === "object" && value !== null) return `{ ${Object.entries(value).map(([key, inner]) => `${key}: ${flowText(inner)}`).join(", ")} }`;
  return typeof value === "string" && (looksLikeScalar(value) || !/^[A-Za-z0-9/._-]+$/.test(value)) ? JSON.stringify(value) : String(value);
}

/** Text of the user in backticks, cut at 60 characters, control characters escaped. */
export function quoted(text: string, withMarks: boolean): string {
  const cut = text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
  const visible = JSON.stringify(cut).slice(1, -1).replace(/\\"/g, '"').replace(/\\\\/g, "\\").replaceAll("`", "'");
  return withMarks ? `\`"${visible}"\`` : `\`${visible}\``;
}

/** True for text that YAML would read as a number or a truth value without its quotes. */
export function looksLikeScalar(text: string): boolean {
  return /^(?:true|false|null|[-+]?[0-9]+(?:\.[0-9]+)?)$/.test(text);
}

const types: Readonly<Record<JsonType, string>> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "`true` or `false`",
  array: "a list",
  object: "a mapping",
  null: "nothing",
};

/** The plain word of a type. */
function typeText(type: JsonType): string {
  return types[type];
}

function noun(title: string | undefined): string | undefined {
  return title === undefined ? undefined : title.charAt(0).toLowerCase() + title.slice(1);
}

function joined(words: readonly string[], last: string): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
