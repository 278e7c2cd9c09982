import { TextDocument } from "vscode-languageserver-textdocument";
import { DidOpenTextDocumentNotification, HoverRequest } from "vscode-languageserver-protocol/node";
import type { Diagnostic, Location } from "vscode-languageserver-protocol/node";
import { newFolder } from "../cli/harness.ts";
import type { Folder } from "../cli/harness.ts";
import { startEditor } from "./editor.ts";
import type { Editor } from "./editor.ts";
import { files, impatient, order, payment, services, splits } from "./shop.ts";

let folder: Folder;
let editor: Editor;

beforeAll(async () => {
  folder = newFolder(files);
  editor = await startEditor(folder.path);
  editor.open("policies/order.yaml", order);
  editor.open("policies/payment.yaml", payment);
  editor.open("policies/services.yaml", services);
  editor.open("policies/splits.yaml", splits);
});

const quiet = (found: readonly Diagnostic[]): boolean => found.length === 0;
const textOf = ({ message }: Diagnostic): string => (typeof message === "string" ? message : message.value);
const has = (code: string) => (found: readonly Diagnostic[]): boolean => found.some((each) => each.code === code);

test("says what it can do", () => {
  expect(editor.capabilities).toMatchObject({ positionEncoding: "utf-16", hoverProvider: true, definitionProvider: true, codeActionProvider: { codeActionKinds: ["quickfix"] } });
});

test("a sound policy has no findings", async () => {
  expect(await editor.findings("policies/order.yaml", quiet)).toEqual([]);
});

test("findings come while typing, and go when it is mended", async () => {
  editor.retype("policies/payment.yaml", "deadline:", "deadlines:");
  const [finding] = await editor.findings("policies/payment.yaml", has("MW1020"));
  expect(finding).toMatchObject({ severity: 1, source: "meshwright", message: expect.stringContaining("help: did you mean `deadline`") });
  expect(finding?.range).toEqual({ start: { line: 8, character: 6 }, end: { line: 8, character: 15 } });
  editor.retype("policies/payment.yaml", "deadlines:", "deadline:");
  await editor.findings("policies/payment.yaml", quiet);
});

test("columns count UTF-16 code units", async () => {
  editor.change("policies/payment.yaml", payment.replace("allow: [{ name: orders,", 'allow: [{ "name": "\u{1f34a}\u{1f34a}", frm: 1,'));
  const lines = editor.textOf("policies/payment.yaml").split("\n");
  const line = lines.findIndex((text) => text.includes("frm"));
  const at = lines[line]?.indexOf("frm") ?? 0;
  const found = (await editor.now("policies/payment.yaml")).find((each) => textOf(each).includes("`frm`"));
  expect(found?.range).toEqual({ start: { line, character: at }, end: { line, character: at + 3 } });
});

test("the text in the editor counts, also for other files", async () => {
  editor.change("policies/payment.yaml", payment.replace("deadline: 1s", "deadline: 9s"));
  const finding = (await editor.now("policies/order.yaml")).find(({ code }) => code === "MW3060");
  expect(finding?.relatedInformation?.[0]?.location.uri).toBe(editor.uriOf("policies/order.yaml"));
  editor.change("policies/payment.yaml", payment);
  expect(await editor.now("policies/order.yaml")).toEqual([]);
});

test("a quick fix mends the text", async () => {
  editor.change("policies/payment.yaml", impatient);
  const finding = (await editor.now("policies/payment.yaml")).find(({ code }) => code === "MW3002");
  if (finding === undefined) throw new Error("no finding");
  const [action] = await editor.actions("policies/payment.yaml", finding.range);
  expect(action).toMatchObject({ kind: "quickfix", isPreferred: true, diagnostics: [{ code: "MW3002" }] });
  const edits = action?.edit?.changes?.[editor.uriOf("policies/payment.yaml")] ?? [];
  const mended = TextDocument.applyEdits(TextDocument.create("", "yaml", 0, impatient), edits);
  expect(mended).toBe(impatient.replace("attempts: 20", "attempts: 1"));
  editor.change("policies/payment.yaml", mended);
  expect(has("MW3002")(await editor.now("policies/payment.yaml"))).toBe(false);
  editor.change("policies/payment.yaml", payment);
  expect(await editor.now("policies/payment.yaml")).toEqual([]);
});

