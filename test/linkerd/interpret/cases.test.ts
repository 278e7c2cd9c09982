import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { answerOf, casesOf } from "./case.ts";

const folder = join(__dirname, "cases");
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml")).sort();
const all = files.flatMap((file) => casesOf(readFileSync(join(folder, file), "utf8")).map((one) => ({ ...one, title: `${file.replace(".yaml", "")}: ${one.name}` })));

test.each(all)("$title", (one) => {
  expect(answerOf(one)).toMatchObject(one.expect);
});

test("there are at least 100 cases, each with another name and a public source", () => {
  expect(all.length).toBeGreaterThanOrEqual(100);
  expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  expect(all.filter(({ cites }) => !/^[\w.-]+\/[\w.-]+:[\w./-]+ — .+/.test(cites)).map(({ title }) => title)).toEqual([]);
});
