import { Composer, Lexer, Parser } from "yaml";
import type { Document, ErrorCode, ParsedNode } from "yaml";
import type { ReadLimits } from "./limits.ts";
import { schema } from "./plain-scalar.ts";
import type { SyntaxNode } from "./syntax-tree.ts";
import { treeOf } from "./tree.ts";

/** One document as the YAML library understood it, with what it found wrong, in its own words. */
export interface ParsedDocument {
  readonly contents: SyntaxNode | null;
  readonly faults: readonly ParseFault[];
}

/** A fault in the library's words; offsets into the text. */
export interface ParseFault {
  readonly code: ErrorCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** The library could go on with what it had. */
  readonly mild: boolean;
}

/** Documents up to the end, or up to the place where the text became deeper than allowed. */
export interface ParsedText {
  readonly documents: readonly ParsedDocument[];
  readonly tooDeepAt: number | null;
}

const options = { schema, uniqueKeys: false, prettyErrors: false, logLevel: "silent" } as const;

/** Stops composing a document that is nothing but faults. */
const enough = Symbol("enough faults");

/**
 * Parses a text of YAML documents that may have faults, piece by piece, so that depth and faults are bounded while it is
 * read. Never throws; a document at which the library itself fails gets a fault.
 */
export function recover(text: string, limits: ReadLimits): ParsedText {
  const stream = new DocumentStream(text, limits);
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    const state = stream.take(lexeme, offset);
    if (state !== "going") return { documents: stream.finished(), tooDeepAt: state === "too deep" ? offset : null };
    if (!isMark(lexeme)) offset += lexeme.length;
  }
  return { documents: stream.end(text.length), tooDeepAt: null };
}

/** The lexer puts marks of no width between its pieces: start of document, flow end, scalar to come. */
function isMark(lexeme: string): boolean {
  return lexeme === "\x02" || lexeme === "\x18" || lexeme === "\x1f";
}

/** Holds the library's two machines and sorts their faults to the documents that they belong to. */
class DocumentStream {
  private readonly parser = new Parser();
  private readonly composer = new Composer<ParsedNode>(options);
  private readonly contents: (SyntaxNode | null)[] = [];
  private readonly faults: ParseFault[][] = [];
  private pending: ParseFault[] = [];
  private inDirectives = false;
  private readonly text: string;
  private readonly limits: ReadLimits;
  private readonly openings: { readonly at: number; readonly text: string }[] = [];
  private unclosedQuote: { readonly start: number; readonly end: number } | null = null;

  constructor(text: string, limits: ReadLimits) {
    this.text = text;
    this.limits = limits;
    this.listen();
  }

  /** Takes the next piece of text, and says whether it makes sense to go on. */
  take(lexeme: string, offset: number): "going" | "too deep" | "failed" {
    this.watch(lexeme, offset);
    try {
      for (const token of this.parser.next(lexeme)) this.compose(token);
    } catch (error) {
      this.failed(error, offset);
      return "failed";
    }
    return this.parser.stack.length > this.limits.depth + 3 ? "too deep" : "going";
  }

  end(length: number): readonly ParsedDocument[] {
    try {
      for (const token of this.parser.end()) this.compose(token);
    } catch (error) {
      this.failed(error, length);
    }
    return this.finished();
  }

  finished(): readonly ParsedDocument[] {
    this.flush();
    const count = Math.max(this.faults.length, this.pending.length > 0 ? 1 : 0);
    const documents = Array.from({ length: count }, (_, index) => ({
      contents: this.contents[index] ?? null,
      faults: this.faults[index] ?? [],
    }));
    const last = documents.at(-1);
    return last === undefined ? [] : [...documents.slice(0, -1), { ...last, faults: [...last.faults, ...this.pending] }];
  }

  /** Openings and quotes are remembered, since their faults are found only where the text ends. */
  private watch(lexeme: string, offset: number): void {
    const first = lexeme[0];
    if (lexeme === "[" || lexeme === "{") this.openings.push({ at: offset, text: lexeme });
    else if (lexeme === "]" || lexeme === "}") this.openings.pop();
    else if ((first === '"' || first === "'") && (lexeme.length === 1 || !lexeme.endsWith(first)))
      this.unclosedQuote = { start: offset, end: offset + lexeme.length };
  }

  private compose(token: Parameters<Composer["next"]>[0]): void {
    if (token.type === "error") {
      this.add("UNEXPECTED_TOKEN", token.message, [token.offset, token.offset + Math.max(1, token.source.length)], false);
      return;
    }
    if (token.type === "directive") this.inDirectives = true;
    if (token.type === "document") this.open();
    for (const document of this.composer.next(token) as Iterable<Document.Parsed>) this.keep(document);
  }

  private keep({ contents }: Document.Parsed): void {
    this.contents.push(contents === null ? null : treeOf(contents, this.text));
  }

  private open(): void {
    this.faults.push(this.pending);
    this.pending = [];
    this.inDirectives = false;
  }

  /**
   * The library makes an Error with a stack trace for every fault, which takes minutes on hostile input; its handler is
   * replaced by one that only notes them, and stops at a bound.
   */
  private listen(): void {
    const open = this.composer as unknown as { onError: LibraryHandler };
    open.onError = (source, code, message, mild) => this.add(code, message, spanOf(source), mild === true);
  }

  private add(code: ErrorCode, message: string, [start, end]: readonly [number, number], mild: boolean): void {
    const list = this.faults.length === 0 || this.inDirectives ? this.pending : (this.faults.at(-1) ?? this.pending);
    list.push({ code, message, ...this.narrowed(message, start, end), mild });
    if (list.length >= this.limits.faults * 10) throw enough;
  }

  private narrowed(message: string, start: number, end: number): { start: number; end: number } {
    if (message.startsWith("Missing closing") && this.unclosedQuote !== null)
      return { start: this.unclosedQuote.start, end: this.unclosedQuote.start + 1 };
    const opening = this.openings.at(-1);
    if (/ end with a [\]}]$/.test(message) && opening !== undefined) return { start: opening.at, end: opening.at + 1 };
    if (message.startsWith("Invalid escape sequence")) return { start, end: start + 2 };
    const line = this.text.indexOf("\n", start);
    return { start, end: line > start && line < end ? line : end };
  }

  /** The composer holds its last document back until it sees what follows. */
  private flush(): void {
    for (const document of this.composer.end()) this.keep(document);
  }

  private failed(error: unknown, offset: number): void {
    if (error !== enough) (this.faults.at(-1) ?? this.pending).push({ ...unreadable, start: offset, end: offset + 1 });
  }
}

const unreadable = { code: "IMPOSSIBLE", message: "", mild: false } as const;

type FaultSource = number | readonly number[] | { readonly offset: number; readonly source?: unknown };
type LibraryHandler = (source: FaultSource, code: ErrorCode, message: string, mild?: boolean) => void;

function spanOf(source: FaultSource): readonly [number, number] {
  if (typeof source === "number") return [source, source + 1];
  if ("offset" in source) {
    const length = typeof source.source === "string" ? source.source.length : 1;
    return [source.offset, source.offset + Math.max(1, length)];
  }
  return [source[0] ?? 0, source[1] ?? source[0] ?? 0];
}
