import type { Origin } from "../source/origin.ts";
import type {
  Access,
  AccessRule,
  Affinity,
  Alert,
  Balancing,
  Conditions,
  Consent,
  DeclaredCall,
  External,
  Forward,
  Gateway,
  GatewayEntry,
  Identity,
  JwtProvider,
  Limits,
  Mirror,
  MtlsMode,
  Name,
  Outlier,
  Protocol,
  RateLimit,
  Redirect,
  Respond,
  RetryBudget,
  Route,
  ScopeSettings,
  Subject,
  TargetSelection,
  Telemetry,
  Wish,
} from "../model/index.ts";

/**
 * What one dialect says, before references between documents are resolved. Linking joins the fragments of all
 * dialects into one model; two fragments that say different things about the same thing are an error naming both.
 */
export interface Fragments {
  readonly services: readonly ServiceFragment[];
  readonly mesh: readonly MeshFragment[];
  readonly gateways: readonly GatewayFragment[];
}

/** Says something about one logical service. Every field may be absent; absent says nothing. */
export interface ServiceFragment {
  readonly service: Name;
  /** Kind and name of the document for messages, such as `HTTPRoute shop/order`. */
  readonly document: string;
  readonly origin: Origin;
  /** Only a native ServicePolicy declares the service; SMI and Gateway API speak of a Service that stands on its own. */
  readonly external?: External;
  readonly ports?: readonly PortFragment[];
  readonly identity?: Wish<Identity>;
  readonly versions?: readonly VersionFragment[];
  readonly calls?: readonly DeclaredCall[];
  readonly routes?: readonly RouteSet[];
  readonly settings?: SettingsFragment;
  readonly access?: AccessFragment;
  readonly telemetry?: Wish<Telemetry>;
  readonly alerts?: readonly Wish<Alert>[];
  readonly weightsOwnedBy?: Wish<string>;
  readonly consents?: readonly Consent[];
}

/** A port that a policy declares. */
export interface PortFragment {
  readonly port: number;
  readonly targetPort: number | null;
  /** null: from the inventory, else http. */
  readonly protocol: Protocol | null;
  readonly origin: Origin;
}

/** `service: null` means the logical service's own Service. */
export interface VersionFragment {
  readonly name: string;
  readonly service: Name | null;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly serviceAccount: string | null;
  readonly origin: Origin;
}

/** Arms in their order of evaluation, for some ports (null: every port) of the service. */
export interface RouteSet {
  readonly ports: readonly number[] | null;
  readonly arms: readonly FragmentArm[];
  readonly origin: Origin;
}

/** One match entry and the route it leads to. */
export interface FragmentArm {
  readonly when: Conditions;
  readonly route: FragmentRoute;
  readonly origin: Origin;
}

/** A route whose backends are still names. Deadline and retry may say `none`, which shields from defaults. */
export type FragmentRoute = Omit<Route, "action" | "mirrors" | "deadlineMs" | "retry"> & {
  readonly action: FragmentForward | Redirect | Respond | { readonly kind: "unroutable"; readonly origin: Origin };
  readonly mirrors: readonly FragmentMirror[];
  readonly deadlineMs: Wish<number | "none"> | null;
  readonly retry: Wish<NonNullable<Route["retry"]>["value"] | "none"> | null;
};

/** Calls go to destinations by weight. */
export interface FragmentForward {
  readonly kind: "forward";
  readonly backends: readonly FragmentBackend[];
  readonly origin: Forward["origin"];
}

/** A version of the same service, or the endpoints of a Service (never its own routes). */
export type Destination =
  | { readonly kind: "version"; readonly version: string; readonly origin: Origin }
  | { readonly kind: "service"; readonly service: Name; readonly port: number | null; readonly origin: Origin }
  /** Known to be unusable by a rule of its dialect; keeps its share and answers 500. */
  | { readonly kind: "invalid"; readonly service: Name; readonly port: number | null; readonly why: string; readonly origin: Origin };

/** A destination of a split with its weight. */
export interface FragmentBackend {
  readonly to: Destination;
  readonly weight: number;
  readonly origin: Origin;
}

/** A destination that gets copies of a share (0 to 1) of the calls. */
export interface FragmentMirror {
  readonly to: Destination;
  readonly share: Mirror["share"];
  readonly origin: Origin;
}

/** Resilience of a service or defaults for many; `none` shields from a default. */
export interface SettingsFragment {
  readonly retryBudget?: Wish<RetryBudget | "none">;
  readonly limits?: Wish<Limits | "none">;
  readonly outlier?: Wish<Outlier | "none">;
  readonly balancing?: Wish<Balancing>;
  readonly slowStartMs?: Wish<number>;
  readonly affinity?: Wish<Affinity>;
  readonly locality?: Wish<"prefer" | "off">;
  readonly failover?: readonly { readonly to: Destination; readonly origin: Origin }[];
  readonly rateLimit?: Wish<RateLimit>;
  readonly jwt?: Wish<{ readonly provider: string; readonly required: boolean }>;
  readonly mtls?: Wish<MtlsMode>;
}

/** What one document says of access. */
export interface AccessFragment {
  readonly default?: Access["default"];
  readonly allow: readonly FragmentRule[];
  readonly deny: readonly FragmentRule[];
  readonly mode?: Wish<"enforce" | "audit">;
  readonly origin: Origin;
}

/** An access rule whose subjects may still be names of services and gateways. */
export type FragmentRule = Omit<AccessRule, "from"> & { readonly from: readonly FragmentSubject[] };

/** `service` and `gateway` are resolved to accounts by linking. */
export type FragmentSubject = Omit<Subject, "identity"> & {
  readonly identity:
    | Subject["identity"]
    | { readonly kind: "service"; readonly service: Name }
    | { readonly kind: "gateway"; readonly gateway: Name };
};

/** A MeshPolicy: settings of the mesh or of one namespace. */
export interface MeshFragment {
  readonly document: string;
  /** null: the whole mesh. */
  readonly namespace: string | null;
  readonly origin: Origin;
  readonly scope: Omit<ScopeSettings, "namespace" | "origin">;
  readonly defaults: SettingsFragment & {
    readonly deadlineMs?: Wish<number | "none">;
    readonly retry?: Wish<NonNullable<Route["retry"]>["value"] | "none">;
  };
  readonly trustDomain?: Wish<string>;
  readonly clusterDomain?: Wish<string>;
  readonly inventory?: Wish<"complete" | "partial">;
  readonly jwtProviders?: readonly JwtProvider[];
  readonly egress?: Wish<"allow" | "deny">;
  readonly targets?: readonly TargetSelection[];
  /** For what its defaults say; of kind `approximate` only. */
  readonly consents?: readonly Consent[];
}

/** Declares a gateway, or adds entries to one. */
export interface GatewayFragment {
  readonly gateway: Name;
  readonly document: string;
  readonly origin: Origin;
  readonly declares?: Pick<Gateway, "serviceAccount" | "selector" | "listeners">;
  readonly entries?: readonly FragmentEntry[];
}

/** A gateway entry that leads into a service or into arms of its own. */
export type FragmentEntry = Omit<GatewayEntry, "leads"> & {
  readonly leads:
    | { readonly kind: "service"; readonly service: Name; readonly servicePort: number | null }
    | { readonly kind: "arms"; readonly arms: readonly FragmentArm[] };
};

/** Nothing said. */
export const noFragments: Fragments = { services: [], mesh: [], gateways: [] };
