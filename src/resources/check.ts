import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { DocumentPath, Origin, SourceDocument } from "../source/origin.ts";
import { pathText } from "../source/path-text.ts";
import { mistakesOf } from "./explain.ts";
import type { Mistake, ValueMistake } from "./mistake.ts";
import { schemaDiagnostics as say } from "./schema.diagnostics.ts";
import { wordFix } from "../diagnostics/word-fix.ts";
import type { Validator } from "./validator.ts";
import { alternatives, enumeration, quoted } from "./wording.ts";

/** How a dialect speaks of its documents. */
export interface Words {
  /** The kind, for what is missing or unknown at the root: `ServicePolicy`. */
  readonly kind: string;
}

/** The typed value of a document, or null and every mistake in it. */
export interface Checked<T> {
  readonly value: T | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Holds a document to its schema. The compiled validator decides; only what it refuses is explained, each mistake once,
 * at its narrowest token, in reading order. Throws when the two disagree, which is a fault of ours.
 */
export function checkSchema<T>(document: SourceDocument, validator: Validator<T>, words: Words): Checked<T> {
  if (validator.accepts(document.value)) return { value: document.value, diagnostics: [] };
  const mistakes = mistakesOf(validator.schema, document.value);
  if (mistakes.length === 0) throw new Error(`a document of kind ${words.kind} was refused without a mistake`);
  const diagnostics = mistakes.map((mistake) => toDiagnostic(document, mistake, words));
  return { value: null, diagnostics: diagnostics.sort((a, b) => a.origin.start - b.origin.start) };
}

function toDiagnostic(document: SourceDocument, mistake: Mistake, words: Words): Diagnostic {
  const at = originOf(document, mistake);
  const path = pathText(mistake.path);
  switch (mistake.kind) {
    case "unknown-key": {
      const parent = parentText(mistake, words);
      const help = unknownHelp(mistake);
      const fixes = mistake.fits && mistake.meant !== null ? [wordFix(document.file, at, mistake.meant)] : [];
      return say["unknown-key"].report({ at, path, with: { key: quoted(mistake.key, false), parent, help }, fixes });
    }
    case "missing-key": {
      const parent = parentText(mistake, words);
      return say["missing-key"].report({ at, path, with: { key: quoted(mistake.key, false), parent, help: mistake.help } });
    }
    case "empty":
      return say["empty-value"].report({ at, path, with: mistake });
    case "repeated": {
      const related = [{ origin: document.origin(mistake.first), note: "first here" }];
      return say["repeated-item"].report({ at, path, with: mistake, related });
    }
    case "keys-clash": {
      const known = alternatives(mistake.known.map((key) => quoted(key, false)));
      const found = enumeration(mistake.found.map((key) => quoted(key, false)));
      return say["keys-clash"].report({ at, path, with: { subject: mistake.subject, known, found, help: mistake.help } });
    }
    default:
      return valueDiagnostic(document, mistake, at, path);
  }
}

const valueCodes = { "wrong-type": "wrong-type", "unknown-word": "unknown-word", malformed: "malformed-text", "out-of-range": "out-of-range" } as const;

function valueDiagnostic(document: SourceDocument, mistake: ValueMistake, at: Origin, path: string): Diagnostic {
  const { subject, expected, found, meant } = mistake;
  const help = meant === null ? mistake.help : `did you mean ${quoted(meant, false)}?`;
  const fixes = meant === null ? [] : [wordFix(document.file, at, meant)];
  return say[valueCodes[mistake.kind]].report({ at, path, with: { subject, expected, found, help }, fixes });
}

function originOf(document: SourceDocument, mistake: Mistake): Origin {
  if (mistake.kind === "unknown-key") return document.origin(mistake.path, "key");
  if (mistake.kind === "keys-clash") return document.origin([...mistake.path, mistake.found[1] ?? ""], "key");
  return "part" in mistake ? document.origin(mistake.path, mistake.part) : document.origin(mistake.path);
}

function parentText({ path, parent }: { readonly path: DocumentPath; readonly parent: string }, words: Words): string {
  return path.length === 1 ? words.kind : parent;
}

function unknownHelp({ meant, elsewhere, known }: Extract<Mistake, { kind: "unknown-key" }>): string {
  if (meant !== null) return `did you mean ${quoted(meant, false)}?`;
  return elsewhere === null ? knownText(known) : `it belongs in ${quoted(elsewhere, false)}`;
}

function knownText(known: readonly string[]): string {
  return `known here: ${known.map((key) => quoted(key, false)).join(", ")}`;
}

/** Keeps the quotes that the token has. */
