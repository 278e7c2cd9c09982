import { authorityPredicate } from "../../../model/condition-predicates.ts";
import { holds } from "../../../model/evaluate.ts";
import type { Arm, Service, ServicePort, ValueMatch } from "../../../model/index.ts";
import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import { gatewayApiDiagnostics } from "../gateway-api.diagnostics.ts";

/** The arms that calls in the mesh can fit, without conditions on the authority; or why there are none to write. */
export type Dialled = { readonly ok: true; readonly arms: readonly Arm[] } | { readonly ok: false; readonly findings: readonly Diagnostic[] };

/**
 * In a mesh the dialled Service decides and host names of routes are ignored (`kubernetes-sigs/gateway-api:geps/gep-1294/index.md`):
 * a condition that holds for every name of the service says nothing there, one that holds for none takes its arm out.
 */
export function dialledArms({ port, arms }: ServicePort, service: Service, clusterDomain: string): Dialled {
  const names = namesOf(service, port, clusterDomain);
  const judged = arms.map((arm) => ({ arm, held: arm.when.authority === null ? names : names.filter((name) => authorityHolds(arm.when.authority, name)) }));
  const partly = judged.filter(({ held }) => held.length > 0 && held.length < names.length);
  if (partly.length > 0) return { ok: false, findings: partly.map(({ arm }) => notSayable(arm, "it holds for some names of the service only, and a mesh does not tell them apart")) };
  const left = judged.flatMap(({ arm, held }) => (held.length === 0 ? [] : [{ ...arm, when: { ...arm.when, authority: null } }]));
  const [first] = arms;
  if (left.length === 0 && first !== undefined) return { ok: false, findings: [notSayable(first, "no route is left for calls in the mesh, which would then pass by all of them")] };
  return { ok: true, arms: left };
}

function namesOf({ id: { namespace, name } }: Service, port: number, clusterDomain: string): readonly string[] {
  const names = [name, `${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.${clusterDomain}`];
  return names.flatMap((one) => [one, `${one}:${port}`]);
}

function authorityHolds(match: ValueMatch | null, name: string): boolean {
  if (match === null) return true;
  return match.kind === "not" ? !holds(authorityPredicate(match.match), name) : holds(authorityPredicate(match), name);
}

/** The host name of a Gateway's routes that says the condition; undefined when none does, null for every host. */
export function hostnameOf(match: ValueMatch): string | null | undefined {
  const text = match.kind === "exact" ? match.value : match.kind === "suffix" && match.value.startsWith(".") ? `*${match.value}` : match.kind === "present" ? "*" : "";
  if (text === "*") return null;
  const name = text.toLowerCase();
  return /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(name) ? name : undefined;
}

/** A finding about a condition on the authority that a route cannot ask. */
export function notSayable({ when, route, origin }: Arm, why: string): Diagnostic {
  return gatewayApiDiagnostics["authority-not-sayable"].report({ at: when.origins?.authority ?? origin, with: { route: route.name, why } });
}
