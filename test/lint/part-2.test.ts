import { codesOf } from "./answers.ts";
import { checks, messages, neither } from "./part-2.ts";

const all = [...messages, ...checks, ...neither];
const answers = all.flatMap(({ about, answers: own }) => own.map((answer) => ({ about, code: answer.code, answer })));

test.each(answers)("$about: $code", ({ code, answer }) => {
  expect(codesOf(answer)).toContain(code);
});

test("the lists have their rows, and each is answered or says why it is not", () => {
  expect([messages.length, checks.length, neither.length]).toEqual([32, 45, 17]);
  expect(new Set(all.map(({ about }) => about)).size).toBe(all.length);
  expect(all.filter((row) => (row.why === null) === (row.answers.length === 0) || (row.why?.length ?? 99) < 40)).toEqual([]);
});
