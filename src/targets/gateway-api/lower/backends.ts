import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { Backend, BackendRef, Forward, MeshModel, Mirror, Route } from "../../../model/index.ts";
import { versionServiceName } from "../../object-names.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";
import type { Json } from "./piece.ts";

const mostBackends = 16;
const mostWeight = 1_000_000;

/** References to the backends that get calls, weights always written; none when every weight is 0, which answers 500. */
export function backendRefs(forward: Forward, namespace: string): readonly Json[] {
  return drawn(forward).map((backend) => ({ ...serviceRef(backend, namespace), weight: backend.weight }));
}

/** A reference to a Service, group, kind and port written, the namespace where it is another than the route's. */
function serviceRef(backend: BackendRef, namespace: string): Json {
  const { service, port } = backend;
  return { group: "", kind: "Service", name: versionServiceName(backend), ...(service.namespace !== namespace && { namespace: service.namespace }), port };
}

/** Findings about a split that the schema refuses. */
export function splitFindings(forward: Forward): readonly Diagnostic[] {
  const backends = drawn(forward);
  const heavy = backends.find(({ weight }) => weight > mostWeight);
  return [
    ...(backends.length > mostBackends ? [outOfBounds("split", `${backends.length} backends are more than ${mostBackends}`, forward.origin)] : []),
    ...(heavy === undefined ? [] : [outOfBounds("split", `weight ${heavy.weight} is above ${mostWeight}`, heavy.origin)]),
  ];
}

/** A finding about a value that the API server refuses. */
export function outOfBounds(field: string, problem: string, at: Diagnostic["origin"]): Diagnostic {
  return gatewayApiDiagnostics["value-out-of-bounds"].report({ at, with: { field, problem } });
}

/** Findings about backends and mirrors that are hosts outside: no Service stands for them. */
export function outsideFindings({ name, action, mirrors }: Route, model: MeshModel): readonly Diagnostic[] {
  const refs = [...(action.kind === "forward" ? action.backends : []), ...mirrors];
  const outside = refs.filter(({ service }) => model.services.some(({ id, external }) => external !== null && id.namespace === service.namespace && id.name === service.name));
  return outside.map(({ service, origin }) => gatewayApiDiagnostics["backend-outside"].report({ at: origin, with: { route: name, service: `${service.namespace}/${service.name}` } }));
}

function drawn({ backends }: Forward): readonly Backend[] {
  return backends.filter(({ weight }) => weight > 0);
}

/** The filter for one mirror; the share is always written, since absent it is all. */
export function mirrorFilter(mirror: Mirror, namespace: string): Json {
  const { num, den } = mirror.share;
  const percent = (num * 100n) % den === 0n ? { percent: Number((num * 100n) / den) } : { fraction: { numerator: Number(num), denominator: Number(den) } };
  return { type: "RequestMirror", requestMirror: { backendRef: serviceRef(mirror, namespace), ...percent } };
}
