import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { DeclaredCall, Inventory, Name, ServicePort, Version } from "../../model/index.ts";
import type { MeshFragment, ServiceFragment } from "../fragment.ts";

/** One logical service after its fragments were put together, before references are followed. */
export interface Draft {
  readonly id: Name;
  readonly fragments: readonly ServiceFragment[];
  readonly ports: readonly PortDraft[];
  readonly versions: readonly VersionDraft[];
  readonly calls: readonly DeclaredCall[];
}

/** A port whose arms are not linked yet. */
export type PortDraft = Omit<ServicePort, "arms" | "fallback">;

/** `written`: some document names it; otherwise it is the service itself, taken as its one version. */
export interface VersionDraft extends Version {
  readonly written: boolean;
}

/** What linking looks up while it follows references, and where its findings go. */
export interface LinkContext {
  readonly inventory: Inventory;
  /** By `namespace/name`. */
  readonly drafts: ReadonlyMap<string, Draft>;
  readonly mesh: MeshFragment | null;
  /** By namespace. */
  readonly namespaces: ReadonlyMap<string, MeshFragment>;
  readonly report: (diagnostic: Diagnostic) => void;
}
