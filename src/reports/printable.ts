/**
 * Characters that could drive a terminal, or hide or reorder what is shown: C0 and C1 controls, marks of direction and of
 * no width, line separators, tags, private use (Unicode Standard Annex #9 and Technical Report #36).
 */
const dangerous = /[\0-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff]|\p{Cs}|\p{Co}|[\u{e0000}-\u{e0fff}]/gu;

/** The text with everything replaced that is not plainly visible; line ends too, so that it stays on one line. */
export function printable(text: string): string {
  return text.replace(dangerous, escaped);
}

function escaped(character: string): string {
  if (character === "\t") return "    ";
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Columns that a printable text takes in a terminal: two for wide characters, none for combining ones. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** East Asian wide and fullwidth blocks and emoji (Unicode Standard Annex #11), in rough ranges. */
const wide = /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

function characterWidth(character: string): number {
  if (character < "\u0300") return 1;
  if (/\p{M}/u.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}
