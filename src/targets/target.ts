import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type {
  CapabilityTable,
  Feature,
  Inventory,
  LedgerEntry,
  Manifest,
  ManifestInput,
  MeshModel,
  MeshSettings,
  Profile,
  Reader,
  VendorDefault,
} from "../model/index.ts";
import type { NativeForm } from "./native-form.ts";
import type { RouteOrder } from "./route-order/index.ts";

/** A back end: what it can say, how it says it, and how its mesh reads what was said. */
export interface Target {
  readonly name: string;
  /** Versions that the tables know, oldest first, and the names of profiles; the first profile is the default. */
  readonly versions: readonly string[];
  /** What is compiled for when nobody names a version: the newest stable release that the tables know. */
  readonly defaultVersion: string;
  readonly profiles: readonly string[];
  /** Install-time settings with their defaults, such as `rootNamespace`. */
  readonly settings: Readonly<Record<string, string>>;
  /** API groups of the vendor's own kinds, `istio.io`; groups below them are meant too. */
  readonly groups: readonly string[];
  capabilities(profile: Profile): CapabilityTable;
  /**
   * Features whose manifests no program of others decides requests by, so that our reading of the vendor's sources and our tests vouch
   * for what they do; the structure of manifests is judged by others all the same.
   */
  readonly unjudged: readonly Feature[];
  /** What this mesh does by itself where a policy is silent, in the order of `unsaidSettings`. */
  defaults(profile: Profile): readonly VendorDefault[];
  /** What manifests that people wrote say, are accepted with, and do not do, in a mesh of these domains. */
  traps?(manifests: readonly ManifestInput[], profile: Profile, mesh: World["mesh"]): readonly Diagnostic[];
  lower(model: MeshModel, profile: Profile): Lowered;
  /** How a deployment without Kubernetes writes what `lower` made; absent or null: as objects of Kubernetes. */
  form?(profile: Profile): NativeForm | null;
  /** How the output is applied, one sentence a line, where it is more than `kubectl apply -k`. */
  applying?(profile: Profile): readonly string[];
  /** The orders in which the mesh ranks routes by what they match, whatever the order of the list; absent: it keeps the list's. */
  routeOrders?(profile: Profile): readonly RouteOrder[];
  /** Why the mesh does not read a regular expression of a path, which it can say otherwise; null where it does; absent: it reads all. */
  patternProblem?(pattern: string): string | null;
  /** Probes in plain HTTP, on ports that take mutual TLS only, are neither redirected nor let past; absent: they are. */
  readonly plainProbes?: "refused";
  /** Prepares a reader of manifests (its own, or ones that people wrote); shares nothing with `lower`. */
  interpret(manifests: readonly ManifestInput[], world: World): Interpreted;
}

/** What lowering made: manifests in apply order, what became of each intent, and findings. */
export interface Lowered {
  readonly manifests: readonly Manifest[];
  readonly ledger: readonly LedgerEntry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What an interpreter knows besides the manifests. */
export interface World {
  readonly inventory: Inventory;
  readonly mesh: Pick<MeshSettings, "trustDomain" | "clusterDomain">;
  readonly profile: Profile;
}

/** The reader, and what was found wrong with the manifests while preparing it. */
export interface Interpreted {
  readonly read: Reader;
  readonly diagnostics: readonly Diagnostic[];
}
