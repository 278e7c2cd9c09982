// The work of action.yml: lints with the inputs that stand in the environment, annotates, and writes summary and outputs.
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../dist/bin/meshwright.js", import.meta.url));
const input = (name) => (process.env[`MESHWRIGHT_${name}`] ?? "").trim();
const folder = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), "meshwright-"));
const found = join(folder, "findings.json");
const summary = join(folder, "summary.md");

const option = (name, value) => (value === "" ? [] : [`--${name}=${value}`]);
const paths = input("PATHS").split("\n").map((path) => path.trim()).filter((path) => path !== "");
const args = [
  ...["github", `json=${found}`, `markdown=${summary}`].map((format) => `--format=${format}`),
  ...[["sarif", input("SARIF_FILE")], ["markdown", input("COMMENT_FILE")]].flatMap(([format, file]) => (file === "" ? [] : [`--format=${format}=${file}`])),
  ...option("config", input("CONFIG")),
  ...option("fail-on", input("FAIL_ON")),
  ...option("min-severity", input("MIN_SEVERITY")),
  ...option("baseline", input("BASELINE")),
  "--",
  ...paths,
];

const { status } = spawnSync(process.execPath, [main, "lint", ...args], { stdio: "inherit" });
if (existsSync(found)) report(JSON.parse(readFileSync(found, "utf8")).diagnostics);
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 3;

function report(diagnostics) {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const lines = [`findings=${diagnostics.length}`, `errors=${errors}`, `sarif-file=${input("SARIF_FILE").split("\n")[0]}`];
  append("GITHUB_OUTPUT", `${lines.join("\n")}\n`);
  if (input("SUMMARY") !== "false") append("GITHUB_STEP_SUMMARY", readFileSync(summary, "utf8"));
}

/** GitHub names the files that it reads; elsewhere there are none. */
function append(variable, text) {
  const file = process.env[variable];
  if (file !== undefined && file !== "") appendFileSync(file, text);
}
