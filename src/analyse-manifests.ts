import { analyseAndLint } from "./analyse.ts";
import type { Analysis, AnalysisSettings, LintChoice } from "./analyse.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import { inReadingOrder } from "./diagnostics/order.ts";
import { recognise } from "./dialects/recognise.ts";
import { ofGatewayManifests, withoutRepeatedRefusals } from "./gateway-manifests.ts";
import type { ManifestInput, Profile } from "./model/index.ts";
import type { KubernetesObject } from "./model/manifest.ts";
import { statedInventory } from "./model/stated-inventory.ts";
import type { SourceFile } from "./source/origin.ts";
import { readDocuments } from "./source/read.ts";
import { deliveryOf } from "./targets/delivery.ts";
import { targets } from "./targets/index.ts";
import { lintTargets } from "./targets/lint-facts.ts";
import type { NativeRead } from "./targets/native-form.ts";
import { profileOf } from "./targets/profile.ts";
import type { TargetChoice } from "./targets/profile.ts";
import type { Target } from "./targets/target.ts";

/**
 * Reads manifests that people wrote for a mesh as the mesh would: what it refuses, what it accepts and does otherwise than
 * it says, and what the lints find in routes of the Gateway API among them. The target must exist.
 */
export function analyseManifests(files: readonly SourceFile[], settings: AnalysisSettings, lint: LintChoice, choice: TargetChoice): Analysis {
  const ofGateways = choice.target === "gateway-api" ? ofGatewayManifests : () => null;
  const overlooks = (each: Diagnostic): boolean => /^MW2/.test(each.code) && ofGateways(each, "")?.severity !== "error";
  const analysis = analyseAndLint(files, settings, { ...lint, overlooks, targetsOf: (model) => lintTargets(model, [choice]) });
  const target = targets.find(({ name }) => name === choice.target);
  if (target === undefined) throw new Error(`no target is named ${choice.target}`);
  const { model, documents, tokenAt } = analysis;
  const { profile } = profileOf(target, model, choice);
  const { manifests, diagnostics } = handWritten(target, profile, { documents, files });
  const ownForm = deliveryOf(target, profile).form !== null;
  const read = target.interpret(manifests, { inventory: statedInventory(model), mesh: model.mesh, profile });
  const said = analysis.diagnostics.flatMap((each) => (isOfAnyManifest(each, ownForm) ? each : (ofGateways(each, profile.name) ?? [])));
  const ofMesh = [...withoutRepeatedRefusals(read.diagnostics, said, documents), ...(target.traps?.(manifests, profile, model.mesh) ?? [])];
  const found = [...diagnostics, ...ofMesh.map((each) => ({ ...each, origin: tokenAt(each.origin) }))];
  return { ...analysis, diagnostics: inReadingOrder([...said, ...found], files) };
}

/** Syntax, and what lints say. What a dialect holds against its own kinds is the mesh's to say here; that a kind is none of ours, or a document no object, was asked for. */
function isOfAnyManifest({ code, name }: Diagnostic, ownForm: boolean): boolean {
  return /^MW(?:10|3)/.test(code) && name !== "vendor-kind" && !(ownForm && name === "not-an-object");
}

/** What people wrote for a deployment: objects of Kubernetes, or documents in the vendor's own form, whatever else lies beside them. */
export function handWritten(target: Target, profile: Profile, { documents, files }: Pick<Analysis, "documents"> & { readonly files: readonly SourceFile[] }): NativeRead {
  const { form } = deliveryOf(target, profile);
  if (form === null) return { manifests: objectsOf(documents), diagnostics: [] };
  const read = readDocuments(files);
  const own = form.read(read.documents.filter((document) => recognise(document).document === null));
  return { manifests: own.manifests, diagnostics: [...read.diagnostics, ...own.diagnostics] };
}

/** Objects as they were written. A document without a name is read as if its name were empty: it is the reader's to refuse. */
function objectsOf(documents: Analysis["documents"]): readonly ManifestInput[] {
  return documents.map((document) => {
    const object = document.value as Partial<KubernetesObject> & Pick<KubernetesObject, "apiVersion" | "kind">;
    const origin: ManifestInput["origin"] = (path, part) => document.origin(path, part);
    const textAt: ManifestInput["textAt"] = ({ start, end }) => document.file.text.slice(start, end);
    return { object: { ...object, metadata: { ...object.metadata, name: object.metadata?.name ?? "" } }, origin, textAt };
  });
}
