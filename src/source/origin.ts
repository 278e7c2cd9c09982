/**
 * A place in an input file, as offsets into its text (UTF-16 code units, end exclusive). Line and column are computed
 * only when a place is shown, by `placeOf`.
 */
export interface Origin {
  /** Path as the user gave it, forward slashes, relative to the working directory; `-` for standard input. */
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** A text that was read, under the name it is shown by. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Line and column of an offset, both from 1, the column in characters of the line. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A step into a document: a key of a mapping or an index of a list. */
export type PathStep = string | number;
/** The steps from the root of a document to a value in it. */
export type DocumentPath = readonly PathStep[];

/**
 * One document of a file (one of several in YAML, or one item of a `kind: List`): its plain value, and a way from any
 * path in it back to the text. Positions are worked out on demand.
 */
export interface SourceDocument {
  readonly file: SourceFile;
  /** Plain JSON data; aliases and merge keys are resolved. */
  readonly value: unknown;
  /**
   * The narrowest place of a path: the key of a mapping entry with part `key`, its value otherwise. A path that does
   * not exist gives the place of its nearest existing ancestor's key. Never throws.
   */
  origin(path: DocumentPath, part?: "key" | "value"): Origin;
  /** The one scalar or key that stands for a place: a mapping is shown by its key or its name. Elsewhere the place itself. */
  readonly token?: (place: Origin) => Origin;
  /** The path to the key or value at a place; null when it lies outside of the document. */
  readonly pathAt?: (place: Origin) => DocumentPath | null;
}
