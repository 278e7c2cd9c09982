/** What a text of YAML is made of, with offsets into it (UTF-16 code units, end exclusive, no white space at the end). */
export type SyntaxNode = ScalarSyntax | MapSyntax | ListSyntax | AliasSyntax;

interface Spanned {
  readonly start: number;
  readonly end: number;
}

interface Anchorable extends Spanned {
  /** The name behind `&`. */
  readonly anchor: string | null;
}

/** A single value, which may be empty: then it has no width. */
export interface ScalarSyntax extends Anchorable {
  readonly kind: "scalar";
  readonly value: unknown;
  /** The text of a value without quotes, as it is written; null for quoted and block ones. */
  readonly plain: string | null;
}

/** A mapping, its entries in the order in which they are written. */
export interface MapSyntax extends Anchorable {
  readonly kind: "map";
  readonly entries: readonly EntrySyntax[];
}

/** An entry of a mapping. */
export interface EntrySyntax {
  readonly key: SyntaxNode;
  readonly value: SyntaxNode;
}

/** A list. */
export interface ListSyntax extends Anchorable {
  readonly kind: "list";
  readonly items: readonly SyntaxNode[];
}

/** A use of an anchor, `*name`. */
export interface AliasSyntax extends Spanned {
  readonly kind: "alias";
  readonly name: string;
}
