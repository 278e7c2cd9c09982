import type { CapabilityTable, MeshModel, Name, Profile, Service } from "../../../model/index.ts";
import type { Origin } from "../../../source/origin.ts";
import type { Registry } from "./registry.ts";

/** A cluster of Envoy that a chain leads to: all instances of a service or a subset of them. */
export interface Lead {
  readonly service: Name;
  readonly cluster: string;
  readonly origin: Origin;
}

/** A name that a proxy can have as its upstream: of a policy, of a version, or of the split of a route. */
export interface DialledName {
  readonly name: Name;
  /** The policy whose chain it is; null for a name that no policy has. */
  readonly policy: Service | null;
  readonly leads: readonly Lead[];
}

/**
 * Names whose chains lead to clusters of one name. A proxy holds each cluster once, with what its service carries for one of
 * those names, at random (`hashicorp/consul:agent/xds/clusters.go`, `hashicorp/consul:envoyextensions/xdscommon/xdscommon.go`).
 */
export interface ClusterGroup {
  readonly names: readonly DialledName[];
  readonly policies: readonly Service[];
}

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
