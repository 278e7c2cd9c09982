import type { DocumentPath } from "../source/origin.ts";

/** One thing that a value gets wrong, in words that need no knowledge of schemas. */
export type Mistake =
  | {
      readonly kind: "unknown-key";
      readonly path: DocumentPath;
      readonly key: string;
      /** What the key stands in. */
      readonly parent: string;
      /** The key that was meant, where that can be told, and whether what stands under the wrong one is right for it. */
      readonly meant: string | null;
      readonly fits: boolean;
      readonly known: readonly string[];
      /** Where the language has such a key, such as `spec.routes[].mirror`. */
      readonly elsewhere: string | null;
    }
  | { readonly kind: "missing-key"; readonly path: DocumentPath; readonly key: string; readonly parent: string; readonly help: string | null }
  | ValueMistake
  | { readonly kind: "empty"; readonly path: DocumentPath; readonly subject: string; readonly help: string | null }
  | { readonly kind: "repeated"; readonly path: DocumentPath; readonly first: DocumentPath; readonly subject: string; readonly found: string }
  | {
      readonly kind: "keys-clash";
      readonly path: DocumentPath;
      readonly subject: string;
      readonly known: readonly string[];
      readonly found: readonly string[];
      readonly help: string | null;
    };

/** A value that is not what it must be: `subject` must be `expected`, found `found`. */
export interface ValueMistake {
  readonly kind: "wrong-type" | "unknown-word" | "malformed" | "out-of-range";
  readonly path: DocumentPath;
  /** The key itself is at fault, not what stands under it. */
  readonly part: "key" | "value";
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  /** A known word near the one that was found. */
  readonly meant: string | null;
  readonly help: string | null;
}
