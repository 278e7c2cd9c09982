import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validateXML } from "xmllint-wasm";
import { testing } from "./world.ts";

const hostile = '<script>&\\"]]>\\u0007\\u202e#';
const spec = `  tests:
    - { name: fine, request: { from: web, to: order, path: /orders/7 }, expect: { route: read } }
    - { name: "${hostile}", request: { from: web, to: order, path: /orders/7 }, expect: { route: "${hostile}" } }
  always:
    - { name: nobody, to: order, expect: { refused: true } }
`;

test("JUnit is well formed and follows its schema, whatever names contain", async () => {
  const { out, code } = await testing(spec, ["--format", "junit"]);
  const schema = [{ fileName: "junit.xsd", contents: readFileSync(join(__dirname, "../reports/junit.xsd"), "utf8") }];
  const { valid, errors } = await validateXML({ xml: [{ fileName: "out.xml", contents: out }], schema });
  expect(errors).toEqual([]);
  expect([valid, code]).toEqual([true, 1]);
  expect(out).toContain('tests="3" failures="2"');
});

test("TAP numbers its points and escapes what would begin a directive", async () => {
  const { out } = await testing(spec, ["--format", "tap"]);
  const [version, plan, ...points] = out.trimEnd().split("\n");
  expect([version, plan]).toEqual(["TAP version 14", "1..3"]);
  expect(points.filter((line) => /^(?:not )?ok \d+ - /.test(line)).map((line) => line.split(" - ")[0])).toEqual(["ok 1", "not ok 2", "not ok 3"]);
  expect(points.every((line) => /^(?:(?:not )?ok |# )/.test(line))).toBe(true);
  expect(points[1]).toContain("\\#");
});

test("JSON holds all that the text says", async () => {
  const { out } = await testing(spec, ["--format", "json", "--coverage"]);
  const results = JSON.parse(out) as Record<string, unknown>;
  expect(Object.keys(results)).toEqual(["summary", "tests", "properties", "notAsked", "coverage"]);
  expect(results["summary"]).toEqual({ tests: 3, passed: 1, failed: 2, givenUp: 0 });
});

test("text drives no terminal", async () => {
  const { out } = await testing(spec);
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(out).toContain("\\u{202e}");
});
