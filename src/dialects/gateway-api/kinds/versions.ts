/** A version of a kind: where it is served, and since when it is on its way out. */
export interface KindVersion {
  readonly standard: boolean;
  readonly deprecated: string | null;
}

/** Group and versions of a kind, as the project's files serve them. */
export interface KindEntry {
  readonly group: string;
  readonly versions: Readonly<Record<string, KindVersion>>;
}

/** The stable group; its kinds have a standard and an experimental channel. */
export const gatewayGroup = "gateway.networking.k8s.io";
/** The group of kinds that exist in the experimental channel only. */
export const experimentalGroup = "gateway.networking.x-k8s.io";

const served: KindVersion = { standard: true, deprecated: null };
const old = (since: string): KindVersion => ({ standard: false, deprecated: since });
const stable = (versions: Readonly<Record<string, KindVersion>>): KindEntry => ({ group: gatewayGroup, versions });
const trial = (): KindEntry => ({ group: experimentalGroup, versions: { v1alpha1: { standard: false, deprecated: null } } });

/** Every kind with its versions (`kubernetes-sigs/gateway-api:config/crd`, the storage and served flags; CHANGELOG 1.0 to 1.6). */
export const kinds = {
  GatewayClass: stable({ v1: served, v1beta1: served }),
  Gateway: stable({ v1: served, v1beta1: served }),
  HTTPRoute: stable({ v1: served, v1beta1: served }),
  GRPCRoute: stable({ v1: served, v1alpha2: old("no release since 1.2 serves it") }),
  TLSRoute: stable({ v1: served, v1alpha2: old("v1 exists since 1.5"), v1alpha3: old("v1 exists since 1.5") }),
  TCPRoute: stable({ v1: served, v1alpha2: old("v1 exists since 1.6") }),
  UDPRoute: stable({ v1: served, v1alpha2: old("v1 exists since 1.6") }),
  ListenerSet: stable({ v1: served }),
  ReferenceGrant: stable({ v1: served, v1beta1: served, v1alpha2: old("no release since 1.2 serves it") }),
  BackendTLSPolicy: stable({ v1: served, v1alpha3: old("v1 exists since 1.4") }),
  XBackendTrafficPolicy: trial(),
  XMesh: trial(),
  XBackend: trial(),
  XListenerSet: { group: experimentalGroup, versions: { v1alpha1: old("ListenerSet took its place in 1.5") } },
} as const satisfies Readonly<Record<string, KindEntry>>;

/** A kind of either group. */
export type KindName = keyof typeof kinds;

/** The entry of a kind in a group; null when the group has no such kind. */
export function kindEntry(group: string, kind: string): KindEntry | null {
  const entry = Object.hasOwn(kinds, kind) ? kinds[kind as KindName] : undefined;
  return entry?.group === group ? entry : null;
}
