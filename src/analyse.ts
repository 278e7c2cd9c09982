import { inReadingOrder } from "./diagnostics/order.ts";
import type { Diagnostic } from "./diagnostics/diagnostic.ts";
import type { KubernetesDocument } from "./dialects/dialect.ts";
import { dialects } from "./dialects/index.ts";
import { recognise, unread } from "./dialects/recognise.ts";
import type { MeshModel } from "./model/index.ts";
import type { SourceFile } from "./source/origin.ts";
import { readDocuments } from "./source/read.ts";

/** What reading depends on besides the files. */
export interface AnalysisSettings {
  /** Namespace of documents that name none. */
  readonly defaultNamespace: string;
  /** Settings of dialects by name, such as `smi.accessDefault`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What policies say, as far as it could be understood; with errors among the findings it is not to be compiled. */
export interface Analysis {
  readonly documents: readonly KubernetesDocument[];
  readonly model: MeshModel | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Namespace `default`, no settings. */
export const defaultAnalysis: AnalysisSettings = { defaultNamespace: "default", settings: {} };

/** The pipeline up to the model: read, recognise, let every dialect speak, link. */
export function analyse(files: readonly SourceFile[], _settings: AnalysisSettings = defaultAnalysis): Analysis {
  const read = readDocuments(files);
  const recognised = read.documents.map(recognise);
  const documents = recognised.flatMap(({ document }) => document ?? []);
  const strangers = documents.filter(({ apiVersion, kind }) => !dialects.some((dialect) => dialect.recognises(apiVersion, kind)));
  const stages = [read, ...recognised, { diagnostics: strangers.map((document) => unread(document, () => null)) }];
  return { documents, model: null, diagnostics: inReadingOrder(stages.flatMap((stage) => stage.diagnostics), files) };
}
