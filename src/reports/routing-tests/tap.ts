import { printable } from "../printable.ts";
import type { TestResults } from "./results.ts";

/** Results in the Test Anything Protocol, version 14 (testanything.org/tap-version-14-specification.html). */
export function testTap({ tests, properties, notAsked }: TestResults): string {
  const points = [
    ...tests.map(({ document, name, on, verdict, unmet }) => ({
      ok: verdict !== "failed",
      name: `${document}: ${name}${on === "policy" ? "" : ` on ${on}`}`,
      lines: verdict === "passed" ? [] : unmet.map(({ expected, actual }) => `expected ${expected}, but got ${actual}`),
    })),
    ...properties.map(({ document, name, verdict, witness, reasons }) => ({
      ok: verdict === "holds",
      name: `${document}: ${name}`,
      lines: witness === null ? reasons : [`${witness.request}: ${witness.problem}`],
    })),
    ...notAsked.map(({ on, reason }) => ({ ok: false, name: `policies compile for ${on}`, lines: [reason] })),
  ];
  const lines = points.flatMap(({ ok, name, lines: notes }, index) => [`${ok ? "ok" : "not ok"} ${index + 1} - ${named(name)}`, ...notes.map((note) => `# ${printable(note)}`)]);
  return ["TAP version 14", `1..${points.length}`, ...lines, ""].join("\n");
}

/** A `#` would begin a directive. */
function named(name: string): string {
  return printable(name).replaceAll("\\", "\\\\").replaceAll("#", "\\#");
}
