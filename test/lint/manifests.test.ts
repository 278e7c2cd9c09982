import { newFolder } from "../cli/harness.ts";
import { istio, manifestCases, to } from "./manifest-cases.ts";

test.each(manifestCases())("%s: %s in manifests that people wrote, at its word", async (target, code, text, word) => {
  const { stdout } = await newFolder({ "m.yaml": text }).run(["lint", "--on", target, "m.yaml", "--format", "json"]);
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { readonly code: string; readonly line: number; readonly column: number }[] };
  const found = diagnostics.find((each) => each.code === code);
  if (found === undefined) throw new Error(`${code} is not among ${diagnostics.map((each) => each.code).join()}`);
  expect(text.split("\n")[found.line - 1]?.slice(found.column - 1).startsWith(word)).toBe(true);
});

test.each([
  ["idempotent methods only", istio(`{ match: [{ method: { exact: GET } }], ${to} }, { ${to}, retries: { attempts: 0 } }`)],
  ["a redirect", istio(`{ redirect: { uri: /b } }`)],
  ["a catch-all by prefix", istio(`{ match: [{ uri: { prefix: / } }], ${to}, retries: { attempts: 0 } }`)],
])("no finding: %s", async (_, text) => {
  const { code, stdout } = await newFolder({ "m.yaml": text }).run(["lint", "--on", "istio", "m.yaml", "--fail-on", "info"]);
  expect([code, stdout]).toEqual([0, ""]);
});

test("what the mesh refuses is said too, and the vendor's kinds are not strange here", async () => {
  const text = istio(`{ ${to}, retries: { attempts: -1 } }`);
  const { code, stdout } = await newFolder({ "m.yaml": text }).run(["lint", "--on", "istio", "m.yaml"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/MW42\d\d/);
  expect(stdout).not.toContain("MW1019");
});

test("a mesh that is none is wrong use", async () => {
  expect((await newFolder({ "m.yaml": istio(`{ ${to} }`) }).run(["lint", "--on", "istoi", "m.yaml"])).code).toBe(2);
});
