import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { JwtProvider, MeshSettings, ScopeSettings, TargetSelection } from "../../model/index.ts";
import type { MeshFragment } from "../fragment.ts";
import { contradiction } from "./join.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";
import { byText } from "./names.ts";
import { groupBy } from "../../support/group-by.ts";
import { sameStatement } from "./same.ts";

/** The MeshPolicies that hold, by scope; a second one for a scope is reported and has no say. */
export interface Scopes {
  readonly mesh: MeshFragment | null;
  readonly namespaces: ReadonlyMap<string, MeshFragment>;
}

/** Sorts what documents say of the mesh and of namespaces; documents of one scope are put together. */
export function scopesOf(fragments: readonly MeshFragment[], report: (finding: Diagnostic) => void): Scopes {
  const groups = groupBy([...fragments].sort(byText(placeText)), (fragment) => fragment.namespace ?? "");
  const scopes = [...groups.values()].flatMap((group) => together(group, report) ?? []);
  const named = scopes.flatMap((one) => (one.namespace === null ? [] : [[one.namespace, one] as const]));
  return { mesh: scopes.find((one) => one.namespace === null) ?? null, namespaces: new Map(named.sort(byText(([name]) => name))) };
}

/** One MeshPolicy speaks for a scope; what other dialects say of it is added where the policy is silent. */
function together(group: readonly MeshFragment[], report: (finding: Diagnostic) => void): MeshFragment | null {
  const policies = group.filter(isPolicy);
  const [first] = policies;
  if (first !== undefined) policies.slice(1).filter((one) => !sameSettings(first, one)).forEach((one) => report(twice(first, one)));
  const base = first ?? group[0] ?? null;
  return group.filter((one) => one !== base && !isPolicy(one)).reduce((sum, one) => (sum === null ? null : merged(sum, one, report)), base);
}

function isPolicy(fragment: MeshFragment): boolean {
  return fragment.document.startsWith("MeshPolicy ");
}

/** Both statements of a scope; where they differ the first holds and the other is reported. */
function merged(first: MeshFragment, other: MeshFragment, report: (finding: Diagnostic) => void): MeshFragment {
  const both = <T extends object>(a: T, b: T): T => mergedFields(a, b, (key, value) => report(clashOf(first, other, key, value)));
  return { ...both(first, other), scope: both(first.scope, other.scope), defaults: both(first.defaults, other.defaults) };
}

const apart = new Set(["document", "namespace", "origin", "scope", "defaults"]);

function mergedFields<T extends object>(first: T, other: T, clash: (key: string, value: unknown) => void): T {
  const sum: Record<string, unknown> = { ...(first as Readonly<Record<string, unknown>>) };
  for (const [key, value] of Object.entries(other)) {
    if (apart.has(key) || value === null || value === undefined) continue;
    const own = sum[key] ?? null;
    if (own === null) sum[key] = value;
    else if (!sameStatement(own, value)) clash(key, value);
  }
  return sum as T;
}

function clashOf(first: MeshFragment, other: MeshFragment, key: string, value: unknown): Diagnostic {
  const own: unknown = { ...first, ...first.defaults, ...first.scope }[key as keyof MeshFragment];
  const claim = (fragment: MeshFragment, stated: unknown) => ({ value: stated, origin: originOf(stated) ?? fragment.origin, document: fragment.document });
  return contradiction(meshWords[key] ?? key, scopeText(first))(claim(first, own), claim(other, value));
}

const meshWords: Readonly<Record<string, string>> = { accessDefault: "access.default", limits: "circuitBreaker", deadlineMs: "deadline", balancing: "loadBalancing.policy" };

function scopeText({ namespace }: MeshFragment): string {
  return namespace === null ? "the mesh" : `namespace ${namespace}`;
}

function placeText(fragment: MeshFragment): string {
  return `${fragment.origin.file}\u0000${`${fragment.origin.start}`.padStart(10, "0")}`;
}

function sameSettings(a: MeshFragment, b: MeshFragment): boolean {
  return sameStatement({ ...a, document: "" }, { ...b, document: "" });
}

function twice(first: MeshFragment, second: MeshFragment): Diagnostic {
  return linkDiagnostics["mesh-policy-stated-twice"].report({
    at: second.origin,
    with: { scope: scopeText(first), first: first.document, second: second.document },
    related: [{ origin: first.origin, note: "the other policy" }],
  });
}

/** Settings of the mesh; what no policy says gets the usual defaults of Kubernetes meshes. */
export function meshSettings(scopes: Scopes, settings: Readonly<Record<string, string>>, report: (finding: Diagnostic) => void): MeshSettings {
  const { mesh } = scopes;
  const all = [...(mesh === null ? [] : [mesh]), ...scopes.namespaces.values()];
  return {
    trustDomain: mesh?.trustDomain?.value ?? settings["trustDomain"] ?? "cluster.local",
    clusterDomain: mesh?.clusterDomain?.value ?? settings["clusterDomain"] ?? "cluster.local",
    scopes: all.map(scopeSettings),
    jwtProviders: distinct<JwtProvider>(all, "token provider", (one) => one.jwtProviders ?? [], (provider) => provider.name, report),
    egress: mesh?.egress ?? null,
    targets: distinct<TargetSelection>(all, "target", (one) => one.targets ?? [], (target) => target.target, report),
  };
}

function scopeSettings({ namespace, scope, origin }: MeshFragment): ScopeSettings {
  return { namespace, ...scope, origin };
}

/** One of each name, in order of names; a second one that says something else is reported. */
function distinct<T>(
  fragments: readonly MeshFragment[],
  what: string,
  pick: (fragment: MeshFragment) => readonly T[],
  name: (value: T) => string,
  report: (finding: Diagnostic) => void,
): readonly T[] {
  const claims = fragments.flatMap((fragment) => pick(fragment).map((value) => ({ value, origin: originOf(value) ?? fragment.origin, document: fragment.document })));
  const groups = groupBy(claims, (claim) => name(claim.value));
  for (const [key, [first, ...rest]] of groups) {
    if (first === undefined) continue;
    rest.filter((claim) => !sameStatement(claim.value, first.value)).forEach((claim) => report(contradiction(what, key)(first, claim)));
  }
  return [...groups.values()].flatMap((group) => group.slice(0, 1).map((claim) => claim.value)).sort(byText(name));
}

function originOf(value: unknown): JwtProvider["origin"] | null {
  return typeof value === "object" && value !== null && "origin" in value ? (value.origin as JwtProvider["origin"]) : null;
}
