import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceDocument } from "../source/origin.ts";
import type { KubernetesDocument } from "./dialect.ts";
import { nearestWord } from "../support/nearest-word.ts";
import { recogniseDiagnostics } from "./recognise.diagnostics.ts";

/** A document that says what it is, or null with the reason. */
export interface Recognised {
  readonly document: KubernetesDocument | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Takes a document for a Kubernetes-shaped object: a mapping whose `apiVersion` and `kind` are text. Names are each
 * dialect's own matter, since some kinds have none. What was written for a mesh without Kubernetes is passed over.
 */
export function recognise(document: SourceDocument): Recognised {
  const { value } = document;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refused(document, `the document is ${valueWords(value)}, not an object with \`apiVersion\` and \`kind\``, null);
  }
  const { apiVersion, kind } = value as Readonly<Record<string, unknown>>;
  if (apiVersion === undefined && isOutput(value)) return { document: null, diagnostics: [] };
  if (!isName(apiVersion)) return refused(document, fieldProblem("apiVersion", apiVersion), "apiVersion");
  if (!isName(kind)) return refused(document, fieldProblem("kind", kind), "kind");
  const { file, pathAt } = document;
  return { document: { file, value, origin: (path, part) => document.origin(path, part), ...(pathAt !== undefined && { pathAt }), apiVersion, kind }, diagnostics: [] };
}

/** Whether it is output for a mesh without Kubernetes, which says so in its remarks. */
function isOutput(value: object): boolean {
  const { Meta: remarks, tags } = value as { readonly Meta?: { readonly "generated-by"?: unknown } | null; readonly tags?: unknown };
  const tagged = Array.isArray(tags) && tags.some((tag: { readonly key?: unknown; readonly value?: unknown } | null) => tag?.key === "meshwright.dev/generated-by" && tag.value === "Meshwright");
  return tagged || remarks?.["generated-by"] === "Meshwright";
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function refused(document: SourceDocument, problem: string, field: string | null): Recognised {
  const at = document.origin(field === null ? [] : [field], field === null ? "key" : "value");
  const place = field === null ? {} : { path: field };
  return { document: null, diagnostics: [recogniseDiagnostics["not-an-object"].report({ at, with: { problem }, ...place })] };
}

function fieldProblem(field: string, value: unknown): string {
  return value === undefined || value === null || value === "" ? `\`${field}\` is missing` : `\`${field}\` must be text, found ${valueWords(value)}`;
}

function valueWords(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string" ? "plain text" : `\`${String(value)}\``;
}

const policyKinds = [
  ...["ServicePolicy", "MeshPolicy", "RoutingTest", "Scenario", "TrafficSplit", "TrafficTarget", "HTTPRouteGroup", "HTTPRoute"],
  ...["GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute", "Gateway", "ReferenceGrant", "Service", "Deployment", "ServiceAccount"],
];

/** API groups of the kinds of a mesh that manifests are written for; groups below them, `networking.istio.io`, are meant too. */
export interface VendorGroups {
  readonly name: string;
  readonly groups: readonly string[];
}

/** The finding for a document that no dialect reads: a mesh's own configuration, or something else altogether. */
export function unread(document: KubernetesDocument, vendors: readonly VendorGroups[]): Diagnostic {
  const { apiVersion, kind } = document;
  const at = document.origin(["kind"]);
  const group = apiVersion.split("/")[0] ?? "";
  const vendor = vendors.find(({ groups }) => groups.some((each) => group === each || group.endsWith(`.${each}`)));
  if (vendor !== undefined) return recogniseDiagnostics["vendor-kind"].report({ at, path: "kind", with: { kind, target: vendor.name } });
  return recogniseDiagnostics["unknown-kind"].report({ at, path: "kind", with: { kind, apiVersion, near: nearestWord(kind, policyKinds) } });
}
