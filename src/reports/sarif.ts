import { gzipSync } from "node:zlib";
import { fingerprints } from "../diagnostics/fingerprint.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Origin, SourceFile } from "../source/origin.ts";
import type { ReportContext, WrittenReport } from "./context.ts";
import { jsonPlace } from "./json.ts";
import type { Files } from "./json.ts";
import { sarifLevel, sarifRules } from "./sarif-rules.ts";
import { countText, shortened, worstFirst } from "./selection.ts";

/** What GitHub takes of one file (github/docs:data/reusables/code-scanning/sarif-limits.md). */
const limits = { results: 25_000, shown: 5_000, related: 100, message: 1_000, gzipped: 10_000_000 } as const;

/**
 * Findings as SARIF 2.1.0 as GitHub shows it: every rule with its page, every result at its token, with related places,
 * fixes and a fingerprint that stays while lines move. What is over GitHub's limits is left out, the least severe first,
 * and the file itself says so.
 */
export function sarifReport(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[], context: ReportContext): WrittenReport {
  const names = new Map(fingerprints(diagnostics, sources, context.repositoryPath).map((name, index) => [diagnostics[index], name]));
  const files = new Map(sources.map((file) => [file.path, file]));
  const world = { files, context, fingerprint: (diagnostic: Diagnostic) => names.get(diagnostic) ?? "" };
  return fitting(worstFirst(diagnostics), limits.results, world);
}

interface World {
  readonly files: Files;
  readonly context: ReportContext;
  readonly fingerprint: (diagnostic: Diagnostic) => string;
}

/** Halves the number of results until the file is small enough. */
function fitting(sorted: readonly Diagnostic[], count: number, world: World): WrittenReport {
  const kept = sorted.slice(0, count);
  const notes = notesOn(sorted, kept.length);
  const text = `${JSON.stringify(sarifLog(kept, notes, world), null, 1)}\n`;
  const fits = text.length * 3 < limits.gzipped || gzipSync(text).length < limits.gzipped;
  return fits || kept.length === 0 ? { text, notes } : fitting(sorted, Math.floor(kept.length / 2), world);
}

function notesOn(sorted: readonly Diagnostic[], kept: number): readonly string[] {
  const left = countText(sorted.slice(kept));
  const unseen = kept > limits.shown ? [`GitHub shows the first ${limits.shown} of ${kept} results in SARIF, the most severe`] : [];
  return [...(left === null ? [] : [`${left} left out of SARIF, since GitHub takes ${limits.results} results and 10 MB`]), ...unseen];
}

function sarifLog(diagnostics: readonly Diagnostic[], notes: readonly string[], world: World): object {
  const rules = sarifRules(diagnostics, world.context);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const driver = { name: "Meshwright", version: world.context.version, semanticVersion: world.context.version, rules };
  const notifications = notes.map((text) => ({ level: "warning", message: { text } }));
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver },
        columnKind: "unicodeCodePoints",
        automationDetails: { id: "meshwright/" },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notifications }],
        results: diagnostics.map((diagnostic) => result(diagnostic, indexes.get(diagnostic.code) ?? 0, world)),
      },
    ],
  };
}

function result(diagnostic: Diagnostic, ruleIndex: number, world: World): object {
  const { code, severity, origin, path, related, fixes } = diagnostic;
  const place = physicalLocation(origin, world);
  return {
    ruleId: code,
    ruleIndex,
    level: sarifLevel(severity),
    message: { text: messageText(diagnostic) },
    locations: [{ physicalLocation: place, ...(path !== undefined && { logicalLocations: [{ fullyQualifiedName: shortened(path, limits.message) }] }) }],
    partialFingerprints: { primaryLocationLineHash: world.fingerprint(diagnostic) },
    ...(related.length > 0 && { relatedLocations: related.slice(0, limits.related).map((each, index) => relatedLocation(each, index + 1, world)) }),
    ...(fixes.length > 0 && { fixes: fixes.map((fix) => sarifFix(fix, world)) }),
  };
}

/** What, why and what to do; related places are linked at the end, since GitHub shows only those that the text names. */
function messageText({ message, why, help, related }: Diagnostic): string {
  const lines = [message, ...(why === undefined ? [] : [why]), ...(help === undefined ? [] : [help])];
  const links = related.slice(0, 10).map(({ note }, index) => `[${linkText(note)}](${index + 1})`);
  return [...lines.map((line) => unlinked(shortened(line, limits.message))), ...(links.length === 0 ? [] : [`See ${links.join(", ")}`])].join("\n");
}

/** A text of a policy must not become a link (SARIF 2.1.0, section 3.11.6). */
function unlinked(text: string): string {
  return text.replaceAll("](", "] (");
}

function linkText(text: string): string {
  return unlinked(shortened(text, 200)).replace(/[\\[\]]/g, (character) => `\\${character}`);
}

function relatedLocation({ origin, note }: Diagnostic["related"][number], id: number, world: World): object {
  return { id, physicalLocation: physicalLocation(origin, world), message: { text: unlinked(shortened(note, limits.message)) } };
}

function sarifFix({ label, edits }: Diagnostic["fixes"][number], world: World): object {
  const files = [...new Set(edits.map(({ origin }) => origin.file))];
  return {
    description: { text: unlinked(shortened(label, limits.message)) },
    artifactChanges: files.map((file) => ({
      artifactLocation: artifact(file, world),
      replacements: edits.filter(({ origin }) => origin.file === file).map(({ origin, text }) => ({ deletedRegion: region(origin, world), insertedContent: { text } })),
    })),
  };
}

function physicalLocation(origin: Origin, world: World): object {
  return { artifactLocation: artifact(origin.file, world), region: region(origin, world) };
}

/** Relative to the root of the repository, as a URI (RFC 3986). */
function artifact(file: string, { context }: World): object {
  const path = file === "-" ? "stdin" : context.repositoryPath(file);
  return { uri: path.split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

function region(origin: Origin, { files }: World): object {
  const { line, column, endLine, endColumn } = jsonPlace(origin, files);
  return { startLine: line, startColumn: column, endLine, endColumn };
}
