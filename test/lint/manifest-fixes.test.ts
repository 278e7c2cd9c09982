import { readFileSync } from "node:fs";
import { join } from "node:path";
import { applyFixes } from "../../src/diagnostics/fixes.ts";
import { entryRemoved } from "../../src/lint/edits.ts";
import { readDocuments } from "../../src/source/read.ts";
import { newFolder } from "../cli/harness.ts";

const page = (code: string): string => readFileSync(join(__dirname, `../../docs/rules/${code}.md`), "utf8");
const block = (code: string, word: string): string => new RegExp("```yaml " + word + "\\n([^]*?)```").exec(page(code))?.[1] ?? "";

describe("lint --on TARGET --fix does what the page of the finding says", () => {
  test.each([
    ["MW3077", "istio"],
    ["MW3092", "istio"],
    ["MW3125", "istio"],
    ["MW3190", "consul"],
    ["MW3195", "consul"],
    ["MW3162", "linkerd"],
  ])("%s on %s", async (code, target) => {
    const folder = newFolder({ "m.yaml": block(code, "failing") });
    const { stdout } = await folder.run(["lint", "--on", target, "--fix", "m.yaml"]);
    expect(readFileSync(join(folder.path, "m.yaml"), "utf8")).toBe(block(code, "mended"));
    expect(stdout).not.toContain(code);
  });
});

test("entries in Consul's own form have no fixes, and stay as they are", async () => {
  const text = '{"Kind":"service-defaults","Name":"order","Protocol":"http","MaxInboundConnection":100}\n';
  const folder = newFolder({ "m.json": text });
  expect((await folder.run(["lint", "--on", "consul/community-entries", "--fix", "m.json"])).code).toBeLessThan(2);
  expect(readFileSync(join(folder.path, "m.json"), "utf8")).toBe(text);
});

describe("an entry is taken out of a mapping", () => {
  test.each<[string, string, string | null]>([
    ["above another", "spec:\n  gone: [a]\n  stays: 1\n", "spec:\n  stays: 1\n"],
    ["below another", "spec:\n  stays: 1\n  gone: [a]\n", "spec:\n  stays: 1\n"],
    ["below another, at the end of the text", "spec:\n  stays: 1\n  gone: [a]", "spec:\n  stays: 1\n"],
    ["of several lines", "spec:\n  stays:\n    - b: 1\n  gone:\n    - a\n    - b\nother: 1\n", "spec:\n  stays:\n    - b: 1\nother: 1\n"],
    ["behind the first of an item", "spec:\n  - stays: 1\n    gone: 2\n", "spec:\n  - stays: 1\n"],
    ["with line ends of two characters", "spec:\r\n  gone: a\r\n  stays: 1\r\n", "spec:\r\n  stays: 1\r\n"],
    ["first of a line", "spec: { gone: [a], stays: 1 }\n", "spec: { stays: 1 }\n"],
    ["last of a line", "spec: { stays: 1, gone: [a] }\n", "spec: { stays: 1 }\n"],
    ["amid a line", "spec: { stays: 1, gone: [a], also: 1 }\n", "spec: { stays: 1, also: 1 }\n"],
    ["but not the only one", "spec:\n  gone: [a]\nother: 1\n", null],
    ["but not the only one of a line", "spec: { gone: [a] }\n", null],
    ["but not the first of an item", "spec:\n  - gone: 1\n    stays: 2\n", null],
    ["but not with a remark", "spec:\n  gone: [a] # a remark\n  stays: 1\n", null],
    ["but not where the next one is that of the parent", "list:\n  - spec:\n      gone: 1\n    stays: 1\n", null],
  ])("%s", (_, text, expected) => {
    const { documents } = readDocuments([{ path: "a.yaml", text }]);
    const [document] = documents;
    if (document === undefined) throw new Error("nothing was read");
    const path = pathTo(document.value, []);
    const fixes = entryRemoved(document.origin(path, "key"), document.origin(path), "remove it", { settings: { textAt: ({ start, end }) => text.slice(start, end) } });
    const fixed = applyFixes([{ path: "a.yaml", text }], [{ fixes } as unknown as Parameters<typeof applyFixes>[1][number]]);
    expect(fixes.length === 0 ? null : fixed.files[0]?.text).toBe(expected);
  });
});

function pathTo(value: unknown, path: readonly (string | number)[]): readonly (string | number)[] {
  if (typeof value !== "object" || value === null) return [];
  if (Object.hasOwn(value, "gone")) return [...path, "gone"];
  return Object.entries(value).map(([key, inner]) => pathTo(inner, [...path, Array.isArray(value) ? Number(key) : key])).find((found) => found.length > 0) ?? [];
}
