import type { PlaceOf, RenderedPlace } from "../../model/render.ts";
import type { Origin, SourceFile } from "../../source/origin.ts";
import { lineStarts, lineText, placeOf } from "../../source/place.ts";

/** A place as the page shows it: its text, and where in the page the line stands; null where the source is not shown. */
export interface PlaceLink {
  readonly text: string;
  readonly href: string | null;
}

/** Makes links of places. */
export interface Places {
  readonly at: (origin: Origin) => PlaceLink;
  /** The same for a place that is already a line; null stays null. */
  readonly of: (place: RenderedPlace | null) => PlaceLink | null;
  readonly placeOf: PlaceOf;
  readonly sources: readonly ShownSource[];
  /** Paths of the files that are too much to be shown. */
  readonly leftOut: readonly string[];
}

/** A source file with numbered lines. */
export interface ShownSource {
  readonly id: string;
  readonly path: string;
  readonly lines: readonly { readonly number: number; readonly text: string }[];
}

/** Characters of source that a page carries at most. */
const mostSource = 4_000_000;

/** Prepares the sources for the page, as far as they fit, and links into them. */
export function placesOf(sources: readonly SourceFile[]): Places {
  const files = new Map(sources.map((file) => [file.path, file]));
  const shown = fitting(sources);
  const ids = new Map(shown.map(({ path }, index) => [path, `s${index}`]));
  const link = ({ file, line }: { readonly file: string; readonly line: number }): PlaceLink => {
    const id = ids.get(file);
    return { text: `${file}:${line}`, href: id === undefined ? null : `#${id}-${line}` };
  };
  const rendered: PlaceOf = (origin) => {
    const file = files.get(origin.file);
    return file === undefined ? null : { file: origin.file, ...placeOf(file, origin.start) };
  };
  const at = (origin: Origin): PlaceLink => {
    const place = rendered(origin);
    return place === null ? { text: origin.file, href: null } : link(place);
  };
  const leftOut = sources.map(({ path }) => path).filter((path) => !ids.has(path));
  return { at, of: (place) => (place === null ? null : link(place)), placeOf: rendered, sources: shown.map((file, index) => shownSource(file, `s${index}`)), leftOut };
}

function fitting(sources: readonly SourceFile[]): readonly SourceFile[] {
  let room = mostSource;
  return sources.filter(({ text }) => (room -= text.length) >= 0);
}

function shownSource(file: SourceFile, id: string): ShownSource {
  const count = lineStarts(file).length;
  const lines = Array.from({ length: count }, (_, index) => ({ number: index + 1, text: lineText(file, index + 1) }));
  return { id, path: file.path, lines: lines.at(-1)?.text === "" ? lines.slice(0, -1) : lines };
}
