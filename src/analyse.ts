import { inReadingOrder } from "./diagnostics/order.ts";
import { withoutFollowUps } from "./diagnostics/follow-ups.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import type { DialectContext, KubernetesDocument } from "./dialects/dialect.ts";
import type { Fragments } from "./dialects/fragment.ts";
import { dialects } from "./dialects/index.ts";
import { readInventory, recognisesInventory } from "./dialects/kubernetes/index.ts";
import { link } from "./dialects/link/index.ts";
import { repeatedObjects } from "./dialects/repeated.ts";
import { recognise, unread } from "./dialects/recognise.ts";
import { lintModel } from "./lint/index.ts";
import type { LintSettings } from "./lint/rule.ts";
import { usualLint } from "./lint/world.ts";
import type { MeshModel } from "./model/index.ts";
import { isRoutingTest, readRoutingTests } from "./routing-tests/read.ts";
import type { RoutingTests } from "./routing-tests/routing-test.ts";
import { isScenario, readScenarios } from "./simulate/traffic/scenario/read.ts";
import type { Scenario } from "./simulate/traffic/scenario/scenario.ts";
import type { Origin, SourceDocument, SourceFile } from "./source/origin.ts";
import { readDocuments } from "./source/read.ts";
import { groupBy } from "./support/group-by.ts";
import { targets } from "./targets/index.ts";
import { unknownTargets } from "./targets/unknown-names.ts";

/** What reading depends on besides the files. */
export interface AnalysisSettings {
  /** Namespace of documents that name none. */
  readonly defaultNamespace: string;
  /** Settings of dialects and linking by name, such as `smi.accessDefault`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What policies say, as far as it could be understood; with errors among the findings it is not to be compiled. */
export interface Analysis {
  readonly documents: readonly KubernetesDocument[];
  readonly model: MeshModel;
  /** Questions to the policies, with the answers that their authors expect. */
  readonly tests: RoutingTests;
  /** What to simulate: load, behaviour and faults. */
  readonly scenarios: readonly Scenario[];
  readonly diagnostics: readonly Diagnostic[];
  /** The one scalar or key that stands for a place in the files. */
  readonly tokenAt: (place: Origin) => Origin;
}

/** Namespace `default`, no settings. */
export const defaultAnalysis: AnalysisSettings = { defaultNamespace: "default", settings: {} };

/** The pipeline up to the model: read, recognise, let every dialect speak, link. */
export function analyse(files: readonly SourceFile[], settings: AnalysisSettings = defaultAnalysis): Analysis {
  const read = readDocuments(files);
  const recognised = read.documents.map(recognise);
  const documents = recognised.flatMap(({ document }) => document ?? []);
  const known = readInventory(documents.filter(spokenBy(objects)), settings.defaultNamespace);
  const inventory = { ...known.inventory, completeness: completeness(documents) };
  const context = { ...settings, services: inventory.services, workloads: inventory.workloads, inventory: inventory.completeness };
  const spoken = dialects.map((dialect) => dialect.read(documents.filter(spokenBy(dialect)), context));
  const linked = link(joined(spoken.map(({ fragments }) => fragments)), inventory, settings.settings);
  const world = { model: linked.model, defaultNamespace: settings.defaultNamespace };
  const asked = readRoutingTests(documents, world);
  const played = readScenarios(documents, world);
  const policiesTwice = repeatedObjects(documents.filter((document) => dialects.some((dialect) => spokenBy(dialect)(document))), settings.defaultNamespace);
  const stages = [...recognised, strangers(documents), { diagnostics: policiesTwice }, { diagnostics: unknownTargets(documents) }, known, ...spoken, linked];
  const policies = withoutFollowUps(stages.flatMap((stage) => stage.diagnostics), read.diagnostics, files);
  const tokenAt = tokenIn(read.documents);
  const found = [...read.diagnostics, ...[...policies, ...testFindings([...asked.diagnostics, ...played.diagnostics], policies)].map((each) => (isOfMeaning(each) ? atTokens(each, tokenAt) : each))];
  return { documents, model: linked.model, tests: asked.tests, scenarios: played.scenarios, diagnostics: inReadingOrder(found, files), tokenAt };
}

/** Names that a test or a scenario cannot find may stand in a policy that could not be read: then only its own form is spoken of. */
function testFindings(found: readonly Diagnostic[], policies: readonly Diagnostic[]): readonly Diagnostic[] {
  const sound = policies.every(({ severity }) => severity !== "error");
  return sound ? found : found.filter(({ code }) => code.startsWith("MW1"));
}

/** Each place is looked for in the last document that starts before it. */
function tokenIn(documents: readonly SourceDocument[]): Analysis["tokenAt"] {
  const files = groupBy(documents.map((document) => ({ document, start: document.origin([]).start })), ({ document }) => document.file.path);
  const sorted = new Map([...files].map(([path, list]) => [path, [...list].sort((a, b) => a.start - b.start)]));
  return (place) => {
    const list = sorted.get(place.file) ?? [];
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.start ?? 0) <= place.start) low = middle + 1;
      else high = middle;
    }
    return list[low - 1]?.document.token?.(place) ?? place;
  };
}

