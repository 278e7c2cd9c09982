import type { PlaceOf } from "../model/render.ts";
import type { SourceFile } from "../source/origin.ts";
import { placeOf } from "../source/place.ts";

/** Where origins are in the files of a run; null for those in none of them. */
export function placesIn(sources: readonly SourceFile[]): PlaceOf {
  const files = new Map(sources.map((file) => [file.path, file]));
  return (origin) => {
    const file = files.get(origin.file);
    return file === undefined ? null : { file: origin.file, ...placeOf(file, origin.start) };
  };
}
