import type { Manifest, MeshModel, Name, Profile, Service } from "../model/index.ts";
import { nameText } from "../model/name.ts";
import type { Rate } from "./promql.ts";

/** Something that a mesh counts, or why it does not. */
export type Measure<T> = Measured<T> | { readonly kind: "missing"; readonly why: string };

/** A number that a mesh has. */
export interface Measured<T> {
  readonly kind: "measured";
  readonly value: T;
  /** What must be switched on first, `needs …`; null where the mesh counts it by itself. */
  readonly needs: string | null;
  /** In what the number is another one than the wish speaks of, one sentence; null where it is that number. */
  readonly differs: string | null;
}

/** A part of something: calls that fail of all calls. */
export interface Share {
  readonly part: Rate;
  readonly whole: Rate;
}

/** How one mesh counts the calls to one service. */
export interface Meter {
  /** Calls that end in a failure, after all retries, of all calls. */
  readonly errorRate: Measure<Share>;
  /** Retries for each call. */
  readonly retryRate: Measure<Share>;
  /** Calls whose time runs out, of all calls. */
  readonly timeoutRate: Measure<Share>;
  /** Calls that the access rules refuse, of all calls that arrive. */
  readonly refusedRate: Measure<Share>;
  /** Retries that are not made because the budget is used up. */
  readonly exhausted: Measure<Rate>;
  /** How many endpoints are left out at the moment, counted at each caller. */
  readonly ejected: Measure<string>;
}

/** What a mesh's numbers depend on. */
export interface Mesh {
  /** The model without what its authors leave out on this target. */
  readonly model: MeshModel;
  readonly profile: Profile;
  readonly manifests: readonly Manifest[];
}

/** A number that is there at once. */
export function measured<T>(value: T, { needs = null, differs = null }: Partial<Pick<Measured<T>, "needs" | "differs">> = {}): Measured<T> {
  return { kind: "measured", value, needs, differs };
}

/** A number that the mesh does not have. */
export function missing(why: string): { readonly kind: "missing"; readonly why: string } {
  return { kind: "missing", why };
}

/** A mesh that counts none of it. */
export function noMeter(why: string): Meter {
  const none = missing(why);
  return { errorRate: none, retryRate: none, timeoutRate: none, refusedRate: none, exhausted: none, ejected: none };
}

/** The Kubernetes Services that calls to the service end at: its own, and those of its versions; sorted, each once. */
export function servicesBehind({ id, versions }: Pick<Service, "id" | "versions">): readonly Name[] {
  const all = new Map([id, ...versions.map(({ service }) => service)].map((name) => [nameText(name), name]));
  return [...all.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, name]) => name);
}

/** Whether proxies see single calls at all, and whether some of them are gRPC calls, whose failures are answered 200. */
export function kindsOfCalls({ ports }: Pick<Service, "ports">): { readonly http: boolean; readonly grpc: boolean } {
  return {
    http: ports.some(({ protocol }) => protocol === "http" || protocol === "http2"),
    grpc: ports.some(({ protocol }) => protocol === "grpc"),
  };
}

/** Why a service without a port of HTTP or gRPC has no rates. */
export const countsConnections = "a port that is neither HTTP nor gRPC has connections, and single calls are not counted";
