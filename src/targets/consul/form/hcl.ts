import type { Json } from "../../piece.ts";

/**
 * A config entry in HCL: one assignment a line, mappings in braces and lists in brackets, as `consul config write` reads
 * it (`hashicorp/hcl:decoder.go`, version 1). Values are the same as in JSON.
 */
export function hcl(value: Json): string {
  return Object.entries(value).map(([key, inner]) => `${keyText(key)} = ${valueText(inner, "")}\n`).join("");
}

/** Keys that are no words are quoted. */
function keyText(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : quoted(key);
}

function valueText(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) return listText(value, indent);
  if (typeof value === "object" && value !== null) {
    const lines = Object.entries(value).map(([key, each]) => `${inner}${keyText(key)} = ${valueText(each, inner)}\n`);
    return lines.length === 0 ? "{}" : `{\n${lines.join("")}${indent}}`;
  }
  return typeof value === "string" ? quoted(value) : String(value);
}

function listText(list: readonly unknown[], indent: string): string {
  const plain = list.every((item) => typeof item !== "object");
  if (plain) return `[${list.map((item) => valueText(item, indent)).join(", ")}]`;
  const inner = `${indent}  `;
  return `[\n${list.map((item) => `${inner}${valueText(item, inner)}`).join(",\n")}\n${indent}]`;
}

/** Nothing is read as an escape after `${`, so that its dollar is one; other escapes are those of Go (`hashicorp/hcl:hcl/strconv/quote.go`). */
function quoted(text: string): string {
  const escaped = text.replace(/[\\"\u0000-\u001f\u007f]/g, escape);
  return `"${escaped.replaceAll("${", "\\u0024{")}"`;
}

function escape(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
