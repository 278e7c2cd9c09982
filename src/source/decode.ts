import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "./origin.ts";
import { sourceDiagnostics } from "./source.diagnostics.ts";

/** A file as text, and why it must not be read any further, if so. */
export interface Decoded {
  readonly file: SourceFile;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Decodes UTF-8, a byte order mark kept, so that offsets fit what is on disk. Other encodings are refused at the first
 * byte that does not fit; the text then holds replacement characters and serves only to show the place.
 */
export function decodeText(path: string, bytes: Uint8Array): Decoded {
  try {
    return { file: { path, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) }, diagnostics: [] };
  } catch {
    return refused(path, bytes);
  }
}

function refused(path: string, bytes: Uint8Array): Decoded {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const start = firstReplaced(text, bytes);
  const problem = isUtf16(bytes) ? "the file is UTF-16, not UTF-8" : "a byte here is not UTF-8";
  const finding = sourceDiagnostics["not-text"].report({ at: { file: path, start, end: start + 1 }, with: { problem } });
  return { file: { path, text }, diagnostics: [finding] };
}

function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** The first replacement character that the bytes do not spell themselves. */
function firstReplaced(text: string, bytes: Uint8Array): number {
  const encoder = new TextEncoder();
  let at = 0;
  let byte = 0;
  for (let found = text.indexOf("\ufffd"); found !== -1; found = text.indexOf("\ufffd", at)) {
    byte += encoder.encode(text.slice(at, found)).length;
    if (bytes[byte] !== 0xef || bytes[byte + 1] !== 0xbf || bytes[byte + 2] !== 0xbd) return found;
    byte += 3;
    at = found + 1;
  }
  return 0;
}
