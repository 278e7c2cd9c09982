import type { KubernetesObject } from "../../../model/index.ts";
import type { Foreign, Labels, Meta } from "./config.ts";
import { fqdn } from "./names.ts";

/** Kinds that steer mesh traffic besides those that are read. */
const routeKinds = ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"];

/** An object that may change an answer and is not modelled, with the services it speaks of; null for all others. */
export function readForeign(object: KubernetesObject, meta: Meta, domain: string): Foreign | null {
  const group = `${object.apiVersion}`.split("/")[0];
  if (group === "gateway.networking.k8s.io" && routeKinds.includes(object.kind)) return { meta, hosts: parents(object, meta, domain), patches: null };
  if (group === "networking.istio.io" && object.kind === "EnvoyFilter") return { meta, hosts: [], patches: patched(object) };
  return null;
}

function parents(object: KubernetesObject, meta: Meta, domain: string): readonly string[] {
  const refs: unknown = object.spec?.["parentRefs"];
  if (!Array.isArray(refs)) return [];
  return refs.flatMap((given: unknown) => {
    const ref = fieldsOf(given);
    const namespace = typeof ref["namespace"] === "string" ? ref["namespace"] : meta.namespace;
    return ref["kind"] === "Service" && typeof ref["name"] === "string" ? [fqdn(ref["name"], namespace, domain)] : [];
  });
}

/** An EnvoyFilter without selector patches every proxy of its namespace. */
function patched(object: KubernetesObject): Labels {
  const labels = fieldsOf(fieldsOf(object.spec?.["workloadSelector"])["labels"]);
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, String(value)]));
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
