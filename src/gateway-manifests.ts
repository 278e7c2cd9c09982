import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import type { KubernetesDocument } from "./dialects/dialect.ts";
import type { Origin } from "./source/origin.ts";

/** What the dialect says of routes that it cannot take for a policy, which is no fault where they are for the Gateway API itself. */
const ofPoliciesOnly = ["filter-unsupported", "backend-filters", "session-persistence", "backend-kind", "parent-kind", "ports-unknown", "kind-unsupported", "kind-silent", "field-unsupported", "policy-silent", "selector-unknown"];

/** What keeps a policy from being understood, and leaves manifests to the products: they take them, and differ or do nothing. */
const leftToProducts = ["hostnames-in-mesh", "regex-rank", "grpc-beside-http"];

/** Of what linking says: names that are not there where everything is at hand, and mirrors to the backend itself. */
const ofLinking = ["MW2001", "MW2013"];

/** What was found in the objects as policies that holds of them as manifests for a release channel too, as hard as it is there; null where it does not. */
export function ofGatewayManifests(finding: Diagnostic, channel: string): Diagnostic | null {
  const name = finding.name.replace(/^gateway-api-/, "");
  if (name === "experimental") return channel === "experimental" ? null : { ...finding, severity: "warning" };
  if (!(/^MW(?:12|22)/.test(finding.code) || ofLinking.includes(finding.code)) || ofPoliciesOnly.includes(name)) return null;
  return leftToProducts.includes(name) ? { ...finding, severity: "warning" } : finding;
}

/** What our reader of manifests refuses, without objects whose fields the dialect has named already: it knows the same schema, and points more closely. */
export function withoutRepeatedRefusals(refused: readonly Diagnostic[], said: readonly Diagnostic[], documents: readonly KubernetesDocument[]): readonly Diagnostic[] {
  const starts = documents.map((document) => document.origin([]));
  const documentOf = (place: Origin): number => starts.findLastIndex(({ file, start }) => file === place.file && start <= place.start);
  const wrong = new Set(said.filter(({ code, severity }) => code.startsWith("MW12") && severity === "error").map(({ origin }) => documentOf(origin)));
  return refused.filter(({ code, origin }) => !code.startsWith("MW462") || !wrong.has(documentOf(origin)));
}
