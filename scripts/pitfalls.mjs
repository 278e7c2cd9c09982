// Lists the rows of the references' pitfalls that no test is named for, and tags of tests that name no row. A test is named
// for a row by a tag in its name, `[istio L3#4]`; the rows stand in test/pitfalls/rows.ts. Exits 1 when there is something to list.
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transformSync } from "@swc/core";

const root = fileURLToPath(new URL("..", import.meta.url));
const tests = join(root, "test");

/** The lists of rows; the file has types and no imports, so that it is enough to take the types out. */
async function rowLists() {
  const source = readFileSync(join(tests, "pitfalls/rows.ts"), "utf8");
  const { code } = transformSync(source, { jsc: { parser: { syntax: "typescript" }, target: "es2022" } });
  const { rowLists: lists } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return lists;
}

function testFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return path === join(tests, "pitfalls") ? [] : testFiles(path);
    return /\.(?:ts|yaml)$/.test(entry.name) ? [path] : [];
  });
}

/** Every tag of the lists in the texts of tests and of files of cases, with the file where it stands. */
function tags(lists) {
  const names = lists.map(({ list }) => list.replaceAll(".", "\\.")).join("|");
  const tag = new RegExp(`\\[((?:${names})#\\w+)\\]`, "g");
  return testFiles(tests).flatMap((file) => [...readFileSync(file, "utf8").matchAll(tag)].map(([, name]) => ({ name, file: relative(root, file) })));
}

/** What is wrong: rows without a test, and tags without a row; one line each. */
export async function pitfallProblems() {
  const lists = await rowLists();
  const rows = lists.flatMap(({ list, rows: all }) => Object.entries(all).map(([id, about]) => ({ name: `${list}#${id}`, about })));
  const found = tags(lists);
  const tagged = new Set(found.map(({ name }) => name));
  const known = new Set(rows.map(({ name }) => name));
  return [
    ...rows.filter(({ name }) => !tagged.has(name)).map(({ name, about }) => `no test is named for [${name}] ${about}`),
    ...found.filter(({ name }) => !known.has(name)).map(({ name, file }) => `${file}: [${name}] is no row`),
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const problems = await pitfallProblems();
  for (const problem of problems) console.log(problem);
  console.log(problems.length === 0 ? "every row has its test" : `${problems.length} to do`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
