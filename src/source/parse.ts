import type { ReadLimits } from "./limits.ts";
import { recover } from "./recover.ts";
import type { ParsedText } from "./recover.ts";
import { parseSound } from "./sound.ts";

/**
 * Parses a text of YAML documents. Sound text, which is nearly all there is, goes through a fast parser that stops at the
 * first fault; whatever that one does not take is read again by one that recovers and says what is wrong. Never throws.
 */
export function parseYaml(text: string, limits: ReadLimits): ParsedText {
  const documents = parseSound(text, limits);
  return documents === null ? recover(text, limits) : { documents: documents.map((contents) => ({ contents, faults: [] })), tooDeepAt: null };
}
