import { basename, dirname } from "node:path";
import { DidChangeWatchedFilesNotification, TextDocumentSyncKind, TextDocuments } from "vscode-languageserver/node";
import type { Connection, InitializeParams, InitializeResult, TextDocumentIdentifier, WorkspaceFoldersChangeEvent } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { definitionAt } from "../lsp/definition.ts";
import { hoverAt } from "../lsp/hover.ts";
import { quickFixes } from "../lsp/quick-fixes.ts";
import { documentSymbols } from "../lsp/symbols.ts";
import type { Invocation } from "./command.ts";
import { configName } from "./config.ts";
import { faultText, folderRoom, pathOf } from "./lsp-folder.ts";
import type { FolderRoom } from "./lsp-folder.ts";
import type { AnsweringSnapshot } from "./lsp-snapshot.ts";
import { isWithin } from "./paths.ts";

/** What the editor said of itself. */
interface Client {
  /** Absolute folders, the deepest first. */
  readonly folders: readonly string[];
  /** Findings of files that are not open are shown, too. */
  readonly showsAll: boolean;
  readonly showsMarkdown: boolean;
  /** It tells of changes on the disk when asked to. */
  readonly watches: boolean;
  /** It tells of folders that come and go. */
  readonly changesFolders: boolean;
}

const stranger: Client = { folders: [], showsAll: false, showsMarkdown: false, watches: false, changesFolders: false };

/** Answers an editor over a connection until it is closed. A fault of our own is logged, and the next request is answered. */
export function serve(connection: Connection, invocation: Invocation): void {
  let client = stranger;
  const documents = new TextDocuments(TextDocument);
  const house = houseOf(() => client, documents, connection, invocation);
  connection.onInitialize((asked) => {
    client = clientOf(asked);
    return served;
  });
  connection.onInitialized(() => {
    if (client.watches) void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: "**/*.{yaml,yml,json}" }] }).catch(() => undefined);
    if (client.changesFolders) connection.workspace.onDidChangeWorkspaceFolders((change) => {
      client = { ...client, folders: foldersAfter(client.folders, change) };
      house.changed();
    });
    if (client.showsAll) house.changed();
  });
  connection.onDidChangeWatchedFiles(house.changed);
  documents.onDidChangeContent(({ document: { uri } }) => (isConfig(uri, invocation) ? house.changed() : house.roomOf(uri)?.changed()));
  documents.onDidSave(house.changed);
  documents.onDidClose(({ document: { uri } }) => {
    house.roomOf(uri)?.closed(uri);
    if (isConfig(uri, invocation)) house.changed();
  });
  documents.listen(connection);
  answerQuestions(connection, () => client, documents, house);
  connection.listen();
}

/** Whether a document may be the configuration of any folder. */
function isConfig(uri: string, invocation: Invocation): boolean {
  return basename(pathOf(uri) ?? "") === basename(invocation.text("config") ?? configName);
}

/** The rooms of all folders. */
interface House {
  /** The room of a document, of the folder that it lies in or else of its own; null where it is on no disk. */
  readonly roomOf: (uri: string) => FolderRoom | null;
  /** Something changed, and it is not known what. */
  readonly changed: () => void;
}

function houseOf(client: () => Client, documents: TextDocuments<TextDocument>, connection: Connection, invocation: Invocation): House {
  const rooms = new Map<string, FolderRoom>();
  const folderOf = (uri: string): string | null => {
    const path = pathOf(uri);
    return path === null ? null : (client().folders.find((folder) => isWithin(path, folder)) ?? dirname(path));
  };
  const roomFor = (folder: string): FolderRoom => {
    const own = (): readonly TextDocument[] => documents.all().filter(({ uri }) => folderOf(uri) === folder);
    const room = rooms.get(folder) ?? folderRoom({ folder, showsAll: client().showsAll, connection, invocation, documents: own, everywhere: () => documents.all() });
    rooms.set(folder, room);
    return room;
  };
  return {
    roomOf: (uri) => {
      const folder = folderOf(uri);
      return folder === null ? null : roomFor(folder);
    },
    changed: () => {
      const due = [...rooms.keys(), ...documents.keys().flatMap((uri) => folderOf(uri) ?? []), ...(client().showsAll ? client().folders : [])];
      for (const folder of new Set(due)) roomFor(folder).changed();
    },
  };
}

type Question<T> = (snapshot: AnsweringSnapshot, file: string, document: TextDocument) => T;

/** Questions are answered from the texts as they are now, so that no place is one edit old. */
function answerQuestions(connection: Connection, client: () => Client, documents: TextDocuments<TextDocument>, house: House): void {
  const answer = async <T>({ uri }: TextDocumentIdentifier, ask: Question<T>): Promise<T | null> => {
    try {
      const document = documents.get(uri);
      const snapshot = document === undefined ? null : ((await house.roomOf(uri)?.current()) ?? null);
      const file = snapshot?.fileOf(uri) ?? null;
      return document === undefined || snapshot === null || file === null ? null : ask(snapshot, file, document);
    } catch (error) {
      connection.console.error(faultText(error));
      return null;
    }
  };
  connection.onHover(({ textDocument, position }) =>
    answer(textDocument, (snapshot, file, document) => hoverAt(file, document.offsetAt(position), snapshot, () => ({ ...snapshot.answering(), markdown: client().showsMarkdown }))),
  );
  connection.onDefinition(({ textDocument, position }) => answer(textDocument, (snapshot, file, document) => [...definitionAt(file, document.offsetAt(position), snapshot)]));
  connection.onCodeAction(({ textDocument, range, context: { only } }) =>
    answer(textDocument, (snapshot, file) => (only === undefined || only.includes("quickfix") ? [...quickFixes(file, range, snapshot)] : [])),
  );
  connection.onDocumentSymbol(({ textDocument }) => answer(textDocument, (snapshot, file) => [...documentSymbols(file, snapshot)]));
}

const served: InitializeResult = {
  capabilities: {
    positionEncoding: "utf-16",
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    hoverProvider: true,
    definitionProvider: true,
    documentSymbolProvider: true,
    codeActionProvider: { codeActionKinds: ["quickfix"] },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  },
  serverInfo: { name: "meshwright" },
};

function clientOf({ workspaceFolders, rootUri, capabilities, initializationOptions }: InitializeParams): Client {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (typeof rootUri === "string" ? [rootUri] : []);
  const wanted = initializationOptions as { readonly diagnostics?: unknown } | null | undefined;
  return {
    folders: deepestFirst(uris.flatMap((uri) => pathOf(uri) ?? [])),
    showsAll: wanted?.diagnostics === "workspace",
    showsMarkdown: capabilities.textDocument?.hover?.contentFormat?.includes("markdown") ?? false,
    watches: capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
    changesFolders: capabilities.workspace?.workspaceFolders ?? false,
  };
}

function foldersAfter(folders: readonly string[], { added, removed }: WorkspaceFoldersChangeEvent): readonly string[] {
  const gone = new Set(removed.map(({ uri }) => pathOf(uri)));
  return deepestFirst([...folders.filter((folder) => !gone.has(folder)), ...added.flatMap(({ uri }) => pathOf(uri) ?? [])]);
}

function deepestFirst(folders: readonly string[]): readonly string[] {
  return [...folders].sort((a, b) => b.length - a.length);
}
