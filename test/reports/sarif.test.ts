import { gzipSync } from "node:zlib";
import { Ajv } from "ajv";
import { sarifReport } from "../../src/reports/sarif.ts";
import { context, everything, finding, findings, sources } from "./samples.ts";

/** The schema of SARIF 2.1.0 (oasis-tcs/sarif-spec) as packed by @microsoft/jest-sarif; it differs from what ajv reads in `id` and a sloppy pattern. */
const { $schema: _draft, id: $id, ...schema } = require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json") as Record<string, unknown>;
const fits = new Ajv({ strict: false, validateFormats: false, allErrors: true, logger: false, unicodeRegExp: false }).compile({ $id: String($id), ...schema });

interface Log {
  readonly runs: readonly [
    {
      readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly Readonly<Record<string, never>>[] } };
      readonly invocations: readonly [{ readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[] }];
      readonly results: readonly Readonly<Record<string, never>>[];
    },
  ];
}

function log(...given: Parameters<typeof sarifReport>): Log["runs"][0] {
  return (JSON.parse(sarifReport(...given).text) as Log).runs[0];
}

test.each([["nothing", []], ["everything", everything], ["3,000 findings", findings(3000, "warning")]])("%s fits the schema", (_, found) => {
  fits(JSON.parse(sarifReport(found, sources, context).text));
  expect(fits.errors ?? []).toEqual([]);
});

test("the schema refuses what is none", () => expect(fits({ version: "2.1.0", runs: [{}] })).toBe(false));

test("what GitHub asks for is there, at the token", () => {
  const { tool, results } = log(everything, sources, context);
  expect(tool.driver.name).toBe("Meshwright");
  expect(tool.driver.rules).toEqual([
    expect.objectContaining({
      id: "MW1003",
      shortDescription: { text: "duplicate key" },
      fullDescription: { text: expect.stringMatching(/^\S.*\S$/) },
      help: { text: expect.stringContaining("# MW1003"), markdown: expect.stringContaining("# MW1003") },
    }),
    expect.objectContaining({ id: "MW9999", help: { text: "# MW9999: no-page\n", markdown: "# MW9999: no-page\n" } }),
  ]);
  expect(results[0]).toMatchObject({
    ruleId: "MW1003",
    ruleIndex: 0,
    level: "error",
    locations: [{ physicalLocation: { artifactLocation: { uri: "deep/policies/a%2C%20b%3Ac.yaml" }, region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 7 } } }],
    partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{16}:1$/) },
  });
});

test("columns are counted in characters, as the log says", () => {
  expect(log(everything, sources, context).results[1]).toMatchObject({ locations: [{ physicalLocation: { region: { startLine: 3, startColumn: 8, endColumn: 11 } } }] });
});

test("related places are linked by the message, and texts of policies make no links", () => {
  const [first, second] = log(everything, sources, context).results as unknown as readonly { message: { text: string }; relatedLocations: unknown }[];
  expect(second?.message.text).toMatch(/\nSee \[here .*\]\(1\)$/s);
  expect(second?.relatedLocations).toMatchObject([{ id: 1, physicalLocation: { artifactLocation: { uri: "deep/policies/clean.yaml" } } }]);
  expect(`${first?.message.text}${second?.message.text}`).not.toContain("](http");
});

test("fixes are replacements", () => {
  expect(log(everything, sources, context).results[1]).toMatchObject({
    fixes: [{ artifactChanges: [{ replacements: [{ deletedRegion: { startLine: 1, startColumn: 1, endColumn: 6 }, insertedContent: { text: "one" } }] }] }],
  });
});

test("fingerprints stay while lines move, and tell findings of one line apart", () => {
  const moved = [{ path: "policies/a, b:c.yaml", text: `# new\n${sources[0]?.text}` }];
  const later = finding("error", { origin: { file: "policies/a, b:c.yaml", start: 15, end: 21 } });
  const prints = (...given: Parameters<typeof sarifReport>) => log(...given).results.map(({ partialFingerprints }) => partialFingerprints);
  expect(prints([later], moved, context)).toEqual(prints([finding("error")], sources, context));
  expect(new Set(prints(findings(3, "info"), sources, context).map((each) => JSON.stringify(each))).size).toBe(3);
});

test("what is over the limits is left out, the least severe first, and the file says so", () => {
  const found = [...findings(24_000, "info"), ...findings(2_000, "error")];
  const { text, notes } = sarifReport(found, sources, context);
  const { results, invocations } = (JSON.parse(text) as Log).runs[0];
  expect(results.length).toBe(25_000);
  expect(results.filter(({ level }) => level === "error").length).toBe(2_000);
  expect(notes).toEqual(["1000 notes left out of SARIF, since GitHub takes 25000 results and 10 MB", "GitHub shows the first 5000 of 25000 results in SARIF, the most severe"]);
  expect(invocations[0].toolExecutionNotifications.map(({ message }) => message.text)).toEqual(notes);
  expect(gzipSync(text).length).toBeLessThan(10_000_000);
});

test("3,000 findings are all there", () => {
  const { text, notes } = sarifReport(findings(3000, "warning"), sources, context);
  expect({ results: (JSON.parse(text) as Log).runs[0].results.length, notes }).toEqual({ results: 3000, notes: [] });
});
