import type { KubernetesObject, Manifest } from "../../../model/index.ts";
import type { NativeFile } from "../../native-form.ts";
import { compact } from "../../piece.ts";
import type { Json } from "../../piece.ts";

/** What a config entry calls the kind of an object, and whether it lies in a namespace of its own. */
const kinds: Readonly<Record<string, { readonly kind: string; readonly namespaced: boolean }>> = {
  ProxyDefaults: { kind: "proxy-defaults", namespaced: false },
  Mesh: { kind: "mesh", namespaced: false },
  JWTProvider: { kind: "jwt-provider", namespaced: false },
  ServiceDefaults: { kind: "service-defaults", namespaced: true },
  ServiceResolver: { kind: "service-resolver", namespaced: true },
  ServiceSplitter: { kind: "service-splitter", namespaced: true },
  ServiceRouter: { kind: "service-router", namespaced: true },
  ServiceIntentions: { kind: "service-intentions", namespaced: true },
  TerminatingGateway: { kind: "terminating-gateway", namespaced: true },
};

/**
 * Config entries as `PUT /v1/config` and `consul config write` take them, one a file
 * (`hashicorp/consul:agent/structs/config_entry.go`). `enterprise`: entries say their namespace.
 */
export function writeEntries(manifests: readonly Manifest[], enterprise: boolean): readonly NativeFile[] {
  return manifests.map(({ object, sources }) => {
    const known = kinds[object.kind];
    if (known === undefined) throw new Error(`no config entry stands for a ${object.kind}`);
    const namespace = enterprise && known.namespaced ? object.metadata.namespace : undefined;
    const file = object.kind === "Mesh" ? known.kind : `${known.kind}-${object.metadata.name}`;
    return { path: namespace === undefined ? file : `${namespace}/${file}`, value: entryOf(object, known.kind, namespace), sources };
  });
}

/** Intentions are named after their destination, which has no field of its own; a mesh has no name. */
function entryOf({ kind: object, metadata, spec = {} }: KubernetesObject, kind: string, namespace: string | undefined): Json {
  const { destination, ...rest } = spec;
  const about = object === "ServiceIntentions" ? (destination as { readonly name: string; readonly namespace?: string }) : null;
  const name = object === "Mesh" ? undefined : (about?.name ?? metadata.name);
  const fields = about === null ? spec : rest;
  return { ...compact({ Kind: kind, Name: name, Namespace: namespace === undefined ? undefined : (about?.namespace ?? namespace) }), ...(renamed(fields) as Json) };
}

/** Words that Go writes in capitals. */
const initialisms: Readonly<Record<string, string>> = {
  http: "HTTP",
  jwt: "JWT",
  ttl: "TTL",
  uri: "URI",
  tls: "TLS",
  sni: "SNI",
  jwks: "JWKS",
  jsonWebKeySet: "JSONWebKeySet",
  jsonFormat: "JSONFormat",
  caFile: "CAFile",
};

/** Fields whose value has keys that people chose. */
const mappings = ["subsets", "failover", "add", "set"];

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [capital(key), mappings.includes(key) ? chosen(inner) : key === "config" ? inner : renamed(inner)]));
}

function chosen(value: unknown): unknown {
  return Object.fromEntries(Object.entries(value as Json).map(([key, inner]) => [key, renamed(inner)]));
}

function capital(key: string): string {
  return initialisms[key] ?? `${key.slice(0, 1).toUpperCase()}${key.slice(1)}`;
}
