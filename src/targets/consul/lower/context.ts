import type { CapabilityTable, MeshModel, Profile, Service } from "../../../model/index.ts";
import type { ClusterGroup } from "./clusters.ts";
import type { Registry } from "./registry.ts";

/** What every part of lowering may look at. */
export interface Context {
  readonly model: MeshModel;
  readonly profile: Profile;
  readonly table: CapabilityTable;
  /** Services that are written: neither excluded nor refused by the table. */
  readonly included: readonly Service[];
  readonly registry: Registry;
  /** The names that a proxy can have as upstreams, by the clusters that they share. */
  readonly groups: readonly ClusterGroup[];
}
