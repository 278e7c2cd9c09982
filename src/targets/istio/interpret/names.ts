import type { Meta } from "./config.ts";

/** Full name of a Kubernetes Service. */
export function fqdn(service: string, namespace: string, domain: string): string {
  return `${service}.${namespace}.svc.${domain}`;
}

/**
 * The host that a resource of `namespace` means: only a name without any dot that is neither `*` nor an address gets
 * the resource's namespace and the domain (istio/istio:pilot/pkg/model/config.go).
 */
export function resolveHost(host: string, namespace: string, domain: string): string {
  const lower = host.toLowerCase();
  const short = !lower.includes(".") && !lower.includes("*") && !lower.includes(":");
  return short ? fqdn(lower, namespace, domain) : lower.replace(/\.$/, "");
}

/** `ns/name` of a gateway named in a VirtualService; `mesh` stays (istio/istio:pilot/pkg/model/config.go). */
export function resolveGateway(name: string, namespace: string): string {
  if (name === "mesh") return name;
  const [first = "", second] = name.split("/");
  if (second === undefined) return `${namespace}/${first.split(".")[0] ?? first}`;
  return `${first === "." ? namespace : first}/${second}`;
}

/** Whether a host pattern (`a.b`, `*.b`, `*`) covers a name or a narrower pattern; both in lower case. */
export function hostCovers(pattern: string, host: string): boolean {
  if (!pattern.startsWith("*")) return pattern === host;
  return host.endsWith(pattern.slice(1));
}

/** How specific a pattern is: exact above every wildcard, longer wildcards above shorter (istio/istio:pkg/config/host/names.go). */
export function specificity(pattern: string): number {
  return pattern.startsWith("*") ? pattern.length : 100_000;
}

/** The most specific of the patterns that cover the host; null when none does. */
export function bestHost(patterns: readonly string[], host: string): string | null {
  const covering = patterns.filter((pattern) => hostCovers(pattern, host));
  return covering.reduce<string | null>((best, next) => (best === null || specificity(next) > specificity(best) ? next : best), null);
}

/** Oldest first, then name, then namespace (istio/istio:pilot/pkg/model/config.go, `sortByCreationComparator`). */
export function byAge(a: { readonly meta: Meta }, b: { readonly meta: Meta }): number {
  return (
    compareText(a.meta.created, b.meta.created) ||
    compareText(a.meta.name, b.meta.name) ||
    compareText(a.meta.namespace, b.meta.namespace)
  );
}

/** Order by code units. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Literal text as part of an RE2 pattern. */
export function quoted(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, (special) => (special === "/" || special === "-" ? special : `\\${special}`));
}
