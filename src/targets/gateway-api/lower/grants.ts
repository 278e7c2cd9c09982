import type { Gateway, Manifest } from "../../../model/index.ts";
import type { Json } from "./piece.ts";

const mostNames = 16;

/**
 * Permission for the gateway's routes to lead to Services of other namespaces, and for the Gateway to use certificates
 * there, each named: without it their share answers 500, or the listener does not serve. v1beta1 is what every release
 * stores (`kubernetes-sigs/gateway-api:apis/v1/referencegrant_types.go`).
 */
export function grantsFor(gateway: Gateway, routes: readonly Manifest[]): readonly Manifest[] {
  return [...backendGrants(gateway, routes), ...certificateGrants(gateway)];
}

function backendGrants(gateway: Gateway, routes: readonly Manifest[]): readonly Manifest[] {
  const referred = routes.flatMap(({ object }) => (object.spec?.["rules"] as readonly Json[]).flatMap(refsOf).map((ref) => ({ ...ref, from: object.kind }))).filter(({ namespace }) => namespace !== undefined);
  const namespaces = distinct(referred.flatMap(({ namespace }) => namespace ?? []));
  return namespaces.flatMap((namespace) => {
    const here = referred.filter((ref) => ref.namespace === namespace);
    const names = distinct(here.map(({ name }) => name));
    return grants(gateway, { namespace, suffix: "", from: distinct(here.map(({ from }) => from)), kind: "Service", names });
  });
}

function certificateGrants(gateway: Gateway): readonly Manifest[] {
  const secrets = gateway.listeners.flatMap(({ tls }) => (tls?.mode === "terminate" && tls.secret !== null && tls.secret.namespace !== gateway.id.namespace ? [tls.secret] : []));
  return distinct(secrets.map(({ namespace }) => namespace)).flatMap((namespace) => {
    const names = distinct(secrets.flatMap((secret) => (secret.namespace === namespace ? [secret.name] : [])));
    return grants(gateway, { namespace, suffix: ".certificates", from: ["Gateway"], kind: "Secret", names });
  });
}

interface Granted {
  readonly namespace: string;
  readonly suffix: string;
  readonly from: readonly string[];
  readonly kind: "Service" | "Secret";
  readonly names: readonly string[];
}

/** As many objects as the names need. */
function grants(gateway: Gateway, granted: Granted): readonly Manifest[] {
  const { suffix, names } = granted;
  const parts = Array.from({ length: Math.ceil(names.length / mostNames) }, (_, part) => names.slice(part * mostNames, (part + 1) * mostNames));
  return parts.map((part, index) => grant(gateway, { ...granted, suffix: index === 0 ? suffix : `${suffix}.part-${index + 1}`, names: part }));
}

function grant({ id, origin }: Gateway, { namespace, suffix, from, kind, names }: Granted): Manifest {
  return {
    object: {
      apiVersion: "gateway.networking.k8s.io/v1beta1",
      kind: "ReferenceGrant",
      metadata: { name: `${id.namespace}.${id.name}${suffix}`, namespace },
      spec: {
        from: from.map((each) => ({ group: "gateway.networking.k8s.io", kind: each, namespace: id.namespace })),
        to: names.map((name) => ({ group: "", kind, name })),
      },
    },
    sources: [origin],
  };
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
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