test("hover over a route says where it goes on each target", async () => {
  const text = await editor.hover("policies/order.yaml", "beta\n");
  expect(text).toMatch(/^route `beta`\n\n`GET \/orders with x-cohort: beta, from shop\/web to shop\/order:8080`\n\n- \*\*policy\*\*: `forward to 100% \(1\) shop\/order:8080 \(v2\)/);
  expect(text).toMatch(/\*\*istio\*\* `[\d.]+`/);
  expect(text).toMatch(/\*\*linkerd\*\* `[\d.]+`/);
  expect(text).not.toContain("consul");
});

test.each([
  ["a match entry", "exact: /beta", "`GET /beta, from"],
  ["a share of a split", "v1: 95", "95% (19/20) shop/order-v1:8080 (v1)"],
  ["a service by its policy", "order, namespace", "service `shop/order`\n\nroute `beta`"],
  ["a declared call", "payment]", "service `shop/payment`\n\nroute `charge`: `POST /charges, from shop/order to shop/payment:8080`"],
  ["a Service of a version", "order-v1", "No policy speaks of it."],
])("hover over %s", async (_, word, expected) => {
  expect(await editor.hover("policies/order.yaml", word)).toContain(expected);
});

test.each([
  ["a backend of SMI", "payment", "service `shop/payment`"],
  ["conditions of the Gateway API", "/cart }", "`GET /cart, from"],
])("hover over %s", async (_, word, expected) => {
  expect(await editor.hover("policies/splits.yaml", word)).toContain(expected);
});

test("a target that refuses the policies says first what it refuses in this file", async () => {
  const mirrored = (text: string): string => text.replace("      deadline:", "      mirror: { to: shop/cart, percent: 10 }\n      rewrite: { path: { full: /x } }\n      deadline:");
  editor.change("policies/order.yaml", mirrored(order));
  editor.change("policies/payment.yaml", mirrored(payment));
  const text = await editor.hover("policies/payment.yaml", "charge");
  editor.change("policies/payment.yaml", payment);
  editor.change("policies/order.yaml", order);
  expect(text).toMatch(/\*\*linkerd\*\* `[\d.]+` refuses the policy\n  - `MW4001 [^\n]*'route\.charge\.mirror'[^]*'route\.beta\.mirror'/);
});

test("other words have no hover of ours", async () => {
  expect(await editor.hover("policies/order.yaml", "port: 8080")).toBeNull();
  expect(await editor.hover("policies/order.yaml", "deadline")).toBeNull();
});

test.each<[string, string, string, string, string]>([
  ["a declared call", "order", "payment]", "payment", "payment, namespace"],
  ["a caller in an access rule", "payment", "order }", "order", "order, namespace"],
  ["a version", "order", "v2\n", "order", "v2:"],
  ["the Service of a version", "order", "order-v1", "services", "order-v1"],
  ["a backend of SMI", "splits", "payment", "payment", "payment, namespace"],
  ["a backend of the Gateway API", "splits", "order-v1, port", "services", "order-v1"],
])("goes to %s", async (_, from, word, to, target) => {
  const [found] = await editor.definition(`policies/${from}.yaml`, word);
  const text = TextDocument.create("", "yaml", 0, files[`policies/${to}.yaml`] ?? "");
  expect(found?.uri).toBe(editor.uriOf(`policies/${to}.yaml`));
  expect(text.offsetAt((found as Location).range.start)).toBe(text.getText().indexOf(target));
});

test("shows the objects of a file with their routes", async () => {
  const found = await editor.symbols("policies/order.yaml");
  expect(found.map(({ name, detail, children }) => [name, detail, children?.map((each) => each.name)])).toEqual([["order", "ServicePolicy", ["beta", "all"]]]);
});

test.each([
  ["half a line", "apiVersion: meshwright.dev/v1alpha1\nkind: Serv"],
  ["broken syntax", "a: [b\nc: }"],
  ["tabs", "spec:\n\tport: 1"],
  ["no text", "\u0000\u0001"],
  ["a lone surrogate", "a: \ud83c"],
  ["deep nesting", "[".repeat(100_000)],
  ["expanding aliases", `a: &a [x]\n${["b", "c", "d", "e", "f", "g"].map((name, index) => `${name}: &${name} [${`*${"abcdefg"[index]},`.repeat(20)}]`).join("\n")}`],
  ["nothing", ""],
])("stays up over %s", async (what, text) => {
  editor.change("policies/payment.yaml", text);
  expect(await editor.hover("policies/order.yaml", "beta\n")).toMatch(what === "nothing" ? /^route/ : /^No answer while the policies have/);
  expect((await editor.findings("policies/payment.yaml", () => true)).length > 0).toBe(what !== "nothing");
});

test("and is sound again afterwards", async () => {
  editor.change("policies/payment.yaml", payment);
  expect(await editor.now("policies/payment.yaml")).toEqual([]);
});

test("a new file among the policies counts before it is saved, another does not", async () => {
  editor.open("policies/new.yaml", "apiVersion: meshwright.dev/v1alpha1\nkind: ServicePolicy\nmetadata: { name: new }\nspec: { prt: 1 }\n");
  expect(await editor.now("policies/new.yaml")).toMatchObject([{ code: "MW1020" }]);
  editor.close("policies/new.yaml");
  expect(await editor.findings("policies/new.yaml", () => true)).toEqual([]);
  editor.open("elsewhere.yaml", "nonsense: 1\n");
  expect(await editor.hover("elsewhere.yaml", "nonsense")).toBeNull();
  expect(await editor.now("elsewhere.yaml")).toEqual([]);
  editor.close("elsewhere.yaml");
});

test("a configuration that cannot be read is told, and mended", async () => {
  folder.write({ "meshwright.yaml": "polcies: []\n" });
  editor.change("policies/payment.yaml", impatient);
  expect(await editor.message()).toContain("polcies");
  folder.write({ "meshwright.yaml": files["meshwright.yaml"] ?? "" });
  editor.change("policies/payment.yaml", impatient.replace("20", "21"));
  expect(has("MW3002")(await editor.now("policies/payment.yaml"))).toBe(true);
});

test("documents that are on no disk, or not open, are left alone", async () => {
  const nowhere = { textDocument: { uri: "untitled:Untitled-1" }, position: { line: 0, character: 0 } };
  editor.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument: { uri: "untitled:Untitled-1", languageId: "yaml", version: 1, text: "a: 1\n" } });
  expect(await editor.connection.sendRequest(HoverRequest.type, nowhere)).toBeNull();
  expect(await editor.connection.sendRequest(HoverRequest.type, { ...nowhere, textDocument: { uri: "file://%zz" } })).toBeNull();
});

test("ends as the protocol asks", async () => {
  expect(await editor.end()).toEqual({ code: 0, stderr: "" });
});

describe("an editor without Markdown, in a folder without configuration", () => {
  let plain: Editor;
  const own = newFolder({ "policies/payment.yaml": payment });
  beforeAll(async () => {
    plain = await startEditor(own.path, { markdown: false });
  });

  test("open policies are all there is, other files are left alone", async () => {
    plain.open("compose.yaml", "version: 3\n");
    plain.open("policies/order.yaml", order.replace("deadline: 2s", "dedline: 2s"));
    expect(await plain.now("policies/order.yaml")).toMatchObject([{ code: "MW1020" }]);
    expect(await plain.now("compose.yaml")).toEqual([]);
  });

  test("hovers are a table of the policy and all targets", async () => {
    plain.change("policies/order.yaml", order);
    expect(await plain.hover("policies/order.yaml", "beta\n")).toMatch(/^route beta\n\nGET \/orders with x-cohort: beta, from shop\/web to shop\/order:8080\n +policy +appmesh [\d.]+ +consul/);
  });

  test("an editor that goes away takes the server along", async () => {
    expect(await plain.vanish()).toBe(1);
  });
});

test("findings of closed files are shown when the editor asks for them", async () => {
  const all = await startEditor(newFolder({ ...files, "policies/payment.yaml": impatient }).path, { initializationOptions: { diagnostics: "workspace" } });
  await all.findings("policies/payment.yaml", has("MW3002"));
  expect((await all.end()).code).toBe(0);
});

test.each([
  [["lsp", "policies"], "`policies` is not wanted: the editor says which folders it works on"],
  [["lsp", "--fix"], "`--fix` is not an option of lsp"],
])("%j is wrong use", async (argv, problem) => {
  const { code, stderr } = await newFolder().run(argv);
  expect([code, stderr]).toEqual([2, expect.stringContaining(problem)]);
});
