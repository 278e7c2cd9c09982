import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { ManifestInput } from "../../model/index.ts";
import { valueRewritten } from "../mend.ts";
import { trapDiagnostics as say } from "../traps.diagnostics.ts";
import { at, isSet, listOf, placeOf, specOf, textOf, titleOf } from "../traps.ts";
import type { Trap, Written } from "../traps.ts";

/** The name of a service in full: `order` and `order.shop.svc.cluster.local` are one in namespace `shop`. */
function fullHost(host: string, { object: { metadata } }: ManifestInput): string {
  return host.includes(".") ? host : `${host}.${metadata.namespace ?? "default"}.svc.cluster.local`;
}

/** Two subsets of the same endpoints, or one of all (`istio/istio:pilot/pkg/networking/core/cluster_builder.go`). */
export const subsets: Trap = (spec) => {
  const all = listOf(at(spec, "subsets"));
  const text = (subset: Written): string => JSON.stringify(Object.entries((at(subset, "labels").value ?? {}) as object).sort());
  if (all.length < 2) return [];
  return all.flatMap((subset, index) => {
    const twin = all.slice(0, index).find((other) => text(other) === text(subset));
    if (text(subset) !== "[]" && twin === undefined) return [];
    const other = text(subset) === "[]" ? null : textOf(at(twin ?? subset, "name"));
    return [say["subset-of-everything"].report({ at: placeOf(at(subset, "name")), with: { subset: textOf(at(subset, "name")) ?? "", other } })];
  });
};

/** Subsets of hosts that the DestinationRules at hand speak of. */
export function subsetsOf(manifests: readonly ManifestInput[]): Trap {
  const rules = manifests.filter(({ object }) => object.kind === "DestinationRule");
  const defined = new Map<string, Set<string>>();
  for (const rule of rules) {
    const { host, subsets: own } = (rule.object.spec ?? {}) as { readonly host?: unknown; readonly subsets?: unknown };
    const names = (Array.isArray(own) ? own : []).map((each) => String((each as { readonly name?: unknown } | null)?.name));
    const key = fullHost(String(host), rule);
    defined.set(key, new Set([...(defined.get(key) ?? []), ...names]));
  }
  return (spec, manifest) =>
    ["http", "tcp", "tls"].flatMap((kind) => listOf(at(spec, kind))).flatMap((entry) =>
      listOf(at(entry, "route")).flatMap((route) => {
        const [host, subset] = [textOf(at(route, "destination", "host")) ?? "", textOf(at(route, "destination", "subset"))];
        const known = defined.get(fullHost(host, manifest));
        if (subset === null || known === undefined || known.has(subset)) return [];
        return [say["subset-not-defined"].report({ at: placeOf(at(route, "destination", "subset")), with: { subset, host } })];
      }),
    );
}

/** Inside the mesh VirtualServices of one host are not merged (`istio/istio:pilot/pkg/networking/core/httproute.go`). */
export function routedTwice(manifests: readonly ManifestInput[]): readonly Diagnostic[] {
  const first = new Map<string, ManifestInput>();
  return manifests.filter(isForMesh).flatMap((manifest) => {
    return listOf(at(specOf(manifest), "hosts")).flatMap((node) => {
      const host = fullHost(textOf(node) ?? "", manifest);
      const other = first.get(host);
      if (other === undefined) first.set(host, manifest);
      return other === undefined || other === manifest || manifest.origin === undefined ? [] : [say["host-routed-twice"].report({ at: placeOf(node), with: { host: textOf(node) ?? "", other: titleOf(other) } })];
    });
  });
}

function isForMesh({ object: { apiVersion, kind, spec } }: ManifestInput): boolean {
  const gateways = (spec as { readonly gateways?: unknown } | undefined)?.gateways;
  return apiVersion.startsWith("networking.istio.io/") && kind === "VirtualService" && (!Array.isArray(gateways) || gateways.includes("mesh"));
}

/** A client that is told to speak plainly, or TLS of its own, to a namespace that takes mutual TLS only. */
export function plainClients(spec: Written, manifest: ManifestInput, strict: ReadonlySet<string>): readonly Diagnostic[] {
  const host = textOf(at(spec, "host")) ?? "";
  const mode = at(spec, "trafficPolicy", "tls", "mode");
  const namespace = /^[^.]+\.([^.]+)\.svc\./.exec(fullHost(host, manifest))?.[1];
  const isStrict = namespace !== undefined && (strict.has(namespace) || strict.has("istio-system"));
  if (!isStrict || !["DISABLE", "SIMPLE"].includes(textOf(mode) ?? "")) return [];
  const isAlone = Object.keys(at(spec, "trafficPolicy", "tls").value as object).length === 1;
  return [say["plain-client-of-strict-server"].report({ at: placeOf(mode), with: { host, mode: textOf(mode) ?? "" }, fixes: isAlone ? valueRewritten(mode, "ISTIO_MUTUAL") : [] })];
}

const ofRequests: readonly (readonly [string, readonly string[]])[] = [
  ["to", ["methods", "notMethods", "paths", "notPaths", "hosts", "notHosts"]],
  ["from", ["requestPrincipals", "notRequestPrincipals", "remoteIpBlocks", "notRemoteIpBlocks"]],
];

/** Policies that are attached by selector are ztunnel's in ambient mode (`istio/istio:pilot/pkg/serviceregistry/ambient/authorization.go`). */
export const requestsAtConnections: Trap = (spec, manifest) => {
  if (isSet(at(spec, "targetRefs")) || isSet(at(spec, "targetRef"))) return [];
  const denies = textOf(at(spec, "action")) === "DENY";
  return listOf(at(spec, "rules")).flatMap((rule) =>
    ofRequests.flatMap(([list, fields]) =>
      listOf(at(rule, list)).flatMap((item) =>
        fields.map((field) => at(item, list === "to" ? "operation" : "source", field)).filter(isSet).map((node) =>
          say["requests-ruled-by-connections"].report({ at: placeOf(node), with: { manifest: titleOf(manifest), field: String(node.path.at(-1)), does: denies ? "denies nothing by it" : "lets nobody in by it" } }),
        ),
      ),
    ),
  );
};
