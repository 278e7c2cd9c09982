import type { SourceFile } from "../source/origin.ts";
import { lineText, placeOf } from "../source/place.ts";
import { digest } from "../support/digest.ts";
import type { Diagnostic } from "./diagnostic.ts";

/**
 * Names for findings that stay the same while lines move: digest of code, file and the text of the line, and a number
 * that tells several such findings apart. In the order of the findings; `pathOf` makes paths independent of the
 * working directory.
 */
export function fingerprints(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], pathOf: (file: string) => string): readonly string[] {
  const files = new Map(sources.map((file) => [file.path, file]));
  const seen = new Map<string, number>();
  return diagnostics.map((diagnostic) => {
    const file = files.get(diagnostic.origin.file);
    const line = file === undefined ? "" : lineText(file, placeOf(file, diagnostic.origin.start).line).trim();
    const name = digest([diagnostic.code, pathOf(diagnostic.origin.file), line].join("\n"));
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return `${name}:${count}`;
  });
}
