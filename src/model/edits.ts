/** What becomes of the path (without query) on its way to a backend or into a redirect. */
export type PathEdit =
  | { readonly kind: "keep" }
  | { readonly kind: "constant"; readonly value: string }
  /** Drop so many characters at the front, then put `prepend` there. */
  | { readonly kind: "splice"; readonly drop: number; readonly prepend: string }
  /** RE2 substitution of every match, `\1` for groups. */
  | { readonly kind: "regex"; readonly pattern: string; readonly substitution: string };

/** Header changes; names lower case. `set` first, then `add`, then `remove`; one name stands in one of them only. */
export interface HeaderEdits {
  readonly set: Readonly<Record<string, string>>;
  readonly add: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

export const noHeaderEdits: HeaderEdits = { set: {}, add: {}, remove: [] };
