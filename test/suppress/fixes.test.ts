import { readFileSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { analyseAndLint, defaultAnalysis } from "../../src/analyse.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { applyFixes, fixAll } from "../../src/diagnostics/fixes.ts";
import type { SourceFile } from "../../src/source/origin.ts";
import { newFolder } from "../cli/harness.ts";
import { lintTargets } from "../../src/targets/lint-facts.ts";

const find = (files: readonly SourceFile[]) => analyseAndLint(files, defaultAnalysis, { asOf: "2026-11-21", targetsOf: (model) => lintTargets(model, []) }).diagnostics;

/** The failing examples of all rule pages, and the corpus. */
function inputs(): readonly (readonly [string, SourceFile])[] {
  const [pages, corpus] = [join(__dirname, "../../docs/rules"), join(__dirname, "../corpus")];
  const examples = readdirSync(pages).map((name) => [name, /^```yaml failing\n([\s\S]*?)^```$/m.exec(readFileSync(join(pages, name), "utf8"))?.[1] ?? ""] as const);
  const cases = readdirSync(corpus).map((name) => [name, readFileSync(join(corpus, name, "policy.yaml"), "utf8")] as const);
  return [...examples, ...cases].map(([name, text]) => [name, { path: "example.yaml", text }] as const);
}

const fixable = inputs().flatMap(([name, file]) => find([file]).flatMap((finding) => (finding.fixes.length > 0 ? [{ name: `${name} ${finding.code} ${finding.origin.start}`, file, finding }] : [])));

test("there are fixes to try", () => expect(fixable.length).toBeGreaterThan(5));

describe.each(fixable)("$name", ({ file, finding }) => {
  const count = (files: readonly SourceFile[]) => find(files).filter(({ code }) => code === finding.code).length;

  test.each(finding.fixes.map((fix) => [fix.label, fix] as const))("%s: the fix removes its finding", (_, fix) => {
    const { files, applied } = applyFixes([file], [{ ...finding, fixes: [fix] }]);
    expect(applied).toBe(1);
    expect(count(files)).toBe(count([file]) - 1);
  });

  test("comments stay, errors do not grow, and a second run changes nothing", () => {
    const commented = { path: file.path, text: `# first\n${file.text}# last\n` };
    const once = fixAll([commented], find);
    expect(once.files[0]?.text).toMatch(/^# first\n[\s\S]*# last\n$/);
    const errors = (files: readonly SourceFile[]) => find(files).filter(({ severity }) => severity === "error").length;
    expect(errors(once.files)).toBeLessThanOrEqual(errors([commented]));
    expect(fixAll(once.files, find)).toEqual({ files: once.files, applied: 0 });
  });

  test("a fix of JSON leaves JSON", () => {
    const items = parseAllDocuments(file.text).map((document) => document.toJS() as unknown);
    const json = { path: "example.json", text: `${JSON.stringify({ kind: "List", items }, null, 2)}\n` };
    for (const { fixes } of find([json])) {
      for (const fix of fixes) {
        const { files } = applyFixes([json], [{ ...finding, fixes: [fix] }]);
        expect(() => JSON.parse(files[0]?.text ?? "") as unknown).not.toThrow();
      }
    }
  });

  test("line ends stay what they are", () => {
    const text = file.text.replaceAll("\n", "\r\n");
    expect(fixAll([{ path: file.path, text }], find).files[0]?.text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });
});

describe("edits", () => {
  const file = { path: "a", text: "0123456789" };
  const fix = (...edits: readonly (readonly [number, number, string])[]): Diagnostic => ({
    ...({ code: "MW1", name: "x", severity: "info", message: "", related: [] } as const),
    origin: { file: "a", start: 0, end: 1 },
    fixes: [{ label: "", edits: edits.map(([start, end, text]) => ({ origin: { file: "a", start, end }, text })) }],
  });

  test.each<[string, readonly Diagnostic[], string, number]>([
    ["apart", [fix([0, 1, "a"]), fix([5, 6, ""])], "a12346789", 2],
    ["of one fix together", [fix([0, 1, "a"], [8, 9, "b"])], "a1234567b9", 1],
    ["overlapping: the first", [fix([0, 4, "a"]), fix([3, 5, "b"])], "a456789", 1],
    ["touching: the first", [fix([0, 4, "a"]), fix([4, 5, "b"])], "a456789", 1],
    ["two insertions at one place: the first", [fix([4, 4, "a"]), fix([4, 4, "b"])], "0123a456789", 1],
    ["the same insertion twice: once a pass", [fix([4, 4, "a"]), fix([4, 4, "a"])], "0123a456789", 1],
    ["the same replacement twice: once", [fix([4, 5, "a"]), fix([4, 5, "a"])], "0123a56789", 2],
    ["whole fixes only", [fix([4, 5, "a"]), fix([0, 1, "b"], [4, 5, "c"])], "0123a56789", 1],
    ["outside of the text: none", [fix([4, 50, "a"])], "0123456789", 0],
    ["overlapping themselves: none", [fix([1, 3, "a"], [2, 4, "b"])], "0123456789", 0],
  ])("%s", (_, found, text, applied) => expect(applyFixes([file], found)).toEqual({ files: [{ path: "a", text }], applied }));

  test("other files are never touched", () => {
    const other = { ...fix([0, 1, "x"]), fixes: [{ label: "", edits: [{ origin: { file: "b", start: 0, end: 1 }, text: "x" }] }] };
    expect(applyFixes([file], [other])).toEqual({ files: [file], applied: 0 });
  });

  test("a pass that makes errors is not taken", () => {
    const worse = (files: readonly SourceFile[]) => (files[0]?.text === file.text ? [fix([0, 1, "x"])] : [{ ...fix(), severity: "error" as const }]);
    expect(fixAll([file], worse)).toEqual({ files: [file], applied: 0 });
  });
});

describe("lint --fix", () => {
  const old = '# why\napiVersion: "split.smi-spec.io/v1alpha2" # old\nkind: TrafficSplit\nmetadata: { name: a, namespace: shop }\nspec:\n  service: a\n  backends:\n    - { service: b, weight: 1 }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: a, namespace: shop }\nspec: { ports: [{ port: 80 }] }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: b, namespace: shop }\nspec: { ports: [{ port: 80 }] }\n';
  const read = (path: string) => readFileSync(path, "utf8");

  test("changes the files and reports what is left", async () => {
    const folder = newFolder({ "a.yaml": old });
    const { code, stderr, stdout } = await folder.run(["lint", "a.yaml", "--fix", "--format", "json"]);
    expect({ code, stderr: stderr.split("\n")[0] }).toEqual({ code: 0, stderr: "1 finding fixed in 1 file" });
    expect(read(join(folder.path, "a.yaml"))).toBe(old.replace("v1alpha2", "v1alpha4"));
    expect(stdout).not.toContain("MW1116");
    expect((await folder.run(["lint", "a.yaml", "--fix"])).stderr).toMatch(/^nothing to fix\n/);
  });

  test("--fix-dry-run shows a patch and changes nothing", async () => {
    const folder = newFolder({ "a.yaml": old });
    const { stdout, stderr } = await folder.run(["lint", "a.yaml", "--fix-dry-run"]);
    expect(stdout).toMatch(/^Index: a\.yaml\n=+\n--- a\.yaml\t?\n\+\+\+ a\.yaml\t?\n@@ -1,5 \+1,5 @@\n # why\n-apiVersion: "split.smi-spec.io\/v1alpha2" # old\n\+apiVersion: "split.smi-spec.io\/v1alpha4" # old\n/);
    expect(stderr).toMatch(/a\.yaml:2:13 (?:info|warning) MW/);
    expect(read(join(folder.path, "a.yaml"))).toBe(old);
    expect(JSON.parse((await folder.run(["lint", "a.yaml", "--fix-dry-run", "--format", "json"])).stdout)).toMatchObject({ version: 1 });
  });

  test("what is ignored or off is not fixed", async () => {
    const folder = newFolder({ "a.yaml": old.replace("# old", "# meshwright-ignore MW1200 -- a controller reads it") });
    const { stdout } = await folder.run(["lint", "a.yaml", "--format", "json"]);
    const codes = (JSON.parse(stdout) as { diagnostics: { code: string }[] }).diagnostics.map(({ code }) => code);
    folder.write({ "meshwright.yaml": `lint: { ${[...new Set(codes)].map((code) => `${code}: off`).join(", ") || "MW1019: off"} }\n` });
    expect((await folder.run(["lint", "a.yaml", "--fix"])).stderr).toMatch(/^nothing to fix\n/);
  });

  test("never through a link, and never standard input", async () => {
    const outside = newFolder({ "a.yaml": old });
    const folder = newFolder();
    symlinkSync(join(outside.path, "a.yaml"), join(folder.path, "a.yaml"));
    symlinkSync(outside.path, join(folder.path, "linked"));
    for (const path of ["a.yaml", "linked/a.yaml"]) {
      const { code, stderr } = await folder.run(["lint", path, "--fix"]);
      expect({ code, stderr }).toEqual({ code: 2, stderr: `meshwright: \`${path}\` is reached through a link, and nothing is written through links; nothing was changed\n` });
    }
    expect(read(join(outside.path, "a.yaml"))).toBe(old);
    expect((await folder.run(["lint", "-", "--fix"], { input: old })).stderr).toMatch(/^standard input is not mended, only files are[^\n]*\n1 warning/);
  });
});
