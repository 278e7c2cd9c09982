import fc from "fast-check";
import type { Diagnostic, Severity } from "../../src/diagnostics/diagnostic.ts";
import { reaches, withLevels } from "../../src/diagnostics/levels.ts";
import { inReadingOrder } from "../../src/diagnostics/order.ts";

function finding(file: string, start: number, code: string, message = "m", severity: Severity = "warning"): Diagnostic {
  return { code, name: "n", severity, message, origin: { file, start, end: start + 1 }, related: [], fixes: [] };
}

const files = ["b.yaml", "a.yaml"].map((path) => ({ path, text: "" }));
const sorted = [finding("b.yaml", 1, "MW1", "a"), finding("b.yaml", 1, "MW1", "b"), finding("b.yaml", 1, "MW2"), finding("b.yaml", 10, "MW1"), finding("a.yaml", 0, "MW1"), finding("x.yaml", 0, "MW1"), finding("y.yaml", 0, "MW1")];

test("findings are sorted by file as given, place, code and message, whatever their order was", () => {
  fc.assert(fc.property(fc.shuffledSubarray(sorted, { minLength: sorted.length }), (shuffled) => expect(inReadingOrder(shuffled, files)).toEqual(sorted)));
});

test("the same finding is kept once", () => {
  expect(inReadingOrder([...sorted, ...sorted], files)).toEqual(sorted);
});

test("levels change warnings and notes, and never an error", () => {
  const levels = { MW1: "off", MW2: "error", MW3: "info" } as const;
  const found = [finding("a", 0, "MW1"), finding("a", 0, "MW1", "m", "error"), finding("a", 0, "MW2"), finding("a", 0, "MW3"), finding("a", 0, "MW3", "m", "error"), finding("a", 0, "MW4")];
  expect(withLevels(found, levels).map(({ code, severity }) => `${code} ${severity}`)).toEqual(["MW1 error", "MW2 error", "MW3 info", "MW3 error", "MW4 warning"]);
});

test.each<[Severity, readonly string[]]>([
  ["error", ["error", "warning", "info"]],
  ["warning", ["warning", "info"]],
  ["info", ["info"]],
])("a finding of level %s reaches %j", (severity, reached) => {
  const found = [finding("a", 0, "MW1", "m", severity)];
  expect((["never", "error", "warning", "info"] as const).filter((threshold) => reaches(found, threshold))).toEqual(reached);
});
