import type { Gateway, Manifest } from "../../../model/index.ts";
import type { Json } from "./piece.ts";

const mostNames = 16;

/**
 * Permission for the gateway's routes to lead to Services of other namespaces, each named: without it their share answers
 * 500. v1beta1 is what every release stores (`kubernetes-sigs/gateway-api:apis/v1/referencegrant_types.go`).
 */
export function grantsFor({ id, origin }: Gateway, routes: readonly Manifest[]): readonly Manifest[] {
  const referred = routes.flatMap(({ object }) => (object.spec?.["rules"] as readonly Json[]).flatMap(refsOf)).filter(({ namespace }) => namespace !== undefined);
  const namespaces = [...new Set(referred.flatMap(({ namespace }) => namespace ?? []))].sort();
  return namespaces.flatMap((namespace) => {
    const names = [...new Set(referred.flatMap((ref) => (ref.namespace === namespace ? [ref.name] : [])))].sort();
    const parts = Array.from({ length: Math.ceil(names.length / mostNames) }, (_, part) => names.slice(part * mostNames, (part + 1) * mostNames));
    return parts.map((part, index): Manifest => ({
      object: {
        apiVersion: "gateway.networking.k8s.io/v1beta1",
        kind: "ReferenceGrant",
        metadata: { name: `${id.namespace}.${id.name}${index === 0 ? "" : `.part-${index + 1}`}`, namespace },
        spec: {
          from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: id.namespace }],
          to: part.map((name) => ({ group: "", kind: "Service", name })),
        },
      },
      sources: [origin],
    }));
  });
}

interface Ref {
  readonly name: string;
  readonly namespace?: string;
}

/** Backends and mirrors of a rule. */
function refsOf(rule: Json): readonly Ref[] {
  const backends = (rule["backendRefs"] ?? []) as readonly Ref[];
  const filters = (rule["filters"] ?? []) as readonly { readonly requestMirror?: { readonly backendRef: Ref } }[];
  return [...backends, ...filters.flatMap(({ requestMirror }) => (requestMirror === undefined ? [] : [requestMirror.backendRef]))];
}
