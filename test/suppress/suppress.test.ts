import { newFolder, policy } from "../cli/harness.ts";

/** Reads with a warning at `kind` (line 2), MW1019. */
const vendor = (comment = "", above = "", annotations = "") =>
  `apiVersion: networking.istio.io/v1\n${above}kind: VirtualService${comment}\nmetadata: { name: a, namespace: shop${annotations} }\n`;

async function lint(text: string, argv: readonly string[] = [], files: Record<string, string> = {}): Promise<{ code: number; found: readonly string[] }> {
  const folder = newFolder({ ".git/HEAD": "", "a.yaml": text, ...files });
  const { code, stdout, stderr } = await folder.run(["lint", "a.yaml", "--format", "json", "--fail-on", "warning", ...argv]);
  const { diagnostics } = JSON.parse(stdout === "" ? `{"diagnostics":[{"code":${JSON.stringify(stderr)}}]}` : stdout) as { diagnostics: readonly { code: string; line: number; column: number }[] };
  return { code, found: diagnostics.map((each) => `${each.code} ${each.line}:${each.column}`) };
}

const annotated = (value: string) => vendor("", "", `, annotations: { meshwright.dev/ignore: "${value}" }`);

test.each<[string, string, readonly string[]]>([
  ["nothing", vendor(), ["MW1019 2:7"]],
  ["behind it", vendor(" # meshwright-ignore MW1019 -- not ours"), []],
  ["on the line above", vendor("", "# meshwright-ignore MW1019 -- not ours\n"), []],
  ["above, with others between", vendor("", "# meshwright-ignore MW1019 -- not ours\n# another\n\n"), []],
  ["among several codes", vendor("", "# meshwright-ignore MW1019, MW1022 -- not ours\n"), ["MW1040 2:29"]],
  ["two lines above", `# meshwright-ignore MW1019 -- not ours\n${vendor()}`, ["MW1040 1:21", "MW1019 3:7"]],
  ["another code", vendor(" # meshwright-ignore MW1022 -- not ours"), ["MW1019 2:7", "MW1040 2:42"]],
  ["without a reason", vendor(" # meshwright-ignore MW1019"), ["MW1019 2:7", "MW1043 2:42"]],
  ["a last day to come", vendor(" # meshwright-ignore MW1019 until 2026-01-01 -- not ours"), []],
  ["a last day that is over", vendor(" # meshwright-ignore MW1019 until 2025-12-31 -- not ours"), ["MW1019 2:7", "MW1041 2:42"]],
  ["an annotation", annotated("MW1019: not ours"), []],
  ["an annotation of two", annotated("MW1019: not ours\\nMW1022: nor that"), ["MW1040 3:96"]],
  ["an annotation of another object", `${vendor()}---\n${annotated("MW1019: not ours")}`, ["MW1019 2:7"]],
  ["a code of another command", vendor(" # meshwright-ignore MW4101, MW1019 -- not ours"), []],
  ["a code that only manifests for a mesh have", vendor(" # meshwright-ignore MW3101, MW1019 -- not ours"), []],
  ["a code that no finding has", vendor(" # meshwright-ignore MW9001, MW1019 -- not ours"), ["MW1040 2:42"]],
  ["a text that is none", vendor(" # about meshwright-ignore MW1019 -- not ours"), ["MW1019 2:7"]],
])("%s", async (_, text, found) => expect(await lint(text)).toEqual({ code: found.length === 0 ? 0 : 1, found }));

test("errors cannot be ignored, nor is anything unused beside them", async () => {
  const text = policy("order", "  port: 9090 # meshwright-ignore MW1003 -- both\n  # meshwright-ignore MW3999 -- x\n");
  expect(await lint(text)).toEqual({ code: 1, found: ["MW1003 6:3", "MW1042 6:34"] });
});

test("orders count as of a day", async () => {
  const text = vendor(" # meshwright-ignore MW1019 until 2026-06-30 -- not ours");
  expect((await lint(text, ["--as-of", "2026-06-30"])).found).toEqual([]);
  expect((await lint(text, ["--as-of", "2026-07-01"])).found).toEqual(["MW1019 2:7", "MW1041 2:42"]);
  expect((await lint(text, ["--as-of", "tomorrow"])).code).toBe(2);
});

