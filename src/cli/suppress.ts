import { readFileSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import picomatch from "picomatch";
import { baselineText, readBaseline, withoutKnown } from "../diagnostics/baseline.ts";
import type { Fingerprinted } from "../diagnostics/baseline.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { fingerprints } from "../diagnostics/fingerprint.ts";
import { inReadingOrder } from "../diagnostics/order.ts";
import { withoutSuppressed } from "../diagnostics/suppress.ts";
import type { SuppressOptions } from "../diagnostics/suppress.ts";
import { joined, suppressionsInAnnotations, suppressionsInComments } from "../diagnostics/suppress-written.ts";
import type { Suppression, Suppressions } from "../diagnostics/suppression.ts";
import { plural } from "../reports/selection.ts";
import type { SourceDocument, SourceFile } from "../source/origin.ts";
import type { Invocation, Option } from "./command.ts";
import { refuse } from "./io.ts";
import type { Asked } from "./io.ts";
import { kindAt, shownPath } from "./paths.ts";
import type { Workspace } from "./workspace.ts";
import { writeWhole } from "./write-file.ts";

/** Options of commands that can leave old findings alone. */
export const baselineOptions: readonly Option[] = [
  { name: "baseline", value: "FILE", help: "leave out findings that the file lists; errors stay" },
  { name: "write-baseline", value: "FILE", help: "write the findings of this run, errors excepted, as such a file" },
];

/**
 * Findings without those that comments, annotations, the configuration or the baseline excuse, in reading order, with what
 * is wrong with the excuses. `documents` are the objects that were read.
 */
export function withoutExcused(found: readonly Diagnostic[], documents: readonly SourceDocument[], workspace: Workspace, options: SuppressOptions): readonly Diagnostic[] {
  const written = [suppressionsInComments(workspace.files), suppressionsInAnnotations(documents), configured(workspace, documents)];
  return inReadingOrder(withoutSuppressed(found, joined(written), options), workspace.sources);
}

/** The texts that findings may point into, the configuration among them when one of them does. */
export function sourcesOf(found: readonly Diagnostic[], { sources, config }: Workspace): readonly SourceFile[] {
  const { document } = config;
  const isNamed = document !== null && found.some(({ origin }) => origin.file === document.file.path);
  return isNamed && !sources.some(({ path }) => path === document.file.path) ? [...sources, document.file] : sources;
}

function configured({ config, sources, analysis }: Workspace, documents: readonly SourceDocument[]): Suppressions {
  const { document, settings, folder } = config;
  if (document === null) return { suppressions: [], diagnostics: [] };
  const isFile = (globs: readonly string[] | undefined) => (globs === undefined ? null : new Set(sources.flatMap(({ path }) => (picomatch.isMatch(shownPath(path, folder), [...globs], { dot: true }) ? path : []))));
  const suppressions = (settings.suppress ?? []).map(({ code, reason, until, files, objects }, index): Suppression => {
    const [named, spans] = [isFile(files), objects === undefined ? null : spansOf(objects, documents, analysis.defaultNamespace)];
    const covers: Suppression["covers"] = ({ origin }) =>
      (named === null || named.has(origin.file)) && (spans === null || spans.some((span) => span.file === origin.file && span.start <= origin.start && origin.start <= span.end));
    return { code, reason, until: until ?? null, origin: document.origin(["suppress", index, "code"]), covers };
  });
  return { suppressions, diagnostics: [] };
}

function spansOf(globs: readonly string[], documents: readonly SourceDocument[], namespace: string): readonly ReturnType<SourceDocument["origin"]>[] {
  return documents.filter(({ value }) => picomatch.isMatch(objectName(value, namespace), [...globs])).map((document) => document.origin([]));
}

function objectName(value: unknown, namespace: string): string {
  const { kind, metadata } = value as { readonly kind?: unknown; readonly metadata?: { readonly name?: unknown; readonly namespace?: unknown } | null };
  return `${String(kind)}/${String(metadata?.namespace ?? namespace)}/${String(metadata?.name)}`;
}

/** Applies the baseline of the command line or the configuration, and writes a new one where that is asked for. */
export function withBaseline(found: readonly Diagnostic[], workspace: Workspace, invocation: Invocation): Asked<readonly Diagnostic[]> {
  const { io } = invocation;
  const written = invocation.text("write-baseline");
  if (written !== null) return writeBaseline(found, workspace, written, invocation);
  const path = baselinePath(workspace, invocation);
  if (path === null) return { ok: true, value: found };
  const shown = shownPath(path, io.cwd);
  if (kindAt(path) !== "file") return refuse(`\`${shown}\` is not a file; write it with \`--write-baseline ${shown}\``);
  const entries = readBaseline(readFileSync(path, "utf8"));
  if (entries === null) return refuse(`\`${shown}\` is not a baseline; write it with \`--write-baseline ${shown}\``);
  const read = new Set(workspace.sources.map((file) => relativeTo(path, file.path, io.cwd)));
  return { ok: true, value: withoutKnown(fingerprinted(found, workspace, path, io.cwd), entries, shown, read) };
}

function baselinePath({ config }: Workspace, invocation: Invocation): string | null {
  const asked = invocation.text("baseline");
  if (asked !== null) return resolve(invocation.io.cwd, asked);
  return config.settings.baseline === undefined ? null : resolve(config.folder, config.settings.baseline);
}

function writeBaseline(found: readonly Diagnostic[], workspace: Workspace, written: string, { io, flag }: Invocation): Asked<readonly Diagnostic[]> {
  const path = resolve(io.cwd, written);
  const problem = writeWhole(path, baselineText(fingerprinted(found, workspace, path, io.cwd)), io.cwd);
  if (problem !== null) return refuse(`\`${written}\` ${problem}`);
  const errors = found.filter(({ severity }) => severity === "error");
  const rest = errors.length === 0 ? "" : `; ${plural(errors.length, "error")} cannot be part of it`;
  if (!flag("quiet")) io.stderr(`${written}: ${plural(found.length - errors.length, "finding")} written${rest}\n`);
  return { ok: true, value: errors };
}

function fingerprinted(found: readonly Diagnostic[], { sources }: Workspace, baseline: string, cwd: string): Fingerprinted {
  const pathOf = (file: string): string => relativeTo(baseline, file, cwd);
  const names = fingerprints(found, sources, pathOf);
  return found.map((diagnostic, index) => ({ diagnostic, entry: { fingerprint: names[index] ?? "", code: diagnostic.code, file: pathOf(diagnostic.origin.file) } }));
}

function relativeTo(baseline: string, file: string, cwd: string): string {
  return file === "-" ? file : relative(dirname(baseline), resolve(cwd, file)).split(sep).join("/");
}
