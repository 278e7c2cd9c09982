import type { ParseFault } from "./recover.ts";

/** A fault of syntax in words of ours. */
export interface SyntaxWords {
  readonly problem: string;
  readonly help?: string;
}

type Phrase = readonly [RegExp, SyntaxWords | ((token: string, line: string) => SyntaxWords)];

const quoting = "if it is meant as text, put it in quotes";

const noSpace: SyntaxWords = { problem: "a space is missing after `:`", help: "write `key: value`" };
const keyOnOneLine: SyntaxWords = { problem: "a key has to stand on one line, with its `:`", help: `check the line above; ${quoting}` };
const secondMapping: SyntaxWords = { problem: "a second `key: value` on the same line", help: `start the inner mapping on its own line; ${quoting}` };
const deeperLine: SyntaxWords = { problem: "lines below this text are indented deeper, as if it were a mapping too", help: "align the lines, or remove the text behind the key" };

/** By the library's code and wording (`eemeli/yaml:src/errors.ts` and `src/compose`), the first that fits. */
const phrases: readonly Phrase[] = [
  [/^Missing closing/, { problem: "this quote is never closed", help: "close the text with the same kind of quote" }],
  [/ end with a ]$/, { problem: "this `[` is never closed", help: "close the list with `]`, indented deeper than its key" }],
  [/ end with a }$/, { problem: "this `{` is never closed", help: "close the mapping with `}`, indented deeper than its key" }],
  [/followed by map values/, (token) => ({ problem: `\`${token}\` stands where a key is expected, without a \`:\` after it`, help: "write `key: value`, or indent the line to continue the text above" })],
  [/^Missing , or : between/, { problem: "a comma or a colon is missing before this", help: "separate the items of `[…]` and `{…}` by commas" }],
  [/^Missing , between/, { problem: "a comma is missing before this", help: "separate the items of `[…]` and `{…}` by commas" }],
  [/^Missing space after :/, noSpace],
  [/^Comments must be separated/, { problem: "a space is missing before `#`", help: `put a space before the comment; ${quoting}` }],
  [/must be separated from the next token/, { problem: "a space is missing after the anchor or tag" }],
  [/without - indicator/, { problem: "a list item has to start with `- `", help: "put `- ` in front, or indent the line as part of the item above" }],
  [/directives-end/, { problem: "a `%` directive has to be followed by a line `---`", help: "remove the line that starts with `%`, or put `---` after it" }],
  [/same line with directives-end/, { problem: "a mapping or list cannot start on the line of `---`", help: "start it on the next line" }],
  [/(mapping|sequence) items must start at the same column/, { problem: "this line is indented differently from the lines it belongs to", help: "align it with its neighbours" }],
  [/Block scalars? with more-indented leading/, { problem: "the first lines of this text are indented deeper than the rest", help: "align all lines of the text" }],
  [/^Flow (map|sequence) in block collection must be sufficiently indented$/, { problem: "lines inside `[…]` or `{…}` have to be indented deeper than their key", help: "indent this line" }],
  [/^Nested mappings are not allowed in compact/, (_, line) => (/:(?:\s|$)/.test(line) ? secondMapping : deeperLine)],
  [/block sequence may not be used as an implicit map key|block-seq-ind on same line/, { problem: "a list cannot start on the line of its key", help: "start the list on the next line" }],
  [/Block collections are not allowed within flow|within flow collections/, { problem: "an indented mapping or list cannot stand inside `[…]` or `{…}`", help: "write the inner one in brackets too" }],
  [/Implicit keys (need|of flow)/, (_, line) => (/^[\w.-]{1,200}:[^\s:]/.test(line) ? noSpace : keyOnOneLine)],
  [/at most 1024 chars/, { problem: "a key may have at most 1024 characters" }],
  [/^Plain value cannot start with/, (token) => ({ problem: `text cannot start with \`${token.slice(0, 1)}\``, help: "put the text in quotes" })],
  [/^Invalid escape sequence/, (token) => ({ problem: `\`${token}\` is no escape that YAML knows`, help: "double the backslash, or use single quotes, where a backslash is just a backslash" })],
  [/at most one anchor/, { problem: "a second anchor for the same value", help: "keep one of them" }],
  [/at most one tag/, { problem: "a second tag for the same value", help: "keep one of them" }],
  [/Anchors and tags must be after/, { problem: "an anchor or tag has to stand after this sign", help: "move it next to its value" }],
  [/alias node must not specify/, { problem: "an alias can have neither an anchor nor a tag", help: "remove it" }],
  [/Anchor cannot be an empty string|Alias cannot be an empty string/, { problem: "the name is missing after this sign", help: `write \`&name\` and \`*name\`; ${quoting}` }],
  [/ending in : is ambiguous/, { problem: "a space is missing before `:`", help: "write `*name : value`" }],
  [/^Block scalar header/, { problem: "nothing but `-`, `+` or a digit may follow `|` and `>` on their line", help: "start the text on the next line" }],
  [/directive|%YAML|%TAG/, { problem: "a `%` directive that cannot be understood", help: "remove the line" }],
  [/doc-end without/, { problem: "`...` ends a document, but none has begun", help: "remove the line" }],
];

/** Says what is wrong in the words of someone who writes policies; `text` is the whole file. */
export function syntaxWords(fault: ParseFault, text: string): SyntaxWords {
  const token = shortToken(text.slice(fault.start, fault.end));
  const phrase = phrases.find(([pattern]) => pattern.test(fault.message))?.[1];
  if (phrase !== undefined) return typeof phrase === "function" ? phrase(token, restOfLine(text, fault.start)) : phrase;
  if (fault.code === "IMPOSSIBLE") return { problem: "this cannot be read as YAML", help: "simplify the document around this place" };
  return token === "" ? { problem: "the text ends too early here" } : { problem: `\`${token}\` is not expected here` };
}

function restOfLine(text: string, start: number): string {
  return text.slice(start, start + 1000).split("\n", 1)[0] ?? "";
}

function shortToken(text: string): string {
  const line = text.split("\n", 1)[0]?.trim() ?? "";
  return line.length > 40 ? `${line.slice(0, 40)}…` : line;
}
