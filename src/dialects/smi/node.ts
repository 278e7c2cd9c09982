import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { DocumentPath, Origin, PathStep } from "../../source/origin.ts";
import type { KubernetesDocument } from "../dialect.ts";

/** Where findings go while documents are read. */
export type Sink = (diagnostic: Diagnostic) => void;

/** A value of a document together with the way to it; `value` is undefined where nothing is written. */
export interface Node {
  readonly document: KubernetesDocument;
  readonly path: DocumentPath;
  readonly value: unknown;
}

/** Plain data with text keys. */
export type Mapping = Readonly<Record<string, unknown>>;

/** True for a mapping, not for lists and null. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The whole document as a node. */
export function rootOf(document: KubernetesDocument): Node {
  return { document, path: [], value: document.value };
}

/** One step down; a step that does not exist gives a node with an undefined value. */
export function child(node: Node, step: PathStep): Node {
  const path = [...node.path, step];
  if (Array.isArray(node.value)) return { ...node, path, value: typeof step === "number" ? node.value[step] : undefined };
  const owned = isMapping(node.value) && Object.hasOwn(node.value, step) ? node.value[step] : undefined;
  return { ...node, path, value: owned };
}

/** True when something is written there; an explicit null counts as nothing, as in Kubernetes. */
export function isWritten(node: Node): boolean {
  return node.value !== undefined && node.value !== null;
}

/** The narrowest place of the node. */
export function placeOf(node: Node, part: "key" | "value" = "value"): Origin {
  return node.document.origin(node.path, part);
}

/** A short text of any value for messages. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
