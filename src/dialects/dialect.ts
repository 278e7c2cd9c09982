import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { InventoryService, Workload } from "../model/index.ts";
import type { SourceDocument } from "../source/origin.ts";
import type { Fragments } from "./fragment.ts";

/** A document that was recognised as a Kubernetes-shaped object: both fields are text. */
export interface KubernetesDocument extends SourceDocument {
  readonly apiVersion: string;
  readonly kind: string;
}

/** A front end for one family of kinds. */
export interface Dialect {
  readonly name: string;
  /** Whether the document is this dialect's to read, also in versions that it must refuse. */
  recognises(apiVersion: string, kind: string): boolean;
  /** Reads all its documents at once, since they refer to each other. */
  read(documents: readonly KubernetesDocument[], context: DialectContext): DialectResult;
}

/** What a dialect may know besides its own documents. */
export interface DialectContext {
  /** Namespace of documents that name none. */
  readonly defaultNamespace: string;
  /** Kubernetes Services found in the input. */
  readonly services: readonly InventoryService[];
  /** Workloads found in the input: which pods run under which account. */
  readonly workloads: readonly Workload[];
  readonly inventory: "complete" | "partial";
  /** Settings by name, such as `smi.accessDefault`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What a dialect read, and what it found wrong. */
export interface DialectResult {
  readonly fragments: Fragments;
  readonly diagnostics: readonly Diagnostic[];
}
