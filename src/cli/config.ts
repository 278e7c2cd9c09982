import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { checkSchema } from "../resources/check.ts";
import { configurationValidator } from "../resources/generated/config/configuration.ts";
import type { Configuration } from "../resources/generated/config/configuration.ts";
import { textReport } from "../reports/text.ts";
import { decodeText } from "../source/decode.ts";
import type { SourceDocument, SourceFile } from "../source/origin.ts";
import { readDocuments } from "../source/read.ts";
import { unknownTargetsAt } from "../targets/unknown-names.ts";
import { refuse } from "./io.ts";
import { configDiagnostics } from "./config.diagnostics.ts";
import type { Asked, Io } from "./io.ts";
import { kindAt, shownPath } from "./paths.ts";

/** The tool's settings, and the absolute folder that their paths are relative to. */
export interface Config {
  readonly settings: Configuration;
  readonly folder: string;
  /** Shown path of the file; null when there is none. */
  readonly file: string | null;
  /** What is written in it; null when it is empty or there is none. */
  readonly document: SourceDocument | null;
}

const fileName = "meshwright.yaml";

/**
 * Finds `meshwright.yaml` in the working directory or above it, up to the root of the Git repository, and reads it;
 * `named` is the file that the command line asks for instead. Anything wrong in it refuses the call.
 */
export function readConfig(named: string | null, io: Io): Asked<Config> {
  if (named !== null && kindAt(resolve(io.cwd, named)) !== "file") return refuse(`\`${named}\` is not a file`);
  const path = named === null ? findUpward(io.cwd) : resolve(io.cwd, named);
  if (path === null) return { ok: true, value: { settings: {}, folder: io.cwd, file: null, document: null } };
  const shown = shownPath(path, io.cwd);
  const { file, diagnostics } = decodeText(shown, readFileSync(path));
  const { settings, found, document } = diagnostics.length > 0 ? { ...unread, found: diagnostics } : readSettings(file);
  if (settings === null || found.length > 0) return refuse(`the configuration is not sound\n${reported(found, file)}`);
  return { ok: true, value: { settings, folder: dirname(path), file: shown, document } };
}

/** Outside of a repository only the directory itself is looked into: what lies above it is somebody else's. */
function findUpward(cwd: string): string | null {
  const folders = upToRoot(cwd);
  const root = folders.findIndex((folder) => existsSync(join(folder, ".git")));
  const searched = root === -1 ? [cwd] : folders.slice(0, root + 1);
  const found = searched.find((folder) => kindAt(join(folder, fileName)) === "file");
  return found === undefined ? null : join(found, fileName);
}

function upToRoot(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upToRoot(parent)];
}

interface Read {
  readonly settings: Configuration | null;
  readonly found: readonly Diagnostic[];
  readonly document: SourceDocument | null;
}

const unread: Read = { settings: null, found: [], document: null };

function readSettings(file: SourceFile): Read {
  const { documents, diagnostics } = readDocuments([file]);
  const [document, second] = documents;
  if (diagnostics.length > 0) return { ...unread, found: diagnostics };
  if (document === undefined) return { ...unread, settings: {} };
  if (second !== undefined) return { ...unread, found: [configDiagnostics["several-configurations"].report({ at: second.origin([]), with: {} })] };
  const { value, diagnostics: found } = checkSchema(document, configurationValidator, { kind: "the configuration" });
  const { targets: named } = (document.value ?? {}) as { readonly targets?: unknown };
  const strange = unknownTargetsAt(document, ["targets"], named);
  return { settings: value, found: [...found, ...strange], document };
}

function reported(diagnostics: readonly Diagnostic[], file: SourceFile): string {
  return textReport(diagnostics, [file], { colour: false }).trimEnd();
}
