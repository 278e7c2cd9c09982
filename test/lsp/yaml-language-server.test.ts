import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  CompletionRequest,
  ConfigurationRequest,
  DidOpenTextDocumentNotification,
  HoverRequest,
  InitializeRequest,
  InitializedNotification,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
  createProtocolConnection,
} from "vscode-languageserver-protocol/node";
import type { CompletionList, Diagnostic, MarkupContent, Position, ProtocolConnection } from "vscode-languageserver-protocol/node";
import { newFolder } from "../cli/harness.ts";

const root = join(__dirname, "../..");
const schemas = join(root, "schemas/native");
const server = join(root, "node_modules/yaml-language-server/bin/yaml-language-server");

const documents = (lines: (kind: string) => string): string => `${lines("service-policy")}apiVersion: meshwright.dev/v1alpha1
kind: ServicePolicy
metadata: { name: order }
spec:
  port: 8080
  protocol: http
  retryBudget: { percent: 20, window: 10s }
  routes:
    - name: all
      deadlines: 3s
---
${lines("mesh-policy")}apiVersion: meshwright.dev/v1alpha1
kind: MeshPolicy
metadata: { name: shop }
spec:
  scop: mesh
`;

const named = documents((kind) => `# yaml-language-server: $schema=${schemas}/${kind}.schema.json\n`);
const bare = documents(() => "");
const folder = newFolder();
const editing = spawn(process.execPath, [server, "--stdio"], { cwd: folder.path, stdio: "pipe" });
const ended = new Promise<number | null>((done) => editing.on("close", done));
const found = new Map<string, readonly Diagnostic[]>();
let connection: ProtocolConnection;

const uriOf = (name: string): string => pathToFileURL(join(folder.path, name)).href;

function placeIn(text: string, name: string, word: string): { textDocument: { uri: string }; position: Position } {
  const before = text.slice(0, text.indexOf(word)).split("\n");
  return { textDocument: { uri: uriOf(name) }, position: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
}

async function hover(text: string, name: string, word: string): Promise<string> {
  const shown = await connection.sendRequest(HoverRequest.type, placeIn(text, name, word));
  return (shown?.contents as MarkupContent | undefined)?.value ?? "";
}

beforeAll(async () => {
  connection = createProtocolConnection(new StreamMessageReader(editing.stdout), new StreamMessageWriter(editing.stdin));
  const settings = { validate: true, hover: true, completion: true, schemaStore: { enable: false }, schemas: { [join(schemas, "policies.json")]: "bare.yaml" } };
  connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(({ section }) => (section === "yaml" ? settings : null)));
  const both = new Promise<void>((done) => {
    connection.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      found.set(uri, diagnostics);
      if (["named.yaml", "bare.yaml"].every((name) => (found.get(uriOf(name)) ?? []).length > 0)) done();
    });
  });
  connection.listen();
  const capabilities = { workspace: { configuration: true }, textDocument: { hover: { contentFormat: ["markdown" as const] } } };
  await connection.sendRequest(InitializeRequest.type, { processId: process.pid, rootUri: pathToFileURL(folder.path).href, capabilities });
  await connection.sendNotification(InitializedNotification.type, {});
  for (const [name, text] of [["named.yaml", named], ["bare.yaml", bare]] as const) {
    await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri: uriOf(name), languageId: "yaml", version: 1, text } });
  }
  await both;
}, 30_000);

afterAll(async () => {
  editing.kill();
  await ended;
});

test.each([
  ["a comment in each document", "named.yaml"],
  ["the settings of the editor, for files", "bare.yaml"],
])("schemas are chosen by %s, and resolved without network", (_, name) => {
  expect((found.get(uriOf(name)) ?? []).map(({ message }) => message)).toEqual(["Property deadlines is not allowed.", 'Missing property "scope".', "Property scop is not allowed."]);
});

test.each([
  ["a field of the schema itself", "protocol", "#### Protocol"],
  ["a field that is defined in another file", "percent", "Retries for each hundred calls"],
])("shows %s with title and description", async (_, word, expected) => {
  expect(await hover(named, "named.yaml", word)).toContain(expected);
  expect(await hover(bare, "bare.yaml", word)).toContain(expected);
});

test("offers the fields that fit", async () => {
  const { items } = (await connection.sendRequest(CompletionRequest.type, placeIn(named, "named.yaml", "deadlines"))) as CompletionList;
  expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(["deadline", "retry", "split"]));
});
