import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { nameText, sameName } from "../../../model/name.ts";
import type { Affinity, Balancing, Manifest, Profile, Service } from "../../../model/index.ts";
import { durationText } from "../../../support/duration.ts";
import { consulDiagnostics } from "../consul.diagnostics.ts";
import { remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { hasNamespaces, onKubernetes } from "../versions.ts";
import type { Context } from "./context.ts";
import { byText, reference } from "./names.ts";
import { compact, emptyPiece, object } from "./piece.ts";
import type { Json, Piece } from "./piece.ts";
import { subsetOf, wordOf } from "./registry.ts";
import type { Registered, Subset } from "./registry.ts";
import { emptySubset, needsTail } from "./routes.ts";

/** The resolver of every service that chains name: subsets, balancing and failover. */
export function lowerResolvers(context: Context): readonly Manifest[] {
  return context.registry.services.flatMap((service) => {
    const spec = resolverSpec(service, context);
    const sources = [service.origin, ...service.subsets.map(({ origin }) => origin)];
    return Object.keys(spec).length === 0 ? [] : [object("ServiceResolver", service.name, spec, sources)];
  });
}

function resolverSpec(service: Registered, context: Context): Json {
  const { owner } = service;
  if (owner?.external != null) return {};
  const dialled = context.included.find(({ id }) => sameName(id, service.name));
  const [port] = dialled?.ports ?? [];
  const hollow = port !== undefined && wordOf(port.protocol) !== "tcp" && needsTail(port);
  const named = service.subsets.map((subset): [string, Json] => [subset.name, { filter: filterOf(subset) }]);
  const subsets = [...named, ...(hollow ? [[emptySubset, { filter: nothing }] as [string, Json]] : [])].sort(([a], [b]) => byText(a, b));
  return compact({
    connectTimeout: "5s",
    subsets: subsets.length > 0 ? Object.fromEntries(subsets) : undefined,
    loadBalancer: owner === null ? undefined : loadBalancer(owner),
    prioritizeByLocality: hasNamespaces(context.profile) ? { mode: owner?.locality?.value === "prefer" ? "failover" : "none" } : undefined,
    failover: owner === null || owner.failover.length === 0 ? undefined : failover(service, owner, context),
  });
}

/** No instance can meet it. */
const nothing = 'Service.ID == "none" and Service.ID != "none"';

/** Metadata of the instances, one comparison for each label (`hashicorp/go-bexpr:grammar/ast.go`). */
function filterOf({ labels }: Subset): string {
  const entries = Object.entries(labels).sort(([a], [b]) => byText(a, b));
  return entries.map(([key, value]) => `${selector(key)} == "${value}"`).join(" and ");
}

function selector(key: string): string {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(key) ? `Service.Meta.${key}` : `Service.Meta["${key}"]`;
}

const policies: Readonly<Record<Balancing, string>> = {
  "round-robin": "round_robin",
  random: "random",
  "least-request": "least_request",
  ewma: "round_robin",
  "ring-hash": "ring_hash",
  maglev: "maglev",
};

/** Unspecified balancing is pinned to what Envoy does by itself. */
function loadBalancer(owner: Service): Json {
  const wished = owner.balancing?.value ?? (owner.affinity === null ? "round-robin" : "ring-hash");
  return compact({
    policy: policies[wished],
    leastRequestConfig: wished === "least-request" ? { choiceCount: 2 } : undefined,
    hashPolicies: owner.affinity === null ? undefined : [hashPolicy(owner.affinity.value)],
  });
}

function hashPolicy(affinity: Affinity): Json {
  switch (affinity.kind) {
    case "header":
      return { field: "header", fieldValue: affinity.name };
    case "cookie": {
      const cookieConfig = affinity.ttlMs === null ? { session: true, path: "/" } : { ttl: durationText(affinity.ttlMs), path: "/" };
      return { field: "cookie", fieldValue: affinity.name, cookieConfig };
    }
    case "sourceIp":
      return { sourceIP: true };
  }
}

/** By targets: lists of datacenters are refused on Kubernetes (`hashicorp/consul-k8s:control-plane/api/v1alpha1/serviceresolver_types.go`). */
function failover(service: Registered, owner: Service, { profile, registry }: Context): Json {
  const targets = owner.failover.map(({ value }) => ({
    ...reference(value.service, service.name, profile),
    ...compact({ serviceSubset: subsetOf(registry, value) ?? undefined }),
  }));
  return { "*": { targets } };
}

/** What the resolvers of a service rest on, and what they cannot say. */
export function resolverPiece(service: Service, { profile }: Context): Piece {
  const { affinity, versions, locality } = service;
  const zones = locality?.value === "prefer" && !hasNamespaces(profile) ? [consulDiagnostics["zones-need-enterprise"].report({ at: locality.origin, with: { service: nameText(service.id) } })] : [];
  const byAddress = affinity?.value.kind === "sourceIp";
  const address = byAddress ? [consulDiagnostics["affinity-by-address"].report({ at: affinity.origin, with: { service: nameText(service.id) } })] : [];
  return { ...emptyPiece, drafts: versions.flatMap((version) => versionDrafts(service, version, profile)), diagnostics: [...zones, ...address, ...versions.flatMap(metadataFindings)] };
}

function versionDrafts(service: Service, { name, labels, service: own, origin }: Service["versions"][number], profile: Profile): readonly Draft[] {
  const place = { field: `versions.${name}`, origin };
  if (!onKubernetes(profile)) return registrationDrafts(labels, place);
  const annotations = Object.entries(labels).map(([key, value]) => `consul.hashicorp.com/service-meta-${key}: ${value}`);
  if (annotations.length > 0) return [remark("assumed", { ...place, note: `the pods of the version carry the annotation ${annotations.join(", ")}` })];
  if (sameName(own, service.id)) return [];
  return [remark("assumed", { ...place, note: `pods behind \`${nameText(own)}\` register under that name alone: other Services that select them carry consul.hashicorp.com/service-ignore` })];
}

/** Outside Kubernetes whoever registers an instance writes its name and metadata. */
function registrationDrafts(labels: Service["versions"][number]["labels"], place: Pick<Draft, "field" | "origin">): readonly Draft[] {
  const metadata = Object.entries(labels).map(([key, value]) => `${key} = "${value}"`);
  return metadata.length === 0 ? [] : [remark("assumed", { ...place, note: `the instances of the version are registered with the metadata ${metadata.join(", ")}` })];
}

/** Keys and values that annotations and the filter language take as they are. */
function metadataFindings({ name, labels, origin }: Service["versions"][number]): readonly Diagnostic[] {
  const strange = Object.entries(labels).filter(([key, value]) => !/^[A-Za-z0-9_-]+$/.test(key) || /["\\\u0000-\u001f]/.test(value));
  return strange.map(([label, value]) => consulDiagnostics["label-is-no-metadata"].report({ at: origin, with: { version: name, label, value } }));
}
