import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Service, ServicePort, Workload } from "../../../model/index.ts";
import { everyCall } from "../../route-order/index.ts";
import type { RankedMatch } from "../../route-order/index.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { matchCovers } from "./access-arms.ts";
import type { AccessPlan, Region } from "./access-plan.ts";
import type { Context } from "./piece.ts";
import type { PodPlace } from "./servers.ts";
import type { Grantee } from "./subjects.ts";

/**
 * Probes that the rules do not admit. Without routes of the Server everybody may call their paths, and with some the
 * pods go unready (`linkerd/linkerd2:policy-controller/k8s/index/src/inbound/index/http.rs`), so that the rules must admit them.
 */
export function probeFindings(service: Service, port: ServicePort, container: number | string | null, plan: AccessPlan, places: readonly PodPlace[], context: Context): readonly Diagnostic[] {
  if (port.protocol === "tcp" || port.protocol === "tls" || container === null) return [];
  const paths = [...new Set(probePaths(container, places, context))].sort();
  const [first] = [...service.access.allow, ...service.access.deny];
  const at = service.access.default?.origin ?? first?.origin ?? service.mtls?.origin ?? service.origin;
  const why = plan.kind === "requests" ? "the pods would go unready" : "Linkerd would let everybody call it";
  return paths.filter((path) => !admits(plan, path)).map((path) => linkerdDiagnostics["linkerd-probe"].report({ at, with: { path, port: port.port, why } }));
}

function probePaths(container: number | string, places: readonly PodPlace[], { model }: Context): readonly string[] {
  const pods = model.inventory.workloads.filter((workload) => places.some(({ namespace, labels }) => workload.id.namespace === namespace && Object.entries(labels).every(([key, value]) => workload.labels[key] === value)));
  return pods.flatMap((workload) => (workload.probes ?? []).filter(({ port }) => samePort(workload, port, container)).map(({ path }) => path.split("?")[0] ?? "/"));
}

function samePort({ ports }: Workload, a: number | string, b: number | string): boolean {
  const number = (port: number | string): number | string => (typeof port === "number" ? port : (ports.find(({ name }) => name === port)?.port ?? port));
  return number(a) === number(b);
}

function admits(plan: AccessPlan, path: string): boolean {
  switch (plan.kind) {
    case "open":
      return plan.word === "all-unauthenticated";
    case "callers":
      return plan.records || plan.grantees.some((grantee) => isAnyone(grantee) && grantee.cidrs === null);
    case "requests":
      return regionOf(plan.regions, path)?.grantees.some(isAnyone) === true;
  }
}

function isAnyone({ identity }: Grantee): boolean {
  return identity.kind === "anyone";
}

/** The region whose match is the narrowest that takes the probe. */
function regionOf(regions: readonly Region[], path: string): Region | null {
  const probe: RankedMatch = { ...everyCall, path: { kind: "exact", value: path }, method: "GET" };
  const taking = regions.flatMap((region) => region.matches.filter((match) => matchCovers(match, probe)).map((match) => ({ region, match })));
  return taking.find(({ match }) => taking.every((other) => matchCovers(other.match, match)))?.region ?? null;
}
