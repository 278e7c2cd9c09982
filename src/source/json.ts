/** What makes a text no JSON, and where. */
export interface JsonFault {
  readonly problem: string;
  readonly start: number;
  readonly end: number;
}

/** One piece of JSON (RFC 8259, section 2) or of what people write in its place. */
const piece = /[ \t\n\r]+|[[\]{},:]|"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|(?:true|false|null)(?!\w)|$/y;

type Expected = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end" | "nothing";

/**
 * Checks that a text is one JSON document and nothing else: no comments, no trailing commas, no unquoted words. null
 * means that it is. Takes linear time and no recursion; a byte order mark in front is tolerated.
 */
export function jsonFault(text: string): JsonFault | null {
  const open: string[] = [];
  let expected: Expected = "value";
  let at = text.startsWith("\ufeff") ? 1 : 0;
  for (;;) {
    piece.lastIndex = at;
    const token = piece.exec(text)?.[0];
    if (token === undefined) return { problem: `\`${badToken(text, at)}\` is not JSON`, start: at, end: at + badToken(text, at).length };
    if (token === "") return ending(expected, open, text.length);
    if (!/^\s/.test(token)) {
      const next = after(token, expected, open);
      if (next === null) return { problem: `\`${shortened(token)}\` where JSON needs ${words[expected]}`, start: at, end: at + token.length };
      expected = next;
    }
    at += token.length;
  }
}

/** The text with each tab outside of strings replaced by a space, offsets kept: JSON may indent by tabs, YAML not. */
export function spacesForTabs(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"|\t/g, (part) => (part === "\t" ? " " : part));
}

const words: Readonly<Record<Expected, string>> = {
  value: "a value",
  "value or end": "a value or `]`",
  key: "a key in double quotes",
  "key or end": "a key in double quotes or `}`",
  colon: "`:`",
  "comma or end": "a comma or the closing bracket",
  nothing: "nothing more",
};

/** What may follow a token, or null when the token may not stand here. Keeps `open` up to date. */
function after(token: string, expected: Expected, open: string[]): Expected | null {
  if (token === "]" || token === "}") return closed(token, expected, open);
  if (token === ",") return expected === "comma or end" ? (open.at(-1) === "{" ? "key" : "value") : null;
  if (token === ":") return expected === "colon" ? "value" : null;
  if (expected === "key" || expected === "key or end") return token.startsWith('"') ? "colon" : null;
  if (expected !== "value" && expected !== "value or end") return null;
  if (token === "[" || token === "{") open.push(token);
  if (token === "[") return "value or end";
  if (token === "{") return "key or end";
  return open.length === 0 ? "nothing" : "comma or end";
}

function closed(token: string, expected: Expected, open: string[]): Expected | null {
  const opening = token === "]" ? "[" : "{";
  const empty = token === "]" ? "value or end" : "key or end";
  if (open.at(-1) !== opening || (expected !== "comma or end" && expected !== empty)) return null;
  open.pop();
  return open.length === 0 ? "nothing" : "comma or end";
}

function ending(expected: Expected, open: readonly string[], length: number): JsonFault | null {
  if (expected === "nothing") return null;
  const problem = open.length === 0 ? "the file is empty" : `the text ends where JSON needs ${words[expected]}`;
  return { problem, start: length, end: length };
}

function badToken(text: string, at: number): string {
  return shortened(/^[^\s,:[\]{}]+/.exec(text.slice(at, at + 100))?.[0] ?? text.slice(at, at + 1));
}

function shortened(token: string): string {
  return token.length > 40 ? token.slice(0, 40) : token;
}
