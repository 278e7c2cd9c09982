import { durationText, parseDuration } from "../../src/support/duration.ts";
import { compileRegex } from "../../src/support/regex.ts";

test("a pattern is matched against the whole text", () => {
  const result = compileRegex("/v[0-9]+/.*");
  expect(result.ok && [result.regex.matchesWhole("/v1/x"), result.regex.matchesWhole("a/v1/x")]).toEqual([true, false]);
});

test("alternation is matched as a whole", () => {
  const result = compileRegex("a|ab");
  expect(result.ok && result.regex.matchesWhole("ab")).toBe(true);
});

test("substitution uses backslash groups and takes dollars as text", () => {
  const result = compileRegex("/a/(.*)");
  expect(result.ok && result.regex.replace("/a/b", "/$x/\\1")).toBe("/$x/b");
});

test("look-around and back-references are refused", () => {
  expect(compileRegex("(?=a)b").ok).toBe(false);
  expect(compileRegex("(a)\\1").ok).toBe(false);
});

test.each([["25ms", 25], ["2s", 2000], ["1m30s", 90_000], ["1.5s", 1500], ["0s", 0], ["2", null], ["1d", null], ["0.1ms", null]])(
  "duration %s is %s ms",
  (text, ms) => expect(parseDuration(text)).toBe(ms),
);

test("durations print in the usual form", () => {
  expect([0, 25, 90_000, 3_600_500].map(durationText)).toEqual(["0s", "25ms", "1m30s", "1h500ms"]);
});
