import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { MeshModel } from "../model/index.ts";

/** What a RoutingTest may refer to. */
export interface TestWorld {
  readonly model: MeshModel;
  /** Namespace of documents that name none. */
  readonly defaultNamespace: string;
}

/** A part that was read, or null with what is wrong. */
export interface ReadPart<T> {
  readonly value: T | null;
  readonly diagnostics: readonly Diagnostic[];
}
