import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { labelName } from "../../object-names.ts";
import { sameName } from "../../../model/name.ts";
import type { Manifest, Service } from "../../../model/index.ts";
import { compareFractions, fraction } from "../../../support/fraction.ts";
import { approximation, remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { istioDiagnostics } from "../istio.diagnostics.ts";
import type { HostPlan, SubsetPlan } from "./hosts.ts";
import { fqdn, hostsOf } from "./names.ts";
import { compact } from "./piece.ts";
import type { Context, Json, Piece } from "./piece.ts";
import { trafficPolicy } from "./traffic-policy.ts";

/** The DestinationRules whose settings are the service's, one for each host, and what its settings give up. */
export function lowerDestinationRules(service: Service, context: Context): Piece {
  const plans = [...context.hosts.values()].filter((plan) => plan.top !== null && sameName(plan.top.id, service.id));
  return {
    manifests: plans.flatMap((plan) => rulesOf(plan, context)),
    drafts: settingDrafts(service),
    diagnostics: settingFindings(service),
  };
}

/** Rules for hosts that no policy sets anything for: their subsets alone. */
export function lowerBareHosts(context: Context): readonly Manifest[] {
  const bare = [...context.hosts.values()].filter((plan) => plan.top === null && plan.subsets.length > 0);
  return bare.flatMap((plan) => rulesOf(plan, context));
}

function rulesOf(plan: HostPlan, context: Context): readonly Manifest[] {
  const external = plan.top?.external ?? null;
  const ours = external !== null && plan.top !== null && sameName(plan.top.id, plan.service);
  const hosts = ours ? hostsOf(context.model, plan.service) : [fqdn(plan.service, context.model.mesh.clusterDomain)];
  return hosts.map((host, index) => rule(plan, host, index));
}

/** In the service's namespace, with every subset, since a second rule for the host would not be merged field by field. */
function rule(plan: HostPlan, host: string, index: number): Manifest {
  const { service, top } = plan;
  const policy = top === null ? undefined : trafficPolicy(top, "top", host);
  const spec = compact({
    host,
    exportTo: ["*"],
    trafficPolicy: policy,
    subsets: plan.subsets.length === 0 ? undefined : plan.subsets.map((subset) => subsetFields(subset, policy, host)),
  });
  const name = index === 0 ? labelName(service.name) : labelName(service.name, `${index + 1}`);
  return {
    object: { apiVersion: "networking.istio.io/v1", kind: "DestinationRule", metadata: { name, namespace: service.namespace }, spec },
    sources: top === null ? [] : [top.origin, ...top.versions.map((version) => version.origin)],
  };
}

function subsetFields(subset: SubsetPlan, top: Json | undefined, host: string): Json {
  const own = subset.owner === null ? undefined : trafficPolicy(subset.owner, "subset", host);
  const same = JSON.stringify(own) === JSON.stringify(top);
  return compact({
    name: subset.name,
    labels: Object.keys(subset.labels).length === 0 ? undefined : subset.labels,
    trafficPolicy: same ? undefined : own,
  });
}

function settingFindings(service: Service): readonly Diagnostic[] {
  const { balancing, affinity, slowStartMs, locality } = service;
  const policy = balancing?.value ?? null;
  const hash = policy === "ring-hash" || policy === "maglev";
  const found: Diagnostic[] = [];
  if (balancing !== null && hash && affinity === null) {
    found.push(istioDiagnostics["hash-and-balancing"].report({ at: balancing.origin, with: { policy: balancing.value, why: "has no key to hash" } }));
  }
  if (balancing !== null && !hash && affinity !== null) {
    const why = "cannot stand beside `affinity`, which needs a hash";
    found.push(istioDiagnostics["hash-and-balancing"].report({ at: balancing.origin, with: { policy: balancing.value, why }, related: [{ origin: affinity.origin, note: "the affinity" }] }));
  }
  if (slowStartMs !== null && (policy === "random" || hash || affinity !== null)) {
    found.push(istioDiagnostics["slow-start-balancing"].report({ at: slowStartMs.origin, with: { policy: policy ?? "affinity" } }));
  }
  if (locality?.value === "prefer" && service.outlier === null) {
    found.push(istioDiagnostics["locality-needs-outlier"].report({ at: locality.origin, with: undefined }));
  }
  return found;
}

function settingDrafts(service: Service): readonly Draft[] {
  const { origin } = service;
  const balancing = remark("explicit-default", { field: "loadBalancing.policy", note: "unspecified: pinned to LEAST_REQUEST", origin });
  const locality = remark("explicit-default", { field: "locality", note: "unspecified: endpoints of all zones are used alike", origin });
  return [
    ...(service.balancing === null && service.affinity === null ? [balancing] : []),
    ...(service.locality === null ? [locality] : []),
    ...(service.outlier === null ? [] : [remark("note", { field: "circuitBreaker.outlier", note: "an endpoint that is ejected again stays away longer, up to 300s", origin: service.outlier.origin })]),
    ...budgetDrafts(service),
  ];
}

function budgetDrafts(service: Service): readonly Draft[] {
  if (service.retryBudget === null) return [];
  const { value, origin } = service.retryBudget;
  const floor = compareFractions(value.minPerSecond, fraction(0)) > 0 ? "; the floor is one retry at a time" : "";
  return [
    approximation({
      feature: "retryBudget",
      field: "retryBudget",
      consent: "retryBudget",
      direction: "different",
      effects: ["retryBudget"],
      note: `retries that run at the same time are bounded by a share of the requests that run at the same time, for each proxy and backend, instead of retries in a window${floor}`,
      origin,
    }),
  ];
}
