import { Lexer } from "yaml";
import type { Origin, SourceFile } from "./origin.ts";

/** The comments of a YAML text, each from its `#` to the end of its line; text inside values is none. A JSON file has none. */
export function commentsOf(file: SourceFile): readonly Origin[] {
  if (file.path.endsWith(".json") || !file.text.includes("#")) return [];
  const found: Origin[] = [];
  let offset = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(file.text)) {
    if (lexeme.startsWith("#") && !isScalar) found.push({ file: file.path, start: offset, end: offset + lexeme.trimEnd().length });
    isScalar = lexeme === "\x1f";
    if (!isMark(lexeme)) offset += lexeme.length;
  }
  return found;
}

/** The lexer puts marks of no width between its pieces: start of document, flow end, scalar to come. */
function isMark(lexeme: string): boolean {
  return lexeme === "\x02" || lexeme === "\x18" || lexeme === "\x1f";
}