test.each<[string, string, readonly string[]]>([
  ["everywhere", "{ code: MW1019, reason: not ours }", []],
  ["in files", "{ code: MW1019, reason: not ours, files: [a.*] }", []],
  ["in other files", "{ code: MW1019, reason: not ours, files: [b.*] }", ["MW1019 2:7", "MW1040 1:20"]],
  ["of objects", "{ code: MW1019, reason: not ours, objects: [VirtualService/shop/*] }", []],
  ["of other objects", "{ code: MW1019, reason: not ours, objects: [VirtualService/jobs/*] }", ["MW1019 2:7", "MW1040 1:20"]],
  ["no longer", "{ code: MW1019, reason: not ours, until: 2025-06-30 }", ["MW1019 2:7", "MW1041 1:20"]],
])("the configuration ignores %s", async (_, entry, found) => {
  expect((await lint(vendor(), [], { "meshwright.yaml": `suppress: [${entry}]\n` })).found).toEqual(found);
});

test("the configuration needs a reason", async () => {
  expect((await lint(vendor(), [], { "meshwright.yaml": "suppress: [{ code: MW1019 }]\n" })).code).toBe(2);
});

describe("a baseline", () => {
  const folder = newFolder({ ".git/HEAD": "", "p/a.yaml": vendor(), "p/broken.yaml": policy("order", "  port: 1\n") });
  const codes = async (...argv: readonly string[]) => {
    const { code, stdout } = await folder.run(["lint", ...argv, "--format", "json", "--fail-on", "warning"]);
    return { code, found: stdout === "" ? [] : (JSON.parse(stdout) as { diagnostics: { code: string }[] }).diagnostics.map((each) => each.code) };
  };

  test("holds what was there, but for errors, and tells what went away", async () => {
    const written = await folder.run(["lint", "p", "--write-baseline", "base.json"]);
    expect(written).toMatchObject({ code: 1, stderr: expect.stringContaining("base.json: 1 finding written; 1 error cannot be part of it") });
    expect(await codes("p", "--baseline", "base.json")).toEqual({ code: 1, found: ["MW1003"] });
    expect(await codes("p/a.yaml", "--baseline", "base.json")).toEqual({ code: 0, found: [] });
    folder.write({ "p/a.yaml": `# moved\n\n${vendor()}---\n${vendor()}` });
    expect(await codes("p/a.yaml", "--baseline", "base.json")).toEqual({ code: 1, found: ["MW1019"] });
    folder.write({ "p/a.yaml": policy("other") });
    expect(await codes("p/a.yaml", "--baseline", "base.json")).toEqual({ code: 0, found: ["MW1044"] });
  });

  test("is named by the configuration too, and has to be one", async () => {
    folder.write({ "meshwright.yaml": "baseline: base.json\n", "p/a.yaml": vendor(), "none.json": "{}" });
    expect(await codes("p/a.yaml")).toEqual({ code: 0, found: [] });
    expect((await folder.run(["lint", "p/a.yaml", "--baseline", "none.json"])).stderr).toMatch(/`none.json` is not a baseline; write it with `--write-baseline none.json`/);
    expect((await folder.run(["lint", "p/a.yaml", "--baseline", "gone.json"])).code).toBe(2);
  });
});

test("compile ignores what is ignored, calls nothing unused, and shows orders of the configuration that are over", async () => {
  const files = { ".git/HEAD": "", "a.yaml": vendor(" # meshwright-ignore MW1019, MW2004 -- not ours"), "meshwright.yaml": "suppress: [{ code: MW1022, reason: x, until: 2025-01-01 }]\n" };
  const { code, stdout } = await newFolder(files).run(["compile", "a.yaml", "-t", "istio", "--format", "json", "--no-verify"]);
  expect({ code, found: JSON.parse(stdout) as unknown }).toMatchObject({ code: 0, found: { diagnostics: [{ code: "MW1041", file: "meshwright.yaml", line: 1, column: 20 }] } });
});
