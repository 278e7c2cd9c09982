import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { productFiles } from "../repository/sources.ts";
import { lintText } from "./lint-text.ts";
import { manifestCases } from "./manifest-cases.ts";
import { routeCases } from "./route-cases.ts";
import { isShared, isTrap, targetOfTrap } from "./traps.ts";

/** docs/lints.md is what the lints, their cases and the schema of the configuration say; `UPDATE=1` writes it anew. */
const root = join(__dirname, "../..");
const page = join(root, "docs/lints.md");

interface Lint {
  readonly code: string;
  readonly name: string;
  readonly level: string;
}

const lints: readonly Lint[] = productFiles()
  .flatMap(({ text }) => [...text.matchAll(/"([a-z0-9-]+)": \{\s+code: "(MW3\d{3})",\s+severity: "(\w+)"/g)].map(([, name = "", code = "", level = ""]) => ({ code, name, level })))
  .sort((a, b) => (a.code < b.code ? -1 : 1));

function pageOf(code: string): string {
  return readFileSync(join(root, `docs/rules/${code}.md`), "utf8");
}

function failing(code: string): string | null {
  return /^```yaml failing\n([\s\S]*?)^```$/m.exec(pageOf(code))?.[1] ?? null;
}

function says(code: string, dialect: string): string {
  if (dialect === "native") return failing(code) === null ? "" : "yes";
  return existsSync(join(__dirname, `cases/${dialect}/${code}.yaml`)) ? "yes" : "";
}

const dialects = ["gateway-api", "smi"].flatMap((dialect) => readdirSync(join(__dirname, "cases", dialect)).map((name) => readFileSync(join(__dirname, "cases", dialect, name), "utf8")));
function catches(code: string, target: string): string {
  return target === targetOfTrap(code) || [...manifestCases(), ...routeCases()].some(([on, found]) => on === target && found === code) ? "yes" : "";
}

const trapHead = `
## Manifests that people wrote

\`meshwright lint --on istio manifests/\` reads manifests as the mesh would: what it refuses, what it ignores, and what it takes
and does otherwise than it seems to say. The readers say the last as well of single fields (\`MW4332\`, \`MW4440\`, \`MW4536\`, \`MW4621\`), and
routes of the Gateway API are policies, which the lints above and the findings of that dialect (\`MW22…\`) speak of. What several meshes can say wrong comes first, then what each has
alone; an empty cell is a mistake that the mesh has no words for, or no default of.

| code | lint | level | istio | appmesh | consul | linkerd |
| --- | --- | --- | --- | --- | --- | --- |
`;

const meshes: readonly (readonly [target: string, title: string])[] = [["istio", "Istio"], ["appmesh", "App Mesh"], ["consul", "Consul"], ["linkerd", "Linkerd"], ["gateway-api", "Gateway API"]];

/** The traps of each mesh that no other has, under its name. */
function ownTraps(): string {
  const sections = meshes.map(([target, title]) => ({ title, own: lints.filter(({ code }) => isTrap(code) && !isShared(code) && targetOfTrap(code) === target) }));
  return sections.filter(({ own }) => own.length > 0).map(({ title, own }) => `\n### ${title} alone\n\n| code | lint | level |\n| --- | --- | --- |\n${own.map(({ code, name, level }) => `| [${code}](rules/${code}.md) | ${name} | ${level} |\n`).join("")}`).join("");
}

const mended = new Set([...lints.map(({ code }) => failing(code) ?? ""), ...dialects].flatMap((text) => lintText(text).flatMap(({ code, fixes }) => (fixes.length > 0 ? [code] : []))));

interface Schema {
  readonly definitions: { readonly thresholds: { readonly properties: Readonly<Record<string, { readonly description: string; readonly default: unknown }>> } };
}

const { properties } = (JSON.parse(readFileSync(join(root, "schemas/config/configuration.schema.json"), "utf8")) as Schema).definitions.thresholds;

function thresholdOf(code: string): string {
  const found = Object.entries(properties).find(([, { description }]) => description.includes(`(${code})`));
  return found === undefined ? "" : `\`${found[0]}: ${JSON.stringify(found[1].default).replaceAll('"', "")}\``;
}

const head = `# The lints

What is legal, passes every schema, and hurts in production. Every lint reads the model, so it speaks of whatever dialect
a policy is written in. The table says for each dialect whether the mistake can be made in a document of it: there is a
case for each \`yes\`, which must be found at its place, and a sound counterpart, which must not. An empty cell: the dialect
has no words for it, or it is an error there, or another finding of that dialect says it better.

\`meshwright explain CODE\` prints the page of a lint. Levels are changed under \`lint\` of meshwright.yaml, thresholds under
\`thresholds\` (see configuration.md). \`--fix\` carries out what the column says.

| code | lint | level | native | Gateway API | SMI | fix | threshold |
| --- | --- | --- | --- | --- | --- | --- | --- |
`;

test("docs/lints.md is what is", () => {
  const rows = lints.filter(({ code }) => !isTrap(code)).map(({ code, name, level }) => `| [${code}](rules/${code}.md) | ${name} | ${level} | ${["native", "gateway-api", "smi"].map((dialect) => says(code, dialect)).join(" | ")} | ${mended.has(code) ? "yes" : ""} | ${thresholdOf(code)} |\n`);
  const traps = lints.filter(({ code }) => isShared(code)).map(({ code, name, level }) => `| [${code}](rules/${code}.md) | ${name} | ${level} | ${["istio", "appmesh", "consul", "linkerd"].map((target) => catches(code, target)).join(" | ")} |\n`);
  const text = `${head}${rows.join("")}${trapHead}${traps.join("")}${ownTraps()}`.replace(/ {2,}\|/g, " |");
  if (process.env["UPDATE"] === "1") writeFileSync(page, text);
  expect(readFileSync(page, "utf8")).toBe(text);
});

test("every lint has a case somewhere", () => {
  const without = lints.filter(({ code }) => failing(code) === null);
  expect(without.map(({ code }) => code)).toEqual([]);
});

test("the page of a lint with a threshold names it", () => {
  const silent = Object.entries(properties).filter(([name, { description }]) => !pageOf(/MW\d{4}/.exec(description)?.[0] ?? "").includes(`thresholds.${name}`));
  expect(silent).toEqual([]);
});

test("every threshold belongs to a lint", () => {
  const codes = Object.values(properties).map(({ description }) => /\((MW\d{4})\)/.exec(description)?.[1]);
  expect(codes.filter((code) => !lints.some((lint) => lint.code === code))).toEqual([]);
});
