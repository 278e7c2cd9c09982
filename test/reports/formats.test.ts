import { readFileSync } from "node:fs";
import { join } from "node:path";
import { validateXML } from "xmllint-wasm";
import { githubReport } from "../../src/reports/github.ts";
import { gitlabReport } from "../../src/reports/gitlab.ts";
import { junitReport } from "../../src/reports/junit.ts";
import { markdownReport } from "../../src/reports/markdown.ts";
import { ndjsonReport } from "../../src/reports/ndjson.ts";
import { context, everything, finding, findings, nasty, sources } from "./samples.ts";

describe("junit", () => {
  const schema = [{ fileName: "junit.xsd", contents: readFileSync(join(__dirname, "junit.xsd"), "utf8") }];
  const check = async (contents: string) => (await validateXML({ xml: [{ fileName: "report.xml", contents }], schema })).errors.map(({ message }) => message);

  test.each([["nothing", []], ["everything", everything], ["3,000 findings", findings(3000, "error")]])("%s fits the schema", async (_, found) => {
    expect(await check(junitReport(found, sources, context))).toEqual([]);
  });

  test("the schema refuses what is none", async () => expect(await check("<testsuites><nonsense/></testsuites>")).not.toEqual([]));

  test("what fails the run is a failure, what is only told passes", () => {
    const text = junitReport(everything, sources, context);
    expect(text).toContain('<testsuites name="meshwright" tests="4" failures="1" errors="0">');
    expect(text.match(/<failure /g)).toHaveLength(1);
    expect(text.match(/<system-out>/g)).toHaveLength(2);
    expect(text).toContain('<testcase name="no findings" classname="deep/policies/clean.yaml"');
    expect(junitReport(everything, sources, { ...context, failOn: "info" }).match(/<failure /g)).toHaveLength(3);
  });
});

describe("github", () => {
  test("a finding is one command, whatever a policy says", () => {
    const lines = githubReport(everything, sources, context).text.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^::error file=deep\/policies\/a%2C b%3Ac\.yaml,line=2,endLine=2,col=1,endColumn=7,title=MW1003 duplicate-key::key `a\]\]>%250A::error::x/);
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["::error", "::warning", "::notice"]);
    expect(lines.join("")).not.toMatch(/[\x1b\u202e]/);
  });

  test("ten of each level are shown, the worst first, and the others counted", () => {
    const lines = githubReport([...findings(12, "info"), ...findings(11, "error"), ...findings(3, "warning")], sources, context).text.trimEnd().split("\n");
    expect(lines.map((line) => line.split(" ")[0]).join(" ")).toBe(`${"::error ".repeat(10)}${"::warning ".repeat(3)}${"::notice ".repeat(10)}1`);
    expect(lines.at(-1)).toBe("1 error, 2 notes more not shown as annotations, since GitHub keeps 10 of each level");
  });
});

describe("gitlab", () => {
  test("issues have what GitLab asks for", () => {
    const issues = JSON.parse(gitlabReport(everything, sources, context)) as readonly { severity: string; fingerprint: string; location: unknown }[];
    expect(issues.map(({ severity }) => severity)).toEqual(["critical", "minor", "info"]);
    expect(issues[0]).toMatchObject({ check_name: "MW1003", location: { path: "deep/policies/a, b:c.yaml", lines: { begin: 2, end: 2 } } });
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  });
});

describe("markdown", () => {
  test("texts of policies stay in their cells and make nothing", () => {
    const { text } = markdownReport(everything, sources, context);
    const rows = text.split("\n").filter((line) => line.startsWith("| "));
    expect(rows).toHaveLength(5);
    expect(rows.every((line) => line.match(/\|/g)?.length === 4)).toBe(true);
    for (const part of ["<img", "@admin", "](", "\x1b", "http:", "\u202e"]) expect(text).not.toContain(part);
    expect(text).toContain("<code>lint --fix</code> mends it");
  });

  test("words in backticks are code", () => {
    expect(markdownReport([finding("error")], sources, context).text).toContain("**MW1003** key <code>x</code> is written twice |");
  });

  test("no findings make one line", () => {
    expect(markdownReport([], sources, context).text).toBe("<!-- meshwright -->\n### Meshwright: no findings in 2 files\n");
  });

  test("3,000 findings fit a comment, and it says what it left out", () => {
    const { text, notes } = markdownReport(findings(3000, "warning"), sources, context);
    expect(text.length).toBeLessThan(65_536);
    expect(notes).toEqual([expect.stringMatching(/^\d+ warnings more not shown in Markdown/)]);
    expect(text).toContain(notes[0] ?? "-");
    expect(markdownReport(findings(30, "warning"), sources, context).notes).toEqual([]);
  });
});

test("ndjson has a finding a line", () => {
  const lines = ndjsonReport(everything, sources).trimEnd().split("\n").map((line) => JSON.parse(line) as unknown);
  expect(lines).toMatchObject([{ code: "MW1003", line: 2, message: expect.stringContaining(nasty) }, { severity: "warning", fixes: [{ label: "rename" }] }, { code: "MW9999" }]);
});
