import { existsSync } from "node:fs";
import { join } from "node:path";
import { targets } from "../../src/targets/index.ts";
import { markedPolicy, wishes } from "../cells/policies.ts";
import { cellsOf, verdictOf } from "../cells/judge.ts";
import { newFolder } from "../cli/harness.ts";

/** For every cell that is unsupported: the policy that wishes it exits with 1 and leaves an empty disk. */
const cells = targets.flatMap((target) => cellsOf(target, [target.defaultVersion]).filter((cell) => cell.profile === target.profiles[0] && verdictOf(cell).kind === "unsupported"));
const shown = cells.filter(({ feature }) => wishes[feature].reading === undefined).map((cell) => ({ ...cell, name: `${cell.target.name}/${cell.profile} ${cell.feature}` }));

test("every target has cells that it cannot say", () => {
  expect([...new Set(shown.map(({ target }) => target.name))]).toEqual(targets.map(({ name }) => name));
});

test.each(shown)("$name", async ({ target, version, profile, feature }) => {
  const marked = markedPolicy(feature, { target: target.name, profile });
  const [before = "", inside = ""] = marked.split(/[‹›]/);
  const folder = newFolder({ "p.yaml": marked.replace(/[‹›]/g, "") });
  const { code, stdout, stderr } = await folder.run(["compile", "p.yaml", "-t", `${target.name}@${version}/${profile}`, "-o", "out", "--format", "json", "-q"]);
  expect({ code, stderr, out: existsSync(join(folder.path, "out")) }).toEqual({ code: 1, stderr: "", out: false });
  const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly { code: string; message: string; line: number; column: number }[] };
  const found = diagnostics.filter((each) => each.code === "MW4001" && [`(${feature})`, ` \`${feature}\`:`].some((words) => each.message.includes(words)));
  const places = found.map(({ line, column }) => offset(marked.replace(/[‹›]/g, ""), line, column));
  expect(places.length).toBeGreaterThan(0);
  expect(places.filter((place) => place < before.length || place >= before.length + inside.length)).toEqual([]);
});

function offset(text: string, line: number, column: number): number {
  return text.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + column - 1;
}
