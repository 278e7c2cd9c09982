import type { Fix } from "../diagnostics/diagnostic.ts";
import { entryRemoved, rewritten } from "../lint/edits.ts";
import { keyPlaceOf, placeOf } from "./traps.ts";
import type { Written } from "./traps.ts";

/** A fix that writes another word in the place of a value of a manifest; none where its text cannot be mended. */
export function valueRewritten(node: Written, word: string): readonly Fix[] {
  return node.textAt === undefined ? [] : rewritten(placeOf(node), word, `write \`${word}\``, { settings: { textAt: node.textAt } });
}

/** A fix that writes another key in the place of a value's own. */
export function keyRewritten(node: Written, key: string): readonly Fix[] {
  return node.textAt === undefined ? [] : rewritten(keyPlaceOf(node), key, `write \`${key}\``, { settings: { textAt: node.textAt } });
}

/** A fix that takes a field out of a manifest; none where it is the only one beside nothing else. */
export function fieldRemoved(node: Written): readonly Fix[] {
  const key = String(node.path.at(-1));
  return node.textAt === undefined ? [] : entryRemoved(keyPlaceOf(node), placeOf(node), `remove \`${key}\``, { settings: { textAt: node.textAt } });
}
