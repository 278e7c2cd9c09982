import { placeOf, lineText } from "../../src/source/place.ts";
import { pathText } from "../../src/source/path-text.ts";
import { readDocuments } from "../../src/source/read.ts";
import type { DocumentPath } from "../../src/source/origin.ts";

const sample = `# A sample with every way to write a value.
apiVersion: meshwright.dev/v1alpha1
kind: "ServicePolicy"
metadata: { name: order, 'namespace': shop }
spec:
  port: 8080
  ratio: 0.5
  on: true
  versions:
    v1: { labels: { version: v1 } }
  routes:
    - name: read
      methods: [GET, HEAD]
    - name: "wri te"
  "quoted key": plain text of words
  empty:
  text: |
    one
    two
`;

const [document] = readDocuments([{ path: "a.yaml", text: sample }]).documents;

function at(path: DocumentPath, part?: "key" | "value"): string {
  const origin = document?.origin(path, part);
  return sample.slice(origin?.start, origin?.end);
}

/** Every path to a scalar of a plain value. */
function leaves(value: unknown, path: DocumentPath = []): readonly (readonly [DocumentPath, unknown])[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]));
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

test("the place of every value is its token, the place of every key its key", () => {
  for (const [path, value] of leaves(document?.value)) {
    const key = path.at(-1);
    if (typeof key === "string") expect(at(path, "key").replace(/^["']|["']$/g, "")).toBe(key);
    if (value === null || String(value).includes("\n")) continue;
    expect(at(path).replace(/^["']|["']$/g, "")).toBe(String(value));
  }
});

test.each<[DocumentPath, "key" | "value", string]>([
  [["spec", "empty"], "value", "empty"],
  [["spec", "text"], "value", "|\n    one\n    two"],
  [["metadata"], "value", "{ name: order, 'namespace': shop }"],
  [["spec", "routes", 1], "value", 'name: "wri te"'],
  [["spec", "routes", 0], "key", "name: read"],
  [["spec", "missing"], "value", "spec"],
  [["spec", "routes", 0, "missing", "deeper"], "value", "name: read"],
  [["spec", "port", "deeper"], "value", "port"],
  [["spec", "routes", 7], "value", "routes"],
  [["missing"], "value", "apiVersion: meshwright.dev/v1alpha1"],
  [[], "key", "apiVersion: meshwright.dev/v1alpha1"],
])("%j as %s", (path, part, text) => {
  expect(at(path, part)).toBe(text);
});

test.each<[DocumentPath, string]>([
  [["b"], "*x"],
  [["b", "c"], "1"],
  [["d", "c"], "1"],
  [["d", "e"], "3"],
  [["f", "g"], "5"],
  [["f", "c"], "1"],
])("through aliases and merge keys: %j", (path, token) => {
  const text = "a: &x { c: 1, e: 2 }\nb: *x\nd: { <<: *x, e: 3 }\nf: { <<: [*x, { c: 4, g: 5 }] }\n";
  const origin = readDocuments([{ path: "a", text }]).documents[0]?.origin(path);
  expect(text.slice(origin?.start, origin?.end)).toBe(token);
});

test.each([
  ["a\nbc\n", 0, 1, 1],
  ["a\nbc\n", 1, 1, 2],
  ["a\nbc\n", 3, 2, 2],
  ["a\nbc\n", 5, 3, 1],
  ["a\nbc\n", 99, 3, 1],
  ["a\r\nbc", 3, 2, 1],
  ["\ufeffab", 1, 1, 1],
  ["\ufeffab", 2, 1, 2],
  ["\u{1f600}b", 2, 1, 2],
  ["", 0, 1, 1],
])("%j at %d is %d:%d", (text, offset, line, column) => {
  expect(placeOf({ path: "a", text }, offset)).toEqual({ line, column });
});

test("a line is shown without its end", () => {
  const file = { path: "a", text: "\ufeffa\r\nb\n" };
  expect([0, 1, 2, 3, 4].map((line) => lineText(file, line))).toEqual(["", "a", "b", "", ""]);
});

test("paths are written as people write them", () => {
  expect(pathText(["spec", "routes", 0, "headers", "x.y", "a b"])).toBe('spec.routes[0].headers["x.y"]["a b"]');
});

test("columns of one long line are counted as they are in a short one, whatever stands before", () => {
  const text = `\ufeff${"ab\u{1f600}\ud83dx\ude00\ufeff".repeat(700)}`;
  const file = { path: "a", text };
  const slowly = (offset: number): number => [...text.slice(0, offset)].filter((character) => character !== "\ufeff").length + 1;
  for (let offset = 0; offset <= text.length; offset += 7) expect([offset, placeOf(file, offset).column]).toEqual([offset, slowly(offset)]);
});

test("many places in a file without line ends cost no more than in others", () => {
  const file = { path: "a", text: "x".repeat(4_000_000) };
  const started = process.cpuUsage();
  for (let offset = 0; offset < 4_000_000; offset += 400) placeOf(file, offset);
  expect(process.cpuUsage(started).user / 1000).toBeLessThan(2_000);
});
