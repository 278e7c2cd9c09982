import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { DocumentPath, SourceDocument } from "../../../source/origin.ts";
import { nearestWord } from "../../../support/nearest-word.ts";
import { shapeDiagnostics as say } from "./shape.diagnostics.ts";
import { pathText } from "../../../source/path-text.ts";
import type { Shape, ShapeRule } from "./shape.ts";

/** Which files are installed: fields of the experimental channel do not exist in the standard one. */
export type Channel = "standard" | "experimental";

interface Check {
  readonly document: SourceDocument;
  readonly channel: Channel;
  readonly found: Diagnostic[];
}

/** Everything wrong with the value at `path`, at the narrowest token; the value conforms when no error is among them. */
export function checkShape(document: SourceDocument, path: DocumentPath, value: unknown, shape: Shape<unknown>, channel: Channel): readonly Diagnostic[] {
  const check: Check = { document, channel, found: [] };
  visit(check, path, value, shape.rule);
  return check.found;
}

function visit(check: Check, path: DocumentPath, value: unknown, rule: ShapeRule): void {
  switch (rule.kind) {
    case "anything":
      return;
    case "flag":
      return typeof value === "boolean" ? undefined : wrongType(check, path, value, "`true` or `false`");
    case "integer":
      return visitInteger(check, path, value, rule);
    case "choice":
      return visitChoice(check, path, value, rule);
    case "text":
      return visitText(check, path, value, rule);
    case "map":
      return visitMap(check, path, value, rule);
    case "list":
      return visitList(check, path, value, rule);
    case "object":
      return visitObject(check, path, value, rule);
  }
}

function visitInteger(check: Check, path: DocumentPath, value: unknown, rule: ShapeRule & { kind: "integer" }): void {
  if (typeof value !== "number" || !Number.isInteger(value)) return wrongType(check, path, value, "a whole number");
  if (value >= rule.min && value <= rule.max) return;
  report(check, path, say["gateway-api-number-out-of-range"].report, { field: pathText(path), found: value, min: rule.min, max: rule.max });
}

function visitChoice(check: Check, path: DocumentPath, value: unknown, rule: ShapeRule & { kind: "choice" }): void {
  if (typeof value !== "string") return wrongType(check, path, value, "text");
  if (rule.words.includes(value)) return;
  const nearest = nearestWord(value, rule.words);
  report(check, path, say["gateway-api-word-unknown"].report, { field: pathText(path), found: value, known: rule.words, nearest });
}

function visitText(check: Check, path: DocumentPath, value: unknown, rule: ShapeRule & { kind: "text" }): void {
  if (typeof value !== "string") return wrongType(check, path, value, "text");
  const field = pathText(path);
  if (value.length < rule.min || value.length > rule.max) {
    report(check, path, say["gateway-api-text-length"].report, { field, found: value.length, min: rule.min, max: rule.max });
  } else if (rule.form !== null && !rule.form.pattern.test(value)) {
    report(check, path, say["gateway-api-text-form"].report, { field, found: value, says: rule.form.says });
  }
}

function visitMap(check: Check, path: DocumentPath, value: unknown, rule: ShapeRule & { kind: "map" }): void {
  if (!isRecord(value)) return wrongType(check, path, value, "a mapping of texts");
  const entries = Object.entries(value);
  checkSize(check, path, entries.length, 0, rule.max);
  for (const [key, item] of entries) if (typeof item !== "string") wrongType(check, [...path, key], item, "text");
}

function visitList(check: Check, path: DocumentPath, value: unknown, rule: ShapeRule & { kind: "list" }): void {
  if (!Array.isArray(value)) return wrongType(check, path, value, "a list");
  checkSize(check, path, value.length, rule.min, rule.max);
  const seen = new Set<string>();
  value.slice(0, rule.max).forEach((item: unknown, index) => {
    visit(check, [...path, index], item, rule.items.rule);
    if (rule.key !== null) checkRepeated(check, [...path, index], item, rule.key, seen);
  });
}

function checkRepeated(check: Check, path: DocumentPath, item: unknown, key: readonly string[], seen: Set<string>): void {
  const parts = key.length === 0 ? [item] : key.map((name) => (isRecord(item) ? item[name] : undefined));
  const identity = JSON.stringify(parts);
  if (seen.has(identity)) {
    const place = key[0] === undefined ? path : [...path, key[0]];
    report(check, place, say["gateway-api-entry-repeated"].report, { field: pathText(path.slice(0, -1)), found: parts.join("/") });
  }
  seen.add(identity);
}

function visitObject(check: Check, path: DocumentPath, value: unknown, rule: ShapeRule & { kind: "object" }): void {
  if (!isRecord(value)) return wrongType(check, path, value, "a mapping");
  for (const [key, item] of Object.entries(value)) visitField(check, [...path, key], key, item, rule);
  for (const [missing, field] of Object.entries(rule.fields)) {
    if (!field.required || Object.hasOwn(value, missing)) continue;
    const at = check.document.origin(path, path.length === 0 || typeof path.at(-1) === "number" ? "value" : "key");
    check.found.push(say["gateway-api-field-missing"].report({ at, path: pathText(path), with: { field: pathText(path), missing } }));
  }
}

function visitField(check: Check, path: DocumentPath, key: string, item: unknown, rule: ShapeRule & { kind: "object" }): void {
  const field = Object.hasOwn(rule.fields, key) ? rule.fields[key] : undefined;
  const at = check.document.origin(path, "key");
  const place = { at, path: pathText(path) };
  if (field === undefined && rule.open) return;
  if (field === undefined) {
    const nearest = nearestWord(key, Object.keys(rule.fields));
    check.found.push(say["gateway-api-field-unknown"].report({ ...place, with: { field: key, holder: pathText(path.slice(0, -1)), nearest } }));
    return;
  }
  if (field.experimental) {
    const finding = check.channel === "standard" ? say["gateway-api-not-in-standard"] : say["gateway-api-experimental"];
    check.found.push(finding.report({ ...place, with: { field: pathText(path) } }));
    if (check.channel === "standard") return;
  }
  visit(check, path, item, field.shape.rule);
}

function checkSize(check: Check, path: DocumentPath, found: number, min: number, max: number): void {
  if (found >= min && found <= max) return;
  const at = check.document.origin(path, "key");
  check.found.push(say["gateway-api-list-size"].report({ at, path: pathText(path), with: { field: pathText(path), found, min, max } }));
}

function wrongType(check: Check, path: DocumentPath, value: unknown, want: string): void {
  report(check, path, say["gateway-api-wrong-type"].report, { field: pathText(path), want, found: describe(value) });
}

function report<P>(check: Check, path: DocumentPath, make: (report: { at: ReturnType<SourceDocument["origin"]>; path: string; with: P }) => Diagnostic, parameters: P): void {
  check.found.push(make({ at: check.document.origin(path, "value"), path: pathText(path), with: parameters }));
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return `\`${String(value)}\``;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
