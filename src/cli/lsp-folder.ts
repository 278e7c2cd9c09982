import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { MessageType, ShowMessageNotification } from "vscode-languageserver/node";
import type { Connection, PublishDiagnosticsParams } from "vscode-languageserver/node";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { shownFindings } from "../lsp/shown-findings.ts";
import type { Invocation } from "./command.ts";
import type { Config } from "./config.ts";
import { refuse } from "./io.ts";
import type { Asked } from "./io.ts";
import type { Buffer } from "./lsp-project.ts";
import { takeSnapshot } from "./lsp-snapshot.ts";
import type { AnsweringSnapshot } from "./lsp-snapshot.ts";

/** What a folder's room works with. */
export interface FolderSetting {
  /** Absolute. */
  readonly folder: string;
  readonly showsAll: boolean;
  readonly connection: Connection;
  readonly invocation: Invocation;
  /** The folder's documents that are open now. */
  readonly documents: () => readonly TextDocument[];
  /** All documents that are open now. */
  readonly everywhere: () => readonly TextDocument[];
}

/** The policies of one folder while they are edited: its findings are shown, and questions answered from the latest texts. */
export interface FolderRoom {
  /** Some text is not what it was: findings are shown anew when typing pauses. */
  readonly changed: () => void;
  /** A document was closed: its findings are taken away, and what is on the disk counts again. */
  readonly closed: (uri: string) => void;
  /** The policies as they are now; null while they cannot be read, which the editor has been told. */
  readonly current: () => Promise<AnsweringSnapshot | null>;
}

/** How long typing has to pause, in milliseconds, before everything is read anew. */
const settleMs = 200;

/** How long nothing has to change, in milliseconds, before what a question would wait for is prepared. */
const idleMs = 800;

/** The path of a document on the disk; null for anything else that editors show. Never throws. */
export function pathOf(uri: string): string | null {
  try {
    return uri.startsWith("file:") ? resolve(fileURLToPath(uri)) : null;
  } catch {
    return null;
  }
}

/** Opens a room; nothing is read before something is asked or changed. */
export function folderRoom(setting: FolderSetting): FolderRoom {
  const { connection } = setting;
  let latest: AnsweringSnapshot | null = null;
  let isStale = true;
  let timer: NodeJS.Timeout | null = null;
  let reading: Promise<void> | null = null;
  let told = "";
  let lastSound: Config | null = null;
  let shown: ReadonlySet<string> = new Set();

  const tell = (problem: string): void => {
    if (problem !== told && problem !== "") connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Error, message: `meshwright: ${problem}` }).catch(() => undefined);
    told = problem;
  };
  const read = async (): Promise<void> => {
    while (isStale) {
      isStale = false;
      const open = setting.documents();
      const taken = await snapshotOf(setting, open, lastSound);
      latest = taken.ok ? taken.value : null;
      if (latest?.unsound === null) lastSound = latest.config;
      tell(taken.ok ? closedProblem(taken.value, setting) : taken.problem);
      if (isStale) continue;
      shown = publish(latest, open, shown, setting);
      if (latest !== null) void prepare(latest);
    }
  };
  const prepare = async (snapshot: AnsweringSnapshot): Promise<void> => {
    await pause(idleMs, undefined, { ref: false });
    for (const step of snapshot.preparations) {
      if (isStale || latest !== snapshot) return;
      attempt(step, setting);
      await pause(0, undefined, { ref: false });
    }
  };
  const current = async (): Promise<AnsweringSnapshot | null> => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    reading ??= read().finally(() => (reading = null));
    await reading;
    return isStale ? current() : latest;
  };
  const changed = (): void => {
    isStale = true;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void current().catch((error) => tell(faultText(error))), settleMs);
  };
  const closed = (uri: string): void => {
    shown = new Set([...shown].filter((each) => each !== uri));
    show({ uri, diagnostics: [] }, connection);
    changed();
  };
  return { changed, closed, current };
}

/** Reads everything; a fault of our own is a problem like another, so that the server stays up. */
async function snapshotOf({ folder, invocation, everywhere }: FolderSetting, open: readonly TextDocument[], lastSound: Config | null): Promise<Asked<AnsweringSnapshot>> {
  const io = { ...invocation.io, cwd: folder, stdout: () => undefined, stderr: () => undefined, stdin: () => new Uint8Array() };
  try {
    return await takeSnapshot({ buffers: open.map(bufferOf), everywhere: everywhere().map(bufferOf), lastSound }, { ...invocation, io });
  } catch (error) {
    return refuse(faultText(error));
  }
}

function bufferOf(document: TextDocument): Buffer {
  return { path: pathOf(document.uri) ?? "", text: document.getText(), uri: document.uri };
}

/** Prepares something; a fault comes up again with the question, and is answered there. */
function attempt(step: () => void, { connection }: FolderSetting): void {
  try {
    step();
  } catch (error) {
    connection.console.error(faultText(error));
  }
}

/** What to say of a fault of our own. */
export function faultText(error: unknown): string {
  return `this is a fault of meshwright itself, please report it: ${String(error)}`;
}

/** What keeps the policies from being read as they should, where nobody sees it in an open text. */
function closedProblem({ unsound, uriOf }: AnsweringSnapshot, { everywhere }: FolderSetting): string {
  const [first] = unsound?.found ?? [];
  if (unsound === null || first === undefined) return "";
  const isOpen = everywhere().some(({ uri }) => uri === uriOf(unsound.file.path));
  return isOpen ? "" : `the configuration is not sound: ${first.message}`;
}

/** Shows what was found in open documents and in the configuration, or in all; answers which documents show something now. */
function publish(latest: AnsweringSnapshot | null, open: readonly TextDocument[], before: ReadonlySet<string>, { connection, showsAll, everywhere }: FolderSetting): ReadonlySet<string> {
  const versions = new Map(open.map(({ uri, version }) => [uri, version]));
  const all = latest === null ? [] : [...shownFindings(latest)].map(([file, found]) => [latest.uriOf(file), found] as const);
  const isShownConfig = (uri: string): boolean => latest !== null && uri === configUri(latest) && (latest.unsound !== null || everywhere().some((each) => each.uri === uri));
  const visible = new Map(all.filter(([uri]) => showsAll || versions.has(uri) || isShownConfig(uri)));
  for (const uri of [...new Set([...versions.keys(), ...before, ...visible.keys()])].sort()) {
    const version = versions.get(uri);
    show({ uri, diagnostics: [...(visible.get(uri) ?? [])], ...(version !== undefined && { version }) }, connection);
  }
  return new Set(visible.keys());
}

function configUri({ unsound, config, uriOf }: AnsweringSnapshot): string | null {
  const file = unsound?.file.path ?? config.file;
  return file === null ? null : uriOf(file);
}

/** An editor that has gone away needs no findings. */
function show(findings: PublishDiagnosticsParams, connection: Connection): void {
  connection.sendDiagnostics(findings).catch(() => undefined);
}
