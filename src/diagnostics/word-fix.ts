import type { Origin, SourceFile } from "../source/origin.ts";
import type { Fix } from "./diagnostic.ts";

/** A fix that writes another word in the place of one, in the quotes that it stands in. */
export function wordFix({ text }: SourceFile, origin: Origin, word: string): Fix {
  const mark = text.charAt(origin.start);
  const written = mark === '"' || mark === "'" ? `${mark}${word}${mark}` : word;
  return { label: `write \`${word}\``, edits: [{ origin, text: written }] };
}
