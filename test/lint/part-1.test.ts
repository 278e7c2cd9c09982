import { readdirSync } from "node:fs";
import { join } from "node:path";
import { codesOf } from "./answers.ts";
import { themes } from "./part-1.ts";
import { checks, messages } from "./part-2.ts";
import { isTrap } from "./traps.ts";

const rows = Object.entries(themes).flatMap(([theme, own]) => own.map((row, index) => ({ id: `${theme} ${index + 1}`, ...row })));
const answers = rows.flatMap(({ id, about, answers: own }) => own.map((answer) => ({ id, about, shown: answer.shown, code: answer.code, answer })));

test.each(answers)("$id: $about: $code ($shown)", ({ code, answer }) => {
  expect(codesOf(answer)).toContain(code);
});

test("the list has its rows, and each is answered or says why it is not", () => {
  expect(Object.entries(themes).map(([theme, own]) => [theme, own.length])).toEqual([["time", 6], ["retries", 11], ["breaking", 9], ["splits", 14], ["routes", 17], ["access", 15], ["lifecycle", 8]]);
  expect(rows.filter((row) => (row.why === null) === (row.answers.length === 0) || (row.why?.length ?? 99) < 40)).toEqual([]);
});

test("every lint of policies is the answer to a row of one of the lists, in every dialect that has a case of it", () => {
  const pages = readdirSync(join(__dirname, "../../docs/rules")).flatMap((name) => /^(MW30\d\d)\.md$/.exec(name)?.[1] ?? []).filter((code) => !isTrap(code)).map((code) => `page ${code}`);
  const cases = ["gateway-api", "smi"].flatMap((dialect) => readdirSync(join(__dirname, "cases", dialect)).flatMap((name) => /^(MW\d{4})\.yaml$/.exec(name)?.[1] ?? []).map((code) => `${dialect} ${code}`));
  const given = [...answers, ...[...messages, ...checks].flatMap((row) => row.answers)].map(({ shown, code }) => `${shown} ${code}`);
  expect([...pages, ...cases].filter((each) => !given.includes(each))).toEqual([]);
});
