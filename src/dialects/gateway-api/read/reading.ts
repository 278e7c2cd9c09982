import type { DefinedDiagnostic, Diagnostic, Related } from "../../../diagnostics/diagnostic.ts";
import type { DocumentPath, Origin } from "../../../source/origin.ts";
import { pathText } from "../../../source/path-text.ts";

/** One object being read: where its parts stand, and what was found wrong so far. */
export interface Reading {
  readonly at: (path: DocumentPath, part?: "key" | "value") => Origin;
  readonly found: Diagnostic[];
}

/** Adds a finding at a path of the object being read. */
export function tell<P>(reading: Reading, finding: DefinedDiagnostic<P>, path: DocumentPath, parameters: P, more: { readonly part?: "key"; readonly related?: readonly Related[] } = {}): void {
  const at = reading.at(path, more.part ?? "value");
  reading.found.push(finding.report({ at, path: pathText(path), with: parameters, ...(more.related !== undefined && { related: more.related }) }));
}
