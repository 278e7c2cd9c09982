import { itemKinds } from "../../routing-tests/mutations/item.ts";
import { placeText } from "../decision-text.ts";
import { printable } from "../printable.ts";
import { plural } from "../selection.ts";
import type { ShownCase, ShownCoverage, ShownProperty, TestResults } from "./results.ts";

/** Results for people: every failure with what was expected, the trace and the nearest match; then a summary and coverage. */
export function testText({ summary, tests, properties, notAsked, coverage }: TestResults): string {
  const lines = [
    ...tests.filter(({ verdict }) => verdict !== "passed").flatMap(caseLines),
    ...properties.filter(({ verdict }) => verdict !== "holds").flatMap(propertyLines),
    ...notAsked.map(({ on, reason }) => `${on} was not asked: ${reason}`),
    summaryText(summary, tests, properties),
    ...(coverage === null ? [] : coverageLines(coverage)),
  ];
  return `${lines.map(printable).join("\n")}\n`;
}

type At = ShownCase["at"];

function at(place: At): string {
  return place === null ? "" : placeText(place);
}

function caseLines({ document, name, on, verdict, at: place, unmet, givenUp, trace, nearest }: ShownCase): readonly string[] {
  const reader = on === "policy" ? "" : ` on ${on}`;
  return [
    `${at(place)} ${verdict === "failed" ? "FAILED" : "given up"}${reader}: ${name} (${document})`,
    ...unmet.flatMap((one) => [`  expected ${one.expected}  ${at(one.at)}`, `  but got  ${one.actual}`]),
    ...givenUp.map(({ field, note, because, at: where }) => `  ${field}: ${note}${because === null ? "" : `, accepted because ${because}`}  ${at(where)}`),
    ...trace.map(({ step, at: where }, index) => `  ${index === 0 ? "trace   " : "        "} ${step}  ${at(where)}`.trimEnd()),
    ...(nearest === null ? [] : [`  nearest  route ${nearest.route}, which wants ${nearest.kept.join("; ")}  ${at(nearest.at)}`]),
    "",
  ];
}

function propertyLines({ document, name, verdict, at: place, reasons, witness }: ShownProperty): readonly string[] {
  const head = `${at(place)} ${verdict === "fails" ? "FAILED" : "NOT DECIDED"}: ${name} (${document})`;
  const shown = witness === null ? [] : [`  request  ${witness.request}`, `  ${witness.problem}  ${at(witness.at)}`, ...witness.trace.map(({ step, at: where }, index) => `  ${index === 0 ? "trace   " : "        "} ${step}  ${at(where)}`.trimEnd())];
  return [head, ...shown, ...reasons.map((reason) => `  ${reason}`), ""];
}

function summaryText({ passed, failed, givenUp }: TestResults["summary"], tests: readonly ShownCase[], properties: readonly ShownProperty[]): string {
  const readers = [...new Set(tests.map(({ on }) => on))];
  const asked = readers.length > 1 ? `, each asked of ${readers.join(", ")}` : "";
  const count = new Set(tests.map(({ document, name }) => `${document} ${name}`)).size;
  const what = `${plural(count, "test")}${asked} and ${plural(properties.length, "property").replace("propertys", "properties")}`;
  return `${what}: ${passed} passed, ${failed} failed${givenUp === 0 ? "" : `, ${givenUp} given up with consent`}`;
}

function coverageLines({ percent, counts, uncovered }: ShownCoverage): readonly string[] {
  const kinds = itemKinds.filter((kind) => counts[kind].all > 0).map((kind) => `${plural(counts[kind].all, kind).replace(/^\d+ /, "").replace("matchs", "matches")} ${counts[kind].covered}/${counts[kind].all}`);
  const missed = uncovered.map(({ name, service, at: place, unnoticed }) => `  ${at(place)} ${name}${service === null ? "" : ` (${service})`}: no test fails ${unnoticed.join(", ")}`);
  return [`coverage ${percent}%: ${kinds.join(", ")}`, ...missed];
}
