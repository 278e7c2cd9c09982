import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { AccessRule, Identity, MtlsMode, Service, Subject, Wish } from "../../../model/index.ts";
import { approximation, remark } from "../../draft.ts";
import type { Draft } from "../../draft.ts";
import { appmeshDiagnostics } from "../appmesh.diagnostics.ts";
import { spiffeOf } from "./names.ts";
import type { NodePlan } from "./nodes.ts";
import type { Context } from "./piece.ts";

/** Who may connect to a port: everybody, everybody with a certificate, or the names that are listed. */
type Guard = { readonly kind: "open" } | { readonly kind: "authenticated" } | { readonly kind: "names"; readonly names: readonly string[] };

/** What a listener asks of connections; null: nothing, plain text. */
export interface Tls {
  readonly mode: "STRICT" | "PERMISSIVE";
  readonly names: readonly string[] | null;
}

/** The TLS of a listener of the node on a service port; nothing outside the policies that are written. */
export function tlsOf(node: NodePlan, port: number, context: Context): Tls | null {
  if (node.owner === null || node.owner.external !== null) return null;
  const guard = guardOf(node.owner, node.service.namespace, port, context);
  const mode = mtlsOf(node.owner, node.service.namespace, context)?.value ?? null;
  if (mode === "strict" || (guard.kind !== "open" && mode !== "off")) return { mode: "STRICT", names: guard.kind === "names" ? guard.names : null };
  return mode === "permissive" ? { mode: "PERMISSIVE", names: null } : null;
}

/** Mutual TLS that holds for a service: its own, its namespace's, the mesh's. */
function mtlsOf(service: Service, namespace: string, context: Context): Wish<MtlsMode> | null {
  if (context.unenforced.mtls.has(service)) return null;
  const scope = (of: string | null): Wish<MtlsMode> | null => context.model.mesh.scopes.find((one) => one.namespace === of)?.mtls ?? null;
  return service.mtls ?? scope(namespace) ?? scope(null);
}

/** Who may connect, by the allow rules where the effective default is deny. */
function guardOf(service: Service, namespace: string, port: number, context: Context): Guard {
  if (context.unenforced.access.has(service) || !deniesByDefault(service, namespace, context)) return { kind: "open" };
  const subjects = service.access.allow.filter((rule) => concerns(rule, port)).flatMap(({ from }) => from);
  if (subjects.some(({ identity }) => identity.kind === "anyone")) return { kind: "open" };
  if (subjects.some(({ identity }) => identity.kind === "authenticated")) return { kind: "authenticated" };
  const names = subjects.flatMap((subject) => accountsOf(subject, context).map((account) => spiffeOf(account, context.model.mesh.trustDomain)));
  return { kind: "names", names: names.length === 0 ? [nobody(context)] : [...new Set(names)].sort() };
}

/** The accounts that a subject stands for: a list has no wildcards, so a namespace is every account that is known in it. */
function accountsOf({ identity }: Subject, { inventory, nodes }: Context): readonly Identity[] {
  if (identity.kind === "account") return [identity];
  if (identity.kind !== "namespace") return [];
  const run = inventory.workloads.map(({ id, serviceAccount }) => ({ namespace: id.namespace, serviceAccount }));
  const made = inventory.accounts.map(({ namespace, name }) => ({ namespace, serviceAccount: name }));
  const planned = [...nodes.values()].flatMap(({ account }) => account ?? []);
  return [...run, ...made, ...planned].filter(({ namespace }) => namespace === identity.namespace);
}

/** A name that no certificate carries: an empty list would let everybody in. */
function nobody(context: Context): string {
  return `spiffe://${context.model.mesh.trustDomain}/nobody`;
}

function deniesByDefault({ access }: Service, namespace: string, { model }: Context): boolean {
  if (access.default !== null) return access.default.value === "deny";
  if (access.allow.length > 0) return true;
  const scope = (of: string | null): Wish<"allow" | "deny"> | null => model.mesh.scopes.find((one) => one.namespace === of)?.accessDefault ?? null;
  return (scope(namespace) ?? scope(null))?.value === "deny";
}

