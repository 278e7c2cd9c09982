import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "vscode-languageserver-protocol/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { newFolder } from "../cli/harness.ts";
import { startEditor } from "./editor.ts";
import type { Editor } from "./editor.ts";
import { files, impatient, payment } from "./shop.ts";

const sound = files["meshwright.yaml"] ?? "";
const broken = sound.replace("policies:", "polcies:");
const quiet = (found: readonly Diagnostic[]): boolean => found.length === 0;
const has = (code: string) => (found: readonly Diagnostic[]): boolean => found.some((each) => each.code === code);
const place = (line: number, start: number, end: number) => ({ start: { line, character: start }, end: { line, character: end } });

describe("a configuration in an open text", () => {
  let editor: Editor;
  beforeAll(async () => {
    editor = await startEditor(newFolder(files).path);
    editor.open("policies/payment.yaml", payment);
    editor.open("meshwright.yaml", sound);
    await editor.findings("policies/payment.yaml", quiet);
  });

  test("what is wrong with it stands at its place, with the code of the command line", async () => {
    editor.change("meshwright.yaml", broken);
    const [found] = await editor.findings("meshwright.yaml", has("MW1020"));
    expect(found).toMatchObject({ severity: 1, code: "MW1020", range: place(0, 0, 7), message: expect.stringContaining("did you mean `policies`?") });
  });

  test("a quick fix mends it", async () => {
    const [action] = await editor.actions("meshwright.yaml", place(0, 0, 7));
    const edits = action?.edit?.changes?.[editor.uriOf("meshwright.yaml")] ?? [];
    expect(TextDocument.applyEdits(TextDocument.create("", "yaml", 0, broken), edits)).toBe(sound);
  });

  test("meanwhile the last sound one counts", async () => {
    editor.change("policies/payment.yaml", impatient);
    expect(has("MW3002")(await editor.now("policies/payment.yaml"))).toBe(true);
    expect(await editor.hover("policies/payment.yaml", "charge")).toMatch(/^route `charge`[^]*\*\*istio\*\*[^]*\*\*linkerd\*\*/);
  });

  test("it goes when it is mended, and the new one counts", async () => {
    editor.change("meshwright.yaml", `${sound}lint: { MW3002: "off" }\n`);
    await editor.findings("meshwright.yaml", quiet);
    expect(has("MW3002")(await editor.now("policies/payment.yaml"))).toBe(false);
  });

  test.each([
    ["a version that is not known", sound.replace("istio: {}", 'istio: { version: "0.1" }'), "MW4007"],
    ["a profile that is not known", sound.replace("istio: {}", "istio: { profile: heliport }"), "MW4008"],
    ["policies that are not there", sound.replace("[policies]", "[polices]"), "MW1031"],
    ["broken syntax", "policies: [", "MW1001"],
  ])("%s is told there", async (_, text, code) => {
    editor.change("meshwright.yaml", text);
    await editor.findings("meshwright.yaml", has(code));
  });

  test("a suppression that nothing needs is told there, too", async () => {
    editor.change("meshwright.yaml", `${sound}suppress: [{ code: MW3072, reason: none }]\n`);
    await editor.findings("meshwright.yaml", has("MW1040"));
    expect((await editor.end()).code).toBe(0);
  });
});

test("a closed one is shown and told, and both go when it is mended", async () => {
  const folder = newFolder({ ...files, "meshwright.yaml": broken });
  const editor = await startEditor(folder.path);
  editor.open("policies/payment.yaml", impatient);
  await editor.findings("meshwright.yaml", has("MW1020"));
  expect(await editor.message()).toContain("unknown key `polcies` in the configuration");
  expect(await editor.now("policies/payment.yaml")).toEqual([]);
  expect(await editor.hover("policies/payment.yaml", "charge")).toBeNull();
  folder.write({ "meshwright.yaml": sound });
  editor.change("policies/payment.yaml", `${impatient}# read again\n`);
  await editor.findings("meshwright.yaml", quiet);
  await editor.findings("policies/payment.yaml", has("MW3002"));
  rmSync(join(folder.path, "policies"), { recursive: true });
  editor.change("policies/payment.yaml", impatient);
  await editor.findings("meshwright.yaml", has("MW1031"));
  await editor.end();
});

test("one above the folder is read as it stands in the editor", async () => {
  const folder = newFolder({ ...files, ".git/HEAD": "" });
  const editor = await startEditor(join(folder.path, "policies"));
  editor.open("payment.yaml", impatient);
  editor.open("../meshwright.yaml", sound);
  await editor.findings("payment.yaml", has("MW3002"));
  editor.change("../meshwright.yaml", `${sound}lint: { MW3002: "off" }\n`);
  await editor.findings("payment.yaml", (found) => !has("MW3002")(found));
  editor.close("../meshwright.yaml");
  await editor.findings("payment.yaml", has("MW3002"));
  await editor.end();
});
