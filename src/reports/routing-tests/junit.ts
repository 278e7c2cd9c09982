import { placeText } from "../decision-text.ts";
import { printable } from "../printable.ts";
import { element, xmlLines, xmlText } from "../xml.ts";
import type { ShownCase, ShownProperty, TestResults } from "./results.ts";

interface JunitCase {
  readonly suite: string;
  readonly name: string;
  readonly file: string;
  readonly line: number;
  /** One line, and all that is to be said; null for a test that passed. */
  readonly failure: { readonly message: string; readonly lines: readonly string[] } | null;
}

/** Results as JUnit: a suite a document and reader, a case a test. What was given up with consent passes. */
export function testJunit({ summary, tests, properties, notAsked }: TestResults): string {
  const cases = [...tests.map(caseOf), ...properties.map(propertyCase), ...notAsked.map(({ on, reason }): JunitCase => ({ suite: on, name: "policies compile", file: on, line: 1, failure: { message: reason, lines: [] } }))];
  const suites = [...new Set(cases.map(({ suite }) => suite))].map((suite) => suiteText(suite, cases.filter((one) => one.suite === suite)));
  const all = element("testsuites", { name: "meshwright test", tests: cases.length, failures: summary.failed + notAsked.length, errors: 0 }, suites.join(""));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}`;
}

function suiteText(name: string, cases: readonly JunitCase[]): string {
  const failures = cases.filter(({ failure }) => failure !== null).length;
  return element("testsuite", { name, tests: cases.length, failures, errors: 0, skipped: 0 }, cases.map(caseText).join(""));
}

function caseText({ suite, name, file, line, failure }: JunitCase): string {
  const inside = failure === null ? "" : `<failure message="${xmlText(failure.message)}" type="error">${xmlLines(failure.lines.map(printable).join("\n"))}</failure>\n`;
  return element("testcase", { name, classname: suite, file, line }, inside);
}

function caseOf({ document, name, on, at, verdict, unmet, trace }: ShownCase): JunitCase {
  const lines = [...unmet.map(({ expected, actual }) => `expected ${expected}, but got ${actual}`), ...trace.map(({ step, at: place }) => `${step}${place === null ? "" : ` ${placeText(place)}`}`)];
  const failure = verdict === "failed" ? { message: lines[0] ?? "failed", lines } : null;
  return { suite: on === "policy" ? document : `${document} on ${on}`, name, file: at?.file ?? document, line: at?.line ?? 1, failure };
}

function propertyCase({ document, name, at, verdict, reasons, witness }: ShownProperty): JunitCase {
  const lines = witness === null ? reasons : [`${witness.request}: ${witness.problem}`, ...witness.trace.map(({ step }) => step)];
  return { suite: document, name, file: at?.file ?? document, line: at?.line ?? 1, failure: verdict === "holds" ? null : { message: lines[0] ?? verdict, lines } };
}
