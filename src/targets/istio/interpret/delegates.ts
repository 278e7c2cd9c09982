import type { Diagnostic } from "../../../diagnostics/diagnostic.ts";
import type { HttpEntry, HttpMatch, Labels, NamedStringMatch, StringMatch, VirtualService } from "./config.ts";
import { finding } from "./admit.ts";

/**
 * Puts delegates into their roots. An entry whose delegate cannot be used is dropped
 * (istio/istio:pilot/pkg/model/virtualservice.go, `mergeVirtualServicesIfNeeded`).
 */
export function mergeDelegates(all: readonly VirtualService[]): { readonly merged: readonly VirtualService[]; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const roots = all.filter(({ hosts }) => hosts.length > 0);
  const merged = roots.map((root) => ({ ...root, http: root.http.flatMap((entry) => mergedEntry(root, entry, all, diagnostics)) }));
  return { merged, diagnostics };
}

function mergedEntry(root: VirtualService, entry: HttpEntry, all: readonly VirtualService[], diagnostics: Diagnostic[]): readonly HttpEntry[] {
  const wanted = entry.delegate;
  if (wanted === null) return [entry];
  const found = all.find(({ meta, hosts }) => hosts.length === 0 && meta.name === wanted.name && meta.namespace === wanted.namespace);
  const usable = found !== undefined && (found.exportTo.includes("*") || found.exportTo.includes(root.meta.namespace));
  if (usable) return found.http.flatMap((leaf) => mergeOne(entry, leaf) ?? []);
  diagnostics.push(...missing(root, entry, `${wanted.namespace}/${wanted.name}`));
  return [];
}

function missing(root: VirtualService, entry: HttpEntry, name: string): readonly Diagnostic[] {
  const { meta } = root;
  const object = { apiVersion: "networking.istio.io/v1", kind: meta.kind, metadata: { name: meta.name, namespace: meta.namespace } };
  const place = meta.at([...entry.path, "delegate"]);
  return finding({ object, ...(place !== null && { origin: () => place }) }, "istio-missing-delegate", [...entry.path, "delegate"], `names \`${name}\`, which is no delegate that this namespace may use`);
}

/** The delegate's entry under the root's conditions; null when its conditions cannot be met together with the root's. */
function mergeOne(root: HttpEntry, leaf: HttpEntry): HttpEntry | null {
  const matches = mergeMatches(root.matches, leaf.matches);
  if (matches === null) return null;
  return {
    ...leaf,
    name: root.name !== null && leaf.name !== null ? `${root.name}-${leaf.name}` : (leaf.name ?? root.name),
    matches,
    rewrite: leaf.rewrite ?? root.rewrite,
    respond: leaf.respond ?? root.respond,
    timeoutMs: leaf.timeoutMs ?? root.timeoutMs,
    retries: leaf.retries ?? root.retries,
    fault: leaf.fault ?? root.fault,
    mirrors: leaf.mirrors.length > 0 ? leaf.mirrors : root.mirrors,
    cors: leaf.cors ?? root.cors,
    request: hasEdits(leaf) ? leaf.request : root.request,
    response: hasEdits(leaf) ? leaf.response : root.response,
  };
}

function hasEdits(entry: HttpEntry): boolean {
  return [entry.request, entry.response].some(({ set, add, remove }) => Object.keys(set).length + Object.keys(add).length + remove.length > 0);
}

function mergeMatches(root: readonly HttpMatch[], leaf: readonly HttpMatch[]): readonly HttpMatch[] | null {
  if (root.length === 0) return leaf;
  if (leaf.length === 0) return root;
  const merged: HttpMatch[] = [];
  for (const inner of leaf) {
    const compatible = root.flatMap((outer) => mergeMatch(outer, inner) ?? []);
    if (compatible.length === 0) return null;
    merged.push(...compatible);
  }
  return merged;
}

function mergeMatch(root: HttpMatch, leaf: HttpMatch): HttpMatch | null {
  const clash =
    conflicts(root.uri, leaf.uri) ||
    conflicts(root.method, leaf.method) ||
    conflicts(root.authority, leaf.authority) ||
    conflicts(root.scheme, leaf.scheme) ||
    namedConflict(root.headers, leaf.headers) ||
    namedConflict(root.queryParams, leaf.queryParams) ||
    (root.uri !== null && leaf.uri !== null && root.ignoreUriCase !== leaf.ignoreUriCase) ||
    (root.port !== null && leaf.port !== null && root.port !== leaf.port) ||
    (root.sourceNamespace !== null && root.sourceNamespace !== leaf.sourceNamespace) ||
    labelsConflict(root.sourceLabels, leaf.sourceLabels) ||
    (root.gateways.length > 0 && leaf.gateways.some((gateway) => !root.gateways.includes(gateway)));
  return clash ? null : joined(root, leaf);
}

function joined(root: HttpMatch, leaf: HttpMatch): HttpMatch {
  const labels = { ...root.sourceLabels, ...leaf.sourceLabels };
  return {
    ...leaf,
    uri: leaf.uri ?? root.uri,
    ignoreUriCase: leaf.uri === null ? root.ignoreUriCase : leaf.ignoreUriCase,
    method: leaf.method ?? root.method,
    authority: leaf.authority ?? root.authority,
    scheme: leaf.scheme ?? root.scheme,
    headers: joinNamed(root.headers, leaf.headers),
    withoutHeaders: joinNamed(root.withoutHeaders, leaf.withoutHeaders),
    queryParams: joinNamed(root.queryParams, leaf.queryParams),
    port: leaf.port ?? root.port,
    sourceLabels: Object.keys(labels).length === 0 ? null : labels,
    sourceNamespace: leaf.sourceNamespace ?? root.sourceNamespace,
    gateways: leaf.gateways.length > 0 ? leaf.gateways : root.gateways,
  };
}

/** The delegate's matcher stands where both have one. */
function joinNamed(root: readonly NamedStringMatch[], leaf: readonly NamedStringMatch[]): readonly NamedStringMatch[] {
  const own = new Set(leaf.map(([name]) => name));
  return [...root.filter(([name]) => !own.has(name)), ...leaf];
}

/** Both stated, and one of them a pattern, or the delegate's outside the root's. */
function conflicts(root: StringMatch | null, leaf: StringMatch | null): boolean {
  if (root === null || leaf === null) return false;
  if (root.kind === "regex" || leaf.kind === "regex") return true;
  if (root.kind === "exact") return leaf.kind === "prefix" || root.value !== leaf.value;
  return root.kind === "prefix" && !leaf.value.startsWith(root.value);
}

function namedConflict(root: readonly NamedStringMatch[], leaf: readonly NamedStringMatch[]): boolean {
  return root.some(([name, match]) => leaf.some(([other, inner]) => other === name && conflicts(match, inner)));
}

function labelsConflict(root: Labels | null, leaf: Labels | null): boolean {
  return Object.entries(root ?? {}).some(([key, value]) => leaf?.[key] !== undefined && leaf[key] !== value);
}
