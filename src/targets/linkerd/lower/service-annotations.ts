import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText } from "../../../model/name.ts";
import type { Outlier, Service, Wish } from "../../../model/index.ts";
import { approximation, remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { linkerdDiagnostics } from "../linkerd.diagnostics.ts";
import { serviceOf } from "./names.ts";
import { emptyPiece, joinPieces } from "./piece.ts";
import type { Context, Piece } from "./piece.ts";

const accrual = "balancer.linkerd.io/failure-accrual";

/**
 * Failure accrual as annotations of the Service that is called. The Service is not ours: what is written is a fragment
 * without `spec`, for server-side apply.
 */
export function lowerServiceAnnotations(service: Service, context: Context): Piece {
  return joinPieces([service.outlier === null ? emptyPiece : outlierPiece(service, service.outlier), balancingPiece(service), { ...emptyPiece, diagnostics: foreignSettings(service, context) }]);
}

function outlierPiece({ id, origin, ports, access }: Service, wish: Wish<Outlier>): Piece {
  const { consecutiveErrors, baseEjectionMs } = wish.value;
  const annotations = {
    [accrual]: "consecutive",
    [`${accrual}-consecutive-max-failures`]: `${consecutiveErrors}`,
    [`${accrual}-consecutive-min-penalty`]: `${baseEjectionMs}ms`,
    [`${accrual}-consecutive-max-penalty`]: `${Math.max(60_000, baseEjectionMs)}ms`,
    [`${accrual}-consecutive-jitter-ratio`]: "0",
  };
  const draft = approximation({
    feature: "circuitBreaker.outlier",
    field: "circuitBreaker.outlier",
    consent: "circuitBreaker.outlier",
    direction: "different",
    effects: ["settings.outlier"],
    note: "errors are counted continuously instead of in intervals, the ejection doubles with each failed probe, and all endpoints may be ejected",
    origin: wish.origin,
  });
  const refusals = ports.some(({ protocol }) => protocol === "grpc") && access.allow.length + access.deny.length > 0;
  const notes = [
    "the Service belongs to others: its annotations are applied with `kubectl apply --server-side`",
    ...(refusals ? ["refusals of gRPC calls count as failures, so that endpoints are ejected for callers that are refused"] : []),
  ].map((note) => remark("note", { field: "circuitBreaker.outlier", note, origin: wish.origin }));
  return { manifests: [{ object: { apiVersion: "v1", kind: "Service", metadata: { name: id.name, namespace: id.namespace, annotations } }, sources: [wish.origin, origin] }], drafts: [draft, ...notes], diagnostics: [] };
}

function balancingPiece({ balancing }: Service): Piece {
  if (balancing === null || balancing.value === "ewma") return emptyPiece;
  if (balancing.value !== "least-request") return { ...emptyPiece, diagnostics: [linkerdDiagnostics["linkerd-balancing"].report({ at: balancing.origin, with: { policy: balancing.value } })] };
  const draft: Draft = approximation({ feature: "loadBalancing", field: "loadBalancing.policy", consent: "loadBalancing.policy", direction: "different", effects: ["settings.balancing"], note: "endpoints are chosen by latency as well as by pending calls", origin: balancing.origin });
  return { ...emptyPiece, drafts: [draft] };
}

/** The annotations hold for every backend of the called Service, so that another service's wish would be lost. */
function foreignSettings(service: Service, context: Context): readonly Diagnostic[] {
  const routes = [...new Set(service.ports.flatMap(({ arms }) => arms.map(({ route }) => route)))];
  return routes.flatMap((route) => {
    const { action } = route;
    if (action.kind !== "forward") return [];
    const foreign = action.backends.find((backend) => {
      const owner = serviceOf(context, backend.owner);
      return backend.weight > 0 && owner !== null && outlierText(owner) !== "none" && outlierText(owner) !== outlierText(service);
    });
    return foreign === undefined ? [] : [linkerdDiagnostics["linkerd-service-settings-differ"].report({ at: foreign.origin, with: { route: route.name, backend: nameText(foreign.service) } })];
  });
}

function outlierText({ outlier }: Service): string {
  return outlier === null ? "none" : JSON.stringify(outlier.value);
}