function concerns(rule: AccessRule, port: number): boolean {
  return rule.to.length === 0 || rule.to.some(({ ports }) => ports === null || ports.includes(port));
}

/**
 * What is lost where a rule lets a whole namespace in: accounts that nobody knows are refused. A complete inventory has
 * none of them.
 */
export function namespaceDrafts(service: Service, context: Context): readonly Draft[] {
  const namespaces = [...new Set(service.versions.map((version) => version.service.namespace))];
  const listed = namespaces.some((namespace) => service.ports.some(({ port }) => guardOf(service, namespace, port, context).kind === "names"));
  if (!listed) return [];
  const than = service.access.allow.flatMap(({ from }) => from).flatMap((subject) => accountsOf(subject, context));
  return service.access.allow.flatMap(({ name, from }) =>
    from.flatMap((subject) => {
      const known = accountsOf(subject, context);
      if (subject.identity.kind !== "namespace" || known.length === 0) return [];
      const accounts = [...new Set(known.map(({ serviceAccount }) => `\`${serviceAccount}\``))].sort().join(", ");
      const note = `of namespace \`${subject.identity.namespace}\`, the accounts that are known are let in: ${accounts}`;
      const given = { feature: "access.identity", field: `access.allow.${name}.from`, consent: "access.namespaces", direction: "stricter", effects: ["access", "outcome"], callers: { kind: "others", than }, note, origin: subject.origin } as const;
      return [context.inventory.completeness === "complete" ? remark("assumed", given) : approximation(given)];
    }),
  );
}

/** Modes that void a list, and allowed callers that App Mesh gives no routes. */
export function accessFindings(service: Service, context: Context): readonly Diagnostic[] {
  if (context.unenforced.access.has(service) || service.external !== null) return [];
  const subjects = service.access.allow.flatMap(({ from }) => from);
  return [...subjects.flatMap((subject) => unknownFinding(subject, context)), ...voidedList(service, context), ...subjects.flatMap((subject) => undeclaredFinding(subject, service, context))];
}

function unknownFinding(subject: Subject, context: Context): readonly Diagnostic[] {
  if (subject.identity.kind !== "namespace" || accountsOf(subject, context).length > 0) return [];
  const words = { subject: `everybody in namespace \`${subject.identity.namespace}\`, of which no account is known` };
  return [appmeshDiagnostics["subject-not-sayable"].report({ at: subject.origin, with: words })];
}

function voidedList(service: Service, context: Context): readonly Diagnostic[] {
  const namespaces = [...new Set(service.versions.map((version) => version.service.namespace))];
  return namespaces.flatMap((namespace) => {
    const mode = mtlsOf(service, namespace, context);
    const guarded = service.ports.some(({ port }) => guardOf(service, namespace, port, context).kind !== "open");
    if (mode === null || mode.value === "strict" || !guarded) return [];
    return [appmeshDiagnostics["access-needs-tls"].report({ at: mode.origin, with: { mode: mode.value } })];
  });
}

/** A caller whose policy is written must declare the call; of others it is assumed. */
function undeclaredFinding({ identity, origin }: Subject, service: Service, context: Context): readonly Diagnostic[] {
  if (identity.kind !== "account") return [];
  const nodes = [...context.nodes.values()].filter(({ account }) => account?.namespace === identity.namespace && account.serviceAccount === identity.serviceAccount);
  const silent = nodes.find(({ owner }) => owner !== null && !declares(owner, service));
  if (silent?.owner == null) return [];
  const [caller, called] = [silent.owner.id, service.id].map(({ namespace, name }) => `${namespace}/${name}`);
  return [appmeshDiagnostics["allowed-caller-undeclared"].report({ at: origin, with: { caller: caller ?? "", service: called ?? "" } })];
}

/** Whether a service says that it calls another. */
export function declares(caller: Service, callee: Service): boolean {
  return caller.calls.some(({ to }) => (to.kind === "service" ? to.service.namespace === callee.id.namespace && to.service.name === callee.id.name : callee.external?.hosts.some(({ value }) => value === to.host) === true));
}
