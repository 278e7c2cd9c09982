import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { jsonReport } from "../../src/reports/json.ts";
import { displayWidth, printable } from "../../src/reports/printable.ts";
import { summaryLine, textReport } from "../../src/reports/text.ts";

function findingAt(text: string, token: string, more: Partial<Diagnostic> = {}): { diagnostic: Diagnostic; file: { path: string; text: string } } {
  const start = text.indexOf(token);
  const origin = { file: "policies/order.yaml", start, end: start + token.length };
  const diagnostic: Diagnostic = { code: "MW1021", name: "wrong-type", severity: "error", message: "weight of `v2` must be a whole number, found `five`", origin, related: [], fixes: [], ...more };
  return { diagnostic, file: { path: "policies/order.yaml", text } };
}

function report(text: string, token: string, more: Partial<Diagnostic> = {}, colour = false): string {
  const { diagnostic, file } = findingAt(text, token, more);
  return textReport([diagnostic], [file], { colour });
}

test("a finding as the language page shows it", () => {
  const help = "weights are relative: `v1: 95, v2: 5` sends one call in twenty to v2";
  expect(report("spec:\n      split:\n        v2: five\n", "five", { help })).toBe(
    [
      "policies/order.yaml:3:13 error MW1021: weight of `v2` must be a whole number, found `five`",
      "   2 |       split:",
      "   3 |         v2: five",
      "     |             ^^^^",
      "  help: weights are relative: `v1: 95, v2: 5` sends one call in twenty to v2",
      "",
    ].join("\n"),
  );
});

test("why, fixes and related places follow", () => {
  const related = [{ origin: { file: "policies/order.yaml", start: 0, end: 1 }, note: "written here first" }];
  const fixes = [{ label: "write `5`", edits: [] }];
  expect(report("a: five", "five", { why: "shares are counted", related, fixes }).split("\n").slice(3)).toEqual(["  why: shares are counted", "  fix: write `5`", "  policies/order.yaml:1:1 written here first", ""]);
});

test.each([
  ["wide characters before the token", "名前: five", "   1 | 名前: five", "     |       ^^^^"],
  ["a tab before the token", "a:\tfive", "   1 | a:    five", "     |       ^^^^"],
  ["an escape sequence in the line", "\x1b[31ma: five", "   1 | \\u{1b}[31ma: five", "     |              ^^^^"],
  ["a mark that reverses the line", "a\u202e: five", "   1 | a\\u{202e}: five", "     |            ^^^^"],
  ["a byte order mark", "\ufeffa: five", "   1 | a: five", "     |    ^^^^"],
  ["line ends of Windows", "a: five\r\nb", "   1 | a: five", "     |    ^^^^"],
])("%s", (_, text, line, carets) => {
  expect(report(text, "five").split("\n").slice(1, 3)).toEqual([line, carets]);
});

test("a token of several lines is underlined on its first", () => {
  expect(report("a: |\n  x\n  y\n", "|\n  x\n  y").split("\n").slice(1, 4)).toEqual(["   1 | a: |", "     |    ^", ""]);
});

test("a long line is cut around the token", () => {
  const lines = report(`${"x".repeat(500)} five ${"y".repeat(500)}`, "five").split("\n");
  expect(lines[1]).toMatch(/^ {3}1 \| …x+ five y+…$/);
  expect(lines[1]?.length).toBeLessThan(140);
  expect(lines[2]?.indexOf("^")).toBe(lines[1]?.indexOf("five"));
});

test("a place behind the last line is shown there", () => {
  const origin = { file: "policies/order.yaml", start: 5, end: 5 };
  expect(report("a: [\n", "a", { origin }).split("\n").slice(1, 3)).toEqual(["   1 | a: [", "     |     ^"]);
});

test("a finding in a file that was not handed over has no excerpt", () => {
  const { diagnostic } = findingAt("a", "a");
  expect(textReport([diagnostic], [], { colour: false })).toBe(`policies/order.yaml error MW1021: ${diagnostic.message}\n`);
});

test("text of a policy cannot drive a terminal", () => {
  const hostile = "\x1b]0;title\x07\x9b31m\u202e\u2066\r\n\u{e0041}";
  const text = report(`a: ${hostile}`, "a", { message: hostile, help: hostile, why: hostile, related: [{ origin: { file: hostile, start: 0, end: 0 }, note: hostile }], fixes: [{ label: hostile, edits: [] }] });
  expect(text.replaceAll("\n", "")).toMatch(/^[ -~]*$/);
});

test("colour is added only when it is asked for", () => {
  const plain = report("a: five", "five");
  const coloured = report("a: five", "five", {}, true);
  expect(coloured).toContain("\x1b[31merror\x1b[0m");
  expect(coloured.replace(/\x1b\[\d+m/g, "")).toBe(plain);
});

test.each([
  ["abc", 3],
  ["名前", 4],
  ["e\u0301", 1],
  ["\u{1f600}", 2],
])("the width of %j is %d", (text, width) => expect(displayWidth(text)).toBe(width));

test("printable text has no line end", () => expect(printable("a\nb\u2028c")).toBe("a\\u{a}b\\u{2028}c"));

test.each([
  [[], 1, "no findings in 1 file"],
  [["error", "error", "warning", "info"], 3, "2 errors, 1 warning, 1 note in 3 files"],
] as const)("the summary of %j", (severities, files, text) => {
  const { diagnostic } = findingAt("a", "a");
  expect(summaryLine(severities.map((severity) => ({ ...diagnostic, severity })), files)).toBe(text);
});

test("JSON has every field, with lines and columns", () => {
  const { diagnostic, file } = findingAt("a:\n  five", "five", { path: "a" });
  const edit = { origin: diagnostic.origin, text: "5" };
  const document: unknown = JSON.parse(jsonReport([{ ...diagnostic, related: [{ origin: diagnostic.origin, note: "n" }], fixes: [{ label: "l", edits: [edit] }] }], [file]));
  const place = { file: "policies/order.yaml", line: 2, column: 3, endLine: 2, endColumn: 7 };
  const { code, name, severity, message } = diagnostic;
  const related = [{ ...place, note: "n" }];
  const fixes = [{ label: "l", edits: [{ ...place, text: "5" }] }];
  expect(document).toEqual({ version: 1, diagnostics: [{ code, name, severity, message, why: null, help: null, path: "a", ...place, related, fixes }] });
});
