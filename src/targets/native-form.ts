import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Manifest, ManifestInput } from "../model/index.ts";
import type { DocumentPath, Origin } from "../source/origin.ts";
import type { Json } from "./piece.ts";

/** One file of a deployment without Kubernetes. */
export interface NativeFile {
  /** Relative to the folder of the target, without an ending, forward slashes: `service-router-order`. */
  readonly path: string;
  /** What is applied and proved; written as JSON, keys in this order. */
  readonly value: Json;
  /** The places of the policy that caused it, most important first. */
  readonly sources: readonly Origin[];
}

/** A value as it was read from a file, or as `write` made it; `origin` is there when it was read from a file. */
export interface NativeDocument {
  readonly value: unknown;
  readonly origin?: (path: DocumentPath, part?: "key" | "value") => Origin;
}

/** Documents as the objects that the target's interpreter takes; what is no document of the vendor is left out with a finding. */
export interface NativeRead {
  readonly manifests: readonly ManifestInput[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Another spelling of the values, beside JSON. */
export interface Spelling {
  /** Of the file, without a dot: `hcl`. Its comments begin with `#`. */
  readonly ending: string;
  /** The value as text, ending in a line break. */
  readonly text: (value: Json) => string;
}

/**
 * How configuration is written where there is no Kubernetes. `write` and `read` share no code, so that reading back what
 * was written is a proof of the form too.
 */
export interface NativeForm {
  /** Files in apply order, which is the order of the manifests unless the vendor needs another. */
  write(manifests: readonly Manifest[]): readonly NativeFile[];
  /** Reads what `write` wrote, and what people wrote by hand. Never throws, whatever the values. */
  read(documents: readonly NativeDocument[]): NativeRead;
  /**
   * The value with remarks in it (`generated-by`, `meshwright-source`, …), where the vendor has a place for them that
   * changes nothing; absent: there is none, and only the list of files says which are ours.
   */
  remarked?(value: Json, remarks: Readonly<Record<string, string>>): Json;
  readonly spellings: readonly Spelling[];
  /** How the files are applied, one sentence a line. */
  readonly applying: readonly string[];
}
