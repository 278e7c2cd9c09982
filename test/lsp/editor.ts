import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  CodeActionRequest,
  DefinitionRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  DocumentSymbolRequest,
  ExitNotification,
  HoverRequest,
  InitializeRequest,
  InitializedNotification,
  PublishDiagnosticsNotification,
  ShowMessageNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from "vscode-languageserver-protocol/node";
import type { CodeAction, Diagnostic, DocumentSymbol, Location, MarkupContent, Position, ProtocolConnection, PublishDiagnosticsParams, Range } from "vscode-languageserver-protocol/node";

/** The binary that `npm test` has just built; `MESHWRIGHT_MAIN` names another one. */
const main = process.env["MESHWRIGHT_MAIN"] ?? join(__dirname, "../../dist/bin/meshwright.js");

export interface EditorOptions {
  readonly initializationOptions?: unknown;
  readonly markdown?: boolean;
}

/** An editor with one folder, made of the protocol's own client library and the real server over its standard streams. */
export interface Editor {
  readonly connection: ProtocolConnection;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly uriOf: (path: string) => string;
  readonly open: (path: string, text: string) => void;
  readonly change: (path: string, text: string) => void;
  /** Replaces one word by an incremental change. */
  readonly retype: (path: string, old: string, replacement: string) => void;
  readonly close: (path: string) => void;
  /** The next findings of a file that fulfil a condition. */
  readonly findings: (path: string, fulfil: (found: readonly Diagnostic[]) => boolean) => Promise<readonly Diagnostic[]>;
  /** The findings of a file as they are now: a question makes the server read the latest texts at once. */
  readonly now: (path: string) => Promise<readonly Diagnostic[]>;
  readonly hover: (path: string, word: string, skip?: number) => Promise<string | null>;
  readonly definition: (path: string, word: string, skip?: number) => Promise<readonly Location[]>;
  readonly actions: (path: string, range: Range) => Promise<readonly CodeAction[]>;
  readonly symbols: (path: string) => Promise<readonly DocumentSymbol[]>;
  readonly message: () => Promise<string>;
  readonly textOf: (path: string) => string;
  /** The editor's process is gone; answers the exit code of the server. */
  readonly vanish: () => Promise<number | null>;
  /** Ends the server as the protocol asks to, and answers its exit code and what it wrote to standard error. */
  readonly end: () => Promise<{ readonly code: number | null; readonly stderr: string }>;
}

const servers: ChildProcess[] = [];

/** A test that fails must not leave its server behind. */
afterAll(() => servers.forEach((server) => server.kill()));

export async function startEditor(folder: string, { initializationOptions, markdown = true }: EditorOptions = {}): Promise<Editor> {
  const server = spawn(process.execPath, [main, "lsp", "--stdio"], { cwd: folder, stdio: "pipe" });
  servers.push(server);
  let stderr = "";
  server.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<number | null>((done) => server.on("close", done));
  const connection = createProtocolConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
  const texts = new Map<string, TextDocument>();
  const latest = new Map<string, readonly Diagnostic[]>();
  const waiting = new Set<() => void>();
  const messages: string[] = [];
  const wake = (): void => [...waiting].forEach((each) => each());
  connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }: PublishDiagnosticsParams) => {
    latest.set(uri, diagnostics);
    wake();
  });
  connection.onNotification(ShowMessageNotification.type, ({ message }) => {
    messages.push(message);
    wake();
  });
  connection.listen();
  const until = <T>(get: () => T | null): Promise<T> =>
    new Promise((done) => {
      const look = (): void => {
        const found = get();
        if (found === null) return;
        waiting.delete(look);
        done(found);
      };
      waiting.add(look);
      look();
    });
  const uriOf = (path: string): string => pathToFileURL(join(folder, path)).href;
  const documentOf = (path: string): TextDocument => {
    const document = texts.get(path);
    if (document === undefined) throw new Error(`${path} is not open`);
    return document;
  };
  const place = (path: string, word: string, skip: number): { textDocument: { uri: string }; position: Position } => {
    let at = -1;
    for (let count = 0; count <= skip; count += 1) at = documentOf(path).getText().indexOf(word, at + 1);
    if (at === -1) throw new Error(`${path} does not hold ${word}`);
    return { textDocument: { uri: uriOf(path) }, position: documentOf(path).positionAt(at) };
  };
  const send = (path: string, contentChanges: { range?: Range; text: string }[]): void => {
    const document = TextDocument.update(documentOf(path), contentChanges as { text: string }[], documentOf(path).version + 1);
    latest.delete(uriOf(path));
    void connection.sendNotification(DidChangeTextDocumentNotification.type, { textDocument: { uri: uriOf(path), version: document.version }, contentChanges: contentChanges as { text: string }[] });
  };
  const { capabilities } = await connection.sendRequest(InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(folder).href, name: "shop" }],
    capabilities: { textDocument: { hover: { contentFormat: markdown ? ["markdown", "plaintext"] : ["plaintext"] } } },
    ...(initializationOptions !== undefined && { initializationOptions }),
  });
  await connection.sendNotification(InitializedNotification.type, {});
  const symbols: Editor["symbols"] = async (path) => (await connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri: uriOf(path) } })) as DocumentSymbol[];
  return {
    connection,
    capabilities: capabilities as Readonly<Record<string, unknown>>,
    uriOf,
    open: (path, text) => {
      texts.set(path, TextDocument.create(uriOf(path), "yaml", 1, text));
      latest.delete(uriOf(path));
      void connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri: uriOf(path), languageId: "yaml", version: 1, text } });
    },
    change: (path, text) => send(path, [{ text }]),
    retype: (path, old, replacement) => {
      const document = documentOf(path);
      const at = document.getText().indexOf(old);
      send(path, [{ range: { start: document.positionAt(at), end: document.positionAt(at + old.length) }, text: replacement }]);
    },
    close: (path) => {
      texts.delete(path);
      latest.delete(uriOf(path));
      void connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri: uriOf(path) } });
    },
    findings: (path, fulfil) =>
      until(() => {
        const found = latest.get(uriOf(path));
        return found !== undefined && fulfil(found) ? found : null;
      }),
    hover: async (path, word, skip = 0) => {
      const found = await connection.sendRequest(HoverRequest.type, place(path, word, skip));
      return found === null ? null : typeof found.contents === "string" ? found.contents : (found.contents as MarkupContent).value;
    },
    definition: async (path, word, skip = 0) => (await connection.sendRequest(DefinitionRequest.type, place(path, word, skip))) as Location[],
    actions: async (path, range) => (await connection.sendRequest(CodeActionRequest.type, { textDocument: { uri: uriOf(path) }, range, context: { diagnostics: [] } })) as CodeAction[],
    symbols,
    now: async (path) => {
      await symbols(path);
      return latest.get(uriOf(path)) ?? [];
    },
    message: () => until(() => messages.shift() ?? null),
    textOf: (path) => documentOf(path).getText(),
    vanish: () => {
      connection.dispose();
      server.stdin.end();
      return ended;
    },
    end: async () => {
      await connection.sendRequest(ShutdownRequest.type);
      await connection.sendNotification(ExitNotification.type);
      const code = await ended;
      connection.dispose();
      return { code, stderr };
    },
  };
}
