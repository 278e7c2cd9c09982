import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { DocumentPath } from "../../source/origin.ts";

/** Findings that what was taken out of a broken document cannot have caused. */
const independent = new Set([
  "bad-regex",
  "bad-path",
  "bad-header-name",
  "header-twice",
  "duplicate-name",
  "bad-date",
  "bad-address-block",
  "subject-clash",
  "mesh-only-field",
  "default-allow-beside-allow-rules",
  "try-timeout-beyond-deadline",
  "backoff-upside-down",
  "external-with-versions",
  "cors-credentials-for-all",
  "grpc-match-mixed",
  "field-without-effect",
]);

/** Whether a finding about the sound part of a document holds for the whole document; `lost` are the places left out. */
export function holdsAnyway(finding: Diagnostic, lost: readonly DocumentPath[]): boolean {
  if (finding.name === "unknown-version") return !lost.some(([, section]) => section === "versions" || section === "service" || section === "name");
  return independent.has(finding.name);
}