/** How to lint: settings that are left out are the usual ones. */
export interface LintChoice extends Partial<Pick<LintSettings, "options">> {
  readonly asOf: string | null;
  /** What to know of the meshes that are chosen, on the command line, in the configuration or by the policies themselves. */
  readonly targetsOf?: (model: MeshModel) => LintSettings["targets"];
  /** Errors that do not keep the lints from speaking: what they are about is no fault here. */
  readonly overlooks?: (finding: Diagnostic) => boolean;
}

/** Reads policies and, where they are sound, lints what they say; the findings of both in reading order. */
export function analyseAndLint(files: readonly SourceFile[], settings: AnalysisSettings, { targetsOf, overlooks = () => false, ...lint }: LintChoice): Analysis {
  const analysis = analyse(files, settings);
  if (analysis.diagnostics.some((each) => each.severity === "error" && !overlooks(each))) return analysis;
  const targets = targetsOf?.(analysis.model) ?? [];
  const found = lintModel(analysis.model, { ...usualLint, ...lint, targets, said: analysis.diagnostics, textAt: textIn(files) });
  return { ...analysis, diagnostics: inReadingOrder([...analysis.diagnostics, ...found.map((each) => atTokens(each, analysis.tokenAt))], files) };
}

function textIn(files: readonly SourceFile[]): LintSettings["textAt"] {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return ({ file, start, end }) => (texts.get(file) ?? "").slice(start, end);
}

/** What schemas say of a value is shown at the value, empty lists and all; what is said of its meaning at one word. */
function isOfMeaning({ code }: Diagnostic): boolean {
  return !code.startsWith("MW1");
}

/** A finding that points at single words, however large the thing is that it speaks of. */
function atTokens(finding: Diagnostic, tokenAt: Analysis["tokenAt"]): Diagnostic {
  return { ...finding, origin: tokenAt(finding.origin), related: finding.related.map((each) => ({ ...each, origin: tokenAt(each.origin) })) };
}

/** Kubernetes objects say what runs. */
const objects: Reader = { recognises: recognisesInventory };

type Reader = Pick<(typeof dialects)[number], "recognises">;

function spokenBy(reader: Reader): (document: KubernetesDocument) => boolean {
  return ({ apiVersion, kind }) => reader.recognises(apiVersion, kind);
}

function strangers(documents: readonly KubernetesDocument[]): { readonly diagnostics: readonly Diagnostic[] } {
  const readers: readonly Reader[] = [...dialects, objects, { recognises: isRoutingTest }, { recognises: isScenario }];
  const unknown = documents.filter((document) => !readers.some((reader) => spokenBy(reader)(document)));
  return { diagnostics: unknown.map((document) => unread(document, targets)) };
}

function joined(fragments: readonly Fragments[]): Fragments {
  return {
    services: fragments.flatMap(({ services }) => services),
    mesh: fragments.flatMap(({ mesh }) => mesh),
    gateways: fragments.flatMap(({ gateways }) => gateways),
  };
}

/** Dialects are told whether absence means anything before the MeshPolicy that says so is read for its own sake. */
function completeness(documents: readonly KubernetesDocument[]): DialectContext["inventory"] {
  return documents.some(({ kind, value }) => kind === "MeshPolicy" && isComplete(value)) ? "complete" : "partial";
}

function isComplete(value: unknown): boolean {
  const { spec } = value as { readonly spec?: { readonly scope?: unknown; readonly inventory?: unknown } | null };
  return spec?.scope === "mesh" && spec.inventory === "complete";
}
