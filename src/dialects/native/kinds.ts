import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { nearestWord } from "../../support/nearest-word.ts";
import { quoted } from "../../resources/wording.ts";
import type { KubernetesDocument } from "../dialect.ts";
import { nativeDiagnostics as say } from "./native.diagnostics.ts";

const version = "meshwright.dev/v1alpha1";
const kinds = ["ServicePolicy", "MeshPolicy", "RoutingTest", "Scenario"];

/** A version or kind of the group that this dialect cannot read. */
export function kindFindings(document: KubernetesDocument): readonly Diagnostic[] {
  const { apiVersion, kind } = document;
  if (apiVersion !== version) {
    return [say["unknown-language-version"].report({ at: document.origin(["apiVersion"]), path: "apiVersion", with: { found: quoted(apiVersion, false) } })];
  }
  if (kinds.includes(kind)) return [];
  const meant = nearestWord(kind, kinds);
  const help = meant === null ? `known kinds: ${kinds.map((known) => quoted(known, false)).join(", ")}` : `did you mean ${quoted(meant, false)}?`;
  return [say["unknown-kind"].report({ at: document.origin(["kind"]), path: "kind", with: { found: quoted(kind, false), help } })];
}
