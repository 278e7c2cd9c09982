import { analyse } from "../analyse.ts";
import { reaches } from "../diagnostics/levels.ts";
import { testReports } from "../reports/routing-tests/index.ts";
import type { TestFormat } from "../reports/routing-tests/index.ts";
import { testResults } from "../reports/routing-tests/results.ts";
import type { TestResults } from "../reports/routing-tests/results.ts";
import { textReport } from "../reports/text.ts";
import { runRoutingTests } from "./test-run.ts";
import { asOfDay, asOfOption } from "./as-of.ts";
import type { Command, Invocation } from "./command.ts";
import { complain } from "./complain.ts";
import { formatsOf, formatsProblem } from "./formats.ts";
import { exit } from "./io.ts";
import type { Asked } from "./io.ts";
import { placesIn } from "./places.ts";
import { watchInputs } from "./watch.ts";
import { openWorkspace, workspaceOptions } from "./workspace.ts";
import type { Workspace } from "./workspace.ts";
import { writeWhole } from "./write-file.ts";

/** Runs the RoutingTests among the policies, on the policies and on what is compiled for every target. */
export const command: Command = {
  name: "test",
  summary: "run routing tests on the policies and on every target, and say what they leave untested",
  usage: "[PATHS…] [options]",
  description: [
    "Tests are documents of kind RoutingTest among the policies: requests with the answers that are expected, and properties that",
    "hold for every request. What counts as covered is found by changing the policies, one thing after the other: a test has to fail.",
    "",
    "  meshwright test policies --coverage --fail-under 90",
    "  meshwright test --on policy --format junit=results.xml",
  ].join("\n"),
  options: [
    { name: "on", value: "READER", repeats: true, help: "whom to ask: policy, or a target such as istio (default: policy and the targets of meshwright.yaml)" },
    { name: "coverage", help: "list what of the policies no test would miss" },
    { name: "fail-under", value: "PERCENT", help: "exit 1 when less than this is covered; implies --coverage" },
    { name: "format", value: "FORMAT[=FILE]", choices: Object.keys(testReports), intoFile: true, problem: formatsProblem, repeats: true, help: "how results are written, to standard output or a file (default: text)" },
    { name: "watch", help: "run again whenever a file changes" },
    asOfOption,
    ...workspaceOptions,
  ],
  run: (invocation) => (invocation.flag("watch") ? watchInputs(invocation, () => runOnce(invocation)) : runOnce(invocation)),
};

async function runOnce(invocation: Invocation): Promise<number> {
  const under = failUnder(invocation);
  if (!under.ok) return complain(under.problem, invocation.io);
  const opened = await openWorkspace(invocation);
  return opened.ok ? testWorkspace(opened.workspace, under.value, invocation) : opened.code;
}

function failUnder({ text }: Invocation): Asked<number | null> {
  const written = text("fail-under");
  if (written === null) return { ok: true, value: null };
  const percent = Number(written);
  return /^\d{1,3}(?:\.\d+)?$/.test(written) && percent <= 100 ? { ok: true, value: percent } : { ok: false, problem: `\`--fail-under ${written}\` has to be a percentage such as 90` };
}

function testWorkspace(workspace: Workspace, under: number | null, invocation: Invocation): number {
  const { io } = invocation;
  const asOf = asOfDay(invocation);
  if (!asOf.ok) return complain(asOf.problem, io);
  const analysis = analyse(workspace.files, workspace.analysis);
  const errors = [...workspace.diagnostics, ...analysis.diagnostics].filter(({ severity }) => severity === "error");
  if (reaches(errors, "error")) {
    io.stderr(textReport(errors, workspace.sources, { colour: false }));
    io.stderr("meshwright: no test is run while there are errors\n");
    return exit.findings;
  }
  if (analysis.tests.cases.length + analysis.tests.properties.length === 0) return complain("there are no routing tests: write a document of kind `RoutingTest` beside the policies", io);
  const run = runRoutingTests({ analysis, files: workspace.files, asOf: asOf.value }, workspace.config, { on: invocation.texts("on"), coverage: under !== null || invocation.flag("coverage") });
  if (!run.ok) return complain(run.problem, io);
  const results = testResults(run.value, placesIn(workspace.sources));
  const problems = writeResults(results, invocation);
  if (problems.length > 0) return complain(problems.join("; "), io);
  return failed(results, under, invocation) ? exit.findings : exit.fine;
}

/** Answers what kept a file from being written. */
function writeResults(results: TestResults, invocation: Invocation): readonly string[] {
  const { stdout, files } = formatsOf<TestFormat>(invocation);
  invocation.io.stdout(testReports[stdout](results));
  return files.flatMap(({ format, file }) => {
    const problem = writeWhole(file, testReports[format](results), invocation.io.cwd);
    return problem === null ? [] : [`\`${file}\` ${problem}`];
  });
}

function failed({ summary, notAsked, coverage }: TestResults, under: number | null, { io }: Invocation): boolean {
  const thin = under !== null && coverage !== null && coverage.percent < under;
  if (thin) io.stderr(`meshwright: ${coverage.percent}% is covered, less than the ${under}% that \`--fail-under\` asks for\n`);
  return thin || summary.failed + notAsked.length > 0;
}
