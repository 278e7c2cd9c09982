import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { answerOf, casesOf } from "./case.ts";

const folder = join(__dirname, "cases");
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml")).sort();
const all = files.flatMap((file) => casesOf(readFileSync(join(folder, file), "utf8")).map((one) => ({ ...one, title: one.name })));

test.each(all)("$title", (one) => {
  const { notes, by, messages, reason, steps, ...exact } = one.expect;
  const answer = answerOf(one);
  expect(answer).toMatchObject(exact);
  for (const [field, text] of Object.entries({ notes, by, messages, reason, steps })) if (text !== undefined) expect(answer[field]).toContain(text);
});

test("every case has another name and a public source", () => {
  expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  expect(all.filter(({ cites }) => !/^[\w.-]+\/[\w.-]+(?::[\w./-]+)?(?:, issue \d+)? — .+/.test(cites)).map(({ title }) => title)).toEqual([]);
});
