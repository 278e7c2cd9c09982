import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { JwtProvider, MeshSettings, ScopeSettings, TargetSelection } from "../../model/index.ts";
import type { MeshFragment } from "../fragment.ts";
import { contradiction } from "./join.ts";
import { linkDiagnostics } from "./link.diagnostics.ts";
import { byText, groupBy } from "./names.ts";
import { sameStatement } from "./same.ts";

/** The MeshPolicies that hold, by scope; a second one for a scope is reported and has no say. */
export interface Scopes {
  readonly mesh: MeshFragment | null;
  readonly namespaces: ReadonlyMap<string, MeshFragment>;
}

/** Sorts MeshPolicies by what they are for. */
export function scopesOf(fragments: readonly MeshFragment[], report: (finding: Diagnostic) => void): Scopes {
  const groups = groupBy([...fragments].sort(byText(placeText)), (fragment) => fragment.namespace ?? "");
  const firsts = [...groups.values()].flatMap((group) => group.slice(0, 1));
  for (const [first, ...rest] of groups.values()) rest.filter((one) => first !== undefined && !sameSettings(first, one)).forEach((one) => report(twice(first ?? one, one)));
  const named = firsts.flatMap((one) => (one.namespace === null ? [] : [[one.namespace, one] as const]));
  return { mesh: firsts.find((one) => one.namespace === null) ?? null, namespaces: new Map(named.sort(byText(([name]) => name))) };
}

function placeText(fragment: MeshFragment): string {
  return `${fragment.origin.file}\u0000${`${fragment.origin.start}`.padStart(10, "0")}`;
}

function sameSettings(a: MeshFragment, b: MeshFragment): boolean {
  return sameStatement({ ...a, document: "" }, { ...b, document: "" });
}

function twice(first: MeshFragment, second: MeshFragment): Diagnostic {
  const scope = first.namespace === null ? "the mesh" : `namespace \`${first.namespace}\``;
  return linkDiagnostics["mesh-policy-stated-twice"].report({
    at: second.origin,
    with: { scope, first: first.document, second: second.document },
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
