/** The next place that is neither white space nor comment. */
export function inked(from: number, text: string): number {
  let at = from;
  for (;;) {
    while (at < text.length && isBlank(text[at])) at += 1;
    if (text[at] !== "#") return at;
    while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at += 1;
  }
}

/** Where something ends without the white space at its end; not before its start. */
export function inkedEnd(start: number, from: number, text: string): number {
  let end = from;
  while (end > start && isBlank(text[end - 1])) end -= 1;
  return end;
}

function isBlank(sign: string | undefined): boolean {
  return sign === " " || sign === "\t" || sign === "\r" || sign === "\n";
}
