import type { DocumentPath } from "../../../source/origin.ts";
import type { Destination, FragmentBackend, FragmentForward } from "../../fragment.ts";
import type { BackendObject } from "../kinds/common.ts";
import { meaningDiagnostics as say } from "./meaning.diagnostics.ts";
import { findService } from "./place.ts";
import { tell } from "./reading.ts";
import type { RuleReading } from "./rule-reading.ts";

/** An entry of `backendRefs`. */
export type WeightedRef = BackendObject & { readonly weight?: number; readonly filters?: readonly unknown[] };

/**
 * The backends with their weights, 1 unless written; none, or a sum of 0, stays as it is and means 500
 * (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPRouteRule.BackendRefs).
 */
export function forward(reading: RuleReading, path: DocumentPath, ruleName: string, refs: readonly WeightedRef[]): FragmentForward {
  const list = [...path, "backendRefs"];
  if (refs.length === 0) tell(reading, say["gateway-api-no-backend"], path, { rule: ruleName });
  else if (refs.every(({ weight }) => weight === 0)) tell(reading, say["gateway-api-no-weight"], [...list, 0, "weight"], { rule: ruleName });
  const backends = refs.map((ref, index) => backend(reading, [...list, index], ref));
  reportShares(reading, list, refs, backends);
  return { kind: "forward", backends, origin: reading.at(refs.length === 0 ? path : list) };
}

/** What backends that cannot be used take from the others; kinds of other groups are for their own implementations to resolve. */
function reportShares(reading: RuleReading, list: DocumentPath, refs: readonly WeightedRef[], backends: readonly FragmentBackend[]): void {
  const total = backends.reduce((sum, { weight }) => sum + weight, 0);
  const lost = backends.map(({ to, weight }, index) => to.kind === "invalid" && (refs[index]?.group ?? "") === "" && weight > 0);
  if (total === 0 || backends.every(({ weight }, index) => lost[index] === true || weight === 0)) return;
  refs.forEach(({ name, weight }, index) => {
    if (lost[index] !== true) return;
    const percent = Math.round(((weight ?? 1) * 1000) / total) / 10;
    tell(reading, say["gateway-api-share-refused"], [...list, index, weight === undefined ? "name" : "weight"], { backend: name, percent });
  });
}

function backend(reading: RuleReading, path: DocumentPath, ref: WeightedRef): FragmentBackend {
  if (ref.filters !== undefined && ref.filters.length > 0) {
    tell(reading, say["gateway-api-backend-filters"], [...path, "filters"], { backend: ref.name }, { part: "key" });
  }
  return { to: destination(reading, path, ref), weight: ref.weight ?? 1, origin: reading.at(path) };
}

/** The Service a reference means, or why it means none; a reference that cannot be resolved keeps its share and answers 500. */
export function destination(reading: RuleReading, path: DocumentPath, ref: BackendObject): Destination {
  const service = { namespace: ref.namespace ?? reading.route.id.namespace, name: ref.name };
  const base = { service, port: ref.port ?? null, origin: reading.at([...path, "name"]) };
  const kind = ref.kind ?? "Service";
  if ((ref.group ?? "") !== "" || kind !== "Service") {
    const place = [...path, ref.kind === undefined ? "group" : "kind"];
    tell(reading, say["gateway-api-backend-kind"], place, { kind, name: ref.name });
    return { kind: "invalid", why: `${kind} is no kind of backend that is known`, ...base };
  }
  if (!isGranted(reading, service)) {
    const { route } = reading;
    tell(reading, say["gateway-api-backend-not-granted"], [...path, "namespace"], { route: route.title, service: ref.name, namespace: service.namespace });
    return { kind: "invalid", why: `no ReferenceGrant in ${service.namespace} permits it`, ...base };
  }
  const ports = findService(reading.around.services, service)?.ports.map(({ port }) => port);
  if (ports === undefined || ref.port === undefined || ports.includes(ref.port)) return { kind: "service", ...base };
  tell(reading, say["gateway-api-backend-port-unknown"], [...path, "port"], { service: ref.name, port: ref.port, ports: ports.join(", ") });
  return { kind: "invalid", why: `the Service has no port ${ref.port}`, ...base };
}

/** At a Gateway references into other namespaces need a grant, in a mesh they do not (`kubernetes-sigs/gateway-api:geps/gep-1294/index.md`). */
function isGranted(reading: RuleReading, service: { readonly namespace: string; readonly name: string }): boolean {
  const { route, place, around } = reading;
  if (place.kind === "mesh" || service.namespace === route.id.namespace) return true;
  return around.granted({ kind: route.kind, namespace: route.id.namespace, to: { kind: "Service", name: service } });
}
