import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { sourceDocument, unfolded } from "./document.ts";
import { jsonFault, spacesForTabs } from "./json.ts";
import { defaultLimits } from "./limits.ts";
import type { ReadLimits } from "./limits.ts";
import type { SourceDocument, SourceFile } from "./origin.ts";
import { parseYaml } from "./parse.ts";
import type { ParsedDocument } from "./recover.ts";
import { plainValue } from "./plain.ts";
import { sourceDiagnostics } from "./source.diagnostics.ts";
import type { SyntaxNode } from "./syntax-tree.ts";
import { isBroken, syntaxFindings } from "./syntax.ts";

/** What could be read, in the order of the files, and every fault. */
export interface ReadResult {
  readonly documents: readonly SourceDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads files of YAML documents (or, when the name ends in `.json`, one JSON document) into plain data that remembers
 * its places. Lists of objects are unfolded, empty documents skipped. A document with broken syntax is left out and does
 * not hide its neighbours; other faults leave a hole in the document. Never throws, whatever the input.
 */
export function readDocuments(files: readonly SourceFile[], limits: ReadLimits = defaultLimits): ReadResult {
  const results = files.map((file) => readFile(file, limits));
  return {
    documents: results.flatMap((result) => result.documents),
    diagnostics: results.flatMap((result) => result.diagnostics),
  };
}

function readFile(file: SourceFile, limits: ReadLimits): ReadResult {
  const fault = fileFault(file, limits);
  if (fault !== null) return { documents: [], diagnostics: [fault] };
  const text = isJson(file) ? spacesForTabs(file.text) : file.text;
  const parsed = parseYaml(text, limits);
  const results = parsed.documents.map((document) => readParsed(document, file, limits));
  const diagnostics = results.flatMap((result) => result.diagnostics);
  if (parsed.tooDeepAt !== null) {
    const at = { file: file.path, start: parsed.tooDeepAt, end: parsed.tooDeepAt + 1 };
    diagnostics.push(sourceDiagnostics["nested-too-deeply"].report({ at, with: { limit: limits.depth } }));
  }
  const template = diagnostics.length === 0 || isJson(file) ? null : templateIn(file);
  return template === null ? { documents: results.flatMap((result) => result.documents), diagnostics } : { documents: [], diagnostics: [template] };
}

/** An expression of a Go template, which is what most files with faults and such braces are; null where there is none. */
function templateIn({ path, text }: SourceFile): Diagnostic | null {
  const found = /\{\{-?\s{0,9}(?:[.$"(]|\/\*|[a-zA-Z]\w{0,40}[ .])[^{}\n]{0,200}\}\}/.exec(text);
  if (found === null) return null;
  const at = { file: path, start: found.index, end: found.index + found[0].length };
  return sourceDiagnostics["template-not-rendered"].report({ at, with: { expression: found[0] } });
}

/** What forbids reading a file at all. */
function fileFault(file: SourceFile, limits: ReadLimits): Diagnostic | null {
  const { text, path } = file;
  if (text.length > limits.fileLength) {
    const parameters = { length: text.length, limit: limits.fileLength };
    return sourceDiagnostics["file-too-large"].report({ at: { file: path, start: 0, end: 0 }, with: parameters });
  }
  const strange = strangeCharacter(file);
  if (strange !== null || !isJson(file)) return strange;
  const fault = jsonFault(text);
  if (fault === null) return null;
  const at = { file: path, start: fault.start, end: fault.end };
  return sourceDiagnostics["json-syntax"].report({ at, with: { problem: fault.problem } });
}

function isJson(file: SourceFile): boolean {
  return file.path.endsWith(".json");
}

/** Characters outside YAML's printable set (YAML 1.2.2, production 1). */
function strangeCharacter(file: SourceFile): Diagnostic | null {
  const found = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\p{Cs}/u.exec(file.text);
  if (found === null) return null;
  const at = { file: file.path, start: found.index, end: found.index + 1 };
  const number = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return sourceDiagnostics["not-text"].report({ at, with: { problem: `the character U+${number} cannot stand in a text file` } });
}

function readParsed(parsed: ParsedDocument, file: SourceFile, limits: ReadLimits): ReadResult {
  const diagnostics = syntaxFindings(parsed.faults, file, limits);
  if (isBroken(parsed.faults) || isEmpty(parsed.contents)) return { documents: [], diagnostics };
  const plain = plainValue(parsed.contents, file, limits);
  const all = [...diagnostics, ...plain.diagnostics];
  if (!plain.complete) return { documents: [], diagnostics: all };
  const syntax = { text: file.text, root: parsed.contents, targets: plain.targets };
  return { documents: unfolded(sourceDocument(file, plain.value, syntax, []), [], syntax), diagnostics: all };
}

function isEmpty(contents: SyntaxNode | null): contents is null {
  return contents === null || (contents.kind === "scalar" && contents.plain === "");
}
