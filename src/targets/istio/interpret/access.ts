import type { AccessAnswer } from "../../../model/index.ts";
import type { RequestView } from "../../../model/predicate.ts";
import type { Ask } from "./ask.ts";
import { compileRule, ruleHolds } from "./access-rules.ts";
import type { Sight } from "./access-rules.ts";
import type { Attachment, AuthorizationPolicy, Labels } from "./config.ts";
import type { Mesh } from "./mesh.ts";
import { isSubset } from "./mesh.ts";

/** What a policy can be attached to: pods by labels, or a waypoint for a service. */
export type Enforcer =
  | { readonly kind: "workload"; readonly namespace: string; readonly labels: Labels }
  | { readonly kind: "waypoint"; readonly namespace: string; readonly service: string; readonly gateway: string };

/** Whether an attachment reaches the enforcer (istio/istio:pilot/pkg/model/policyattachment.go). */
export function attaches(mesh: Mesh, policyNamespace: string, { selector, targets }: Attachment, enforcer: Enforcer): boolean {
  const root = policyNamespace === mesh.rootNamespace;
  if (enforcer.kind === "workload") {
    const near = root || policyNamespace === enforcer.namespace;
    return near && targets.length === 0 && (selector === null || isSubset(selector, enforcer.labels));
  }
  return targets.some(({ kind, name }) => {
    if (kind === "GatewayClass") return root && name === "istio-waypoint";
    if (policyNamespace !== enforcer.namespace) return false;
    return kind === "Gateway" ? name === enforcer.gateway : (kind === "Service" || kind === "ServiceEntry") && name === enforcer.service;
  });
}

/** How a request is looked at where access is decided. */
export interface Inspection {
  readonly view: RequestView;
  readonly port: number | null;
  readonly sight: Sight;
}

/**
 * CUSTOM, then DENY, then ALLOW (istio/istio:pilot/pkg/security/authz/builder/builder.go). AUDIT and dry runs decide nothing.
 */
export function authorize(ask: Ask, mesh: Mesh, enforcer: Enforcer, inspection: Inspection): AccessAnswer {
  const near = [...mesh.index.policies(enforcer.namespace), ...(enforcer.namespace === mesh.rootNamespace ? [] : mesh.index.policies(mesh.rootNamespace))];
  const attached = near.filter((policy) => attaches(mesh, policy.meta.namespace, policy.attachment, enforcer));
  const enforced = attached.filter((policy) => !policy.dryRun || policy.action === "CUSTOM");
  const byAction = (action: AuthorizationPolicy["action"]): readonly AuthorizationPolicy[] => enforced.filter((policy) => policy.action === action);
  const custom = inspection.sight === "ztunnel" ? null : firstHolding(ask, mesh, byAction("CUSTOM"), inspection);
  if (custom !== null) ask.unsupported(`${custom} asks a provider`);
  const denied = firstHolding(ask, mesh, byAction("DENY"), inspection);
  if (denied !== null) return { allowed: false, by: denied };
  const allows = byAction("ALLOW");
  if (allows.length === 0) return { allowed: true, by: null };
  const allowed = firstHolding(ask, mesh, allows, inspection);
  if (allowed !== null) return { allowed: true, by: allowed };
  return { allowed: false, by: `no rule of ${allows.map(nameOf).join(", ")}` };
}

function nameOf({ meta }: AuthorizationPolicy): string {
  return `AuthorizationPolicy ${meta.namespace}/${meta.name}`;
}

function firstHolding(ask: Ask, mesh: Mesh, policies: readonly AuthorizationPolicy[], { view, port, sight }: Inspection): string | null {
  for (const policy of policies) {
    const at = { ask, view, namespace: policy.meta.namespace, port, trustDomains: mesh.trustDomains };
    for (const [index, rule] of policy.rules.entries()) {
      const compiled = compileRule(rule, policy.action, sight);
      if (compiled === null || !ruleHolds(at, compiled)) continue;
      ask.step(`${nameOf(policy)} rules[${index}] holds: ${policy.action}`, policy.meta, ["spec", "rules", index]);
      return `${nameOf(policy)} rules[${index}]`;
    }
  }
  return null;
}
