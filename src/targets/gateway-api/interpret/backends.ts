import type { BackendSettings, BackendShare, Decision, Name } from "../../../model/index.ts";
import { sameName } from "../../../model/name.ts";
import { fraction, one, plus, zero } from "../../../support/fraction.ts";
import type { Ask, Cluster } from "./ask.ts";
import type { BackendRef, RouteKind } from "./config.ts";
import { endpointsOf } from "./endpoints.ts";
import { isGranted } from "./granted.ts";

/** Where a rule was reached: the dialled Service in the mesh, or a Gateway, with the namespace and kind of the route. */
export type Standpoint =
  | { readonly kind: "mesh"; readonly service: { readonly namespace: string; readonly name: string }; readonly port: number }
  | { readonly kind: "gateway"; readonly namespace: string; readonly route: RouteKind };

/** The API sets nothing of a backend: all of it is the implementation's own. */
export const noSettings: BackendSettings = {
  balancing: null,
  affinity: null,
  limits: null,
  outlier: null,
  slowStartMs: null,
  locality: null,
  mtls: null,
  failover: null,
  rateLimit: null,
};

/** A backend that gets a share of the calls, with nothing set. */
export function backendShare(name: Name, port: number, share: BackendShare["share"], cluster: Cluster): BackendShare {
  return { namespace: name.namespace, ...endpointsOf(name, port, cluster), port, share, access: { allowed: true, by: null }, settings: noSettings };
}

/** Shares of the backends; the share of one that cannot be resolved answers 500, and so does a list without any weight. */
export function settled(backends: readonly BackendRef[], from: Standpoint, ask: Ask): Pick<Decision, "backends" | "failed"> {
  const sum = backends.reduce((total, { weight }) => total + weight, 0);
  if (sum === 0) {
    ask.step("no backend gets calls: 500");
    return { backends: [], failed: { status: 500, share: one } };
  }
  const drawn = backends.filter(({ weight }) => weight > 0).map((ref) => ({ ref, share: fraction(ref.weight, sum), problem: unresolved(ref, from, ask) }));
  for (const { ref, problem } of drawn) ask.step(`${problem === null ? "forwarded" : `500, ${problem},`} by weight ${ref.weight} of ${sum} to ${ref.namespace}/${ref.name}`);
  return {
    backends: drawn.flatMap(({ ref, share, problem }) => (problem === null && ref.port !== null ? [backendShare(ref, ref.port, share, ask.cluster)] : [])),
    failed: { status: 500, share: drawn.reduce((total, { share, problem }) => (problem === null ? total : plus(total, share)), zero) },
  };
}

/** Why a backend cannot be resolved; null when it can. In a mesh no grant is needed (`kubernetes-sigs/gateway-api:geps/gep-1294/index.md`). */
export function unresolved(ref: BackendRef, from: Standpoint, { cluster }: Ask): string | null {
  if (from.kind === "gateway" && from.namespace !== ref.namespace && !granted(ref, from, cluster)) return "not granted";
  return exists(ref, cluster) && hasPort(ref, cluster) ? null : "not found";
}

/** A Service among the manifests has the ports that it names, and no others. */
function hasPort(ref: BackendRef, { config }: Cluster): boolean {
  const written = config.services.find(({ id }) => sameName(id, ref));
  return written === undefined || written.ports.length === 0 || written.ports.some(({ port }) => port === ref.port);
}

function granted(ref: BackendRef, from: Extract<Standpoint, { readonly kind: "gateway" }>, { config }: Cluster): boolean {
  return isGranted({ kind: from.route, namespace: from.namespace }, { kind: "Service", id: ref }, config.grants);
}

/** Only a complete inventory says that a Service does not exist. */
export function exists(service: Name, { config, inventory }: Cluster): boolean {
  if (inventory.completeness === "partial") return true;
  return inventory.services.some(({ id }) => sameName(id, service)) || config.services.some(({ id }) => sameName(id, service));
}
