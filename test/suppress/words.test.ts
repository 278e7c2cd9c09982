import { suppressionWords } from "../../src/diagnostics/suppression.ts";
import { commentsOf } from "../../src/source/comments.ts";

test.each<[string, readonly string[], string | null, string]>([
  ["MW3001 -- slow client", ["MW3001"], null, "slow client"],
  ["MW3001: slow client", ["MW3001"], null, "slow client"],
  [" MW3001, MW3002  MW3003 -- a -- b: c", ["MW3001", "MW3002", "MW3003"], null, "a -- b: c"],
  ["MW3001 until 2028-02-29 -- leap", ["MW3001"], "2028-02-29", "leap"],
  ["MW3001 until 2026-12-31: until then", ["MW3001"], "2026-12-31", "until then"],
])("%s", (text, codes, until, reason) => expect(suppressionWords(text)).toEqual({ ok: true, codes, until, reason }));

test.each<[string, RegExp]>([
  ["MW3001", /MW3001 gives no reason/],
  ["MW3001 --  ", /gives no reason/],
  ["-- why", /names no code/],
  ["", /names no code/],
  ["retries -- why", /`retries` is not the code/],
  ["MW30011 -- why", /`MW30011` is not the code/],
  ["MW3001 until summer -- why", /`summer` is not a day/],
  ["MW3001 until 2026-02-29 -- why", /is not a day/],
  ["MW3001 until -- why", /`` is not a day/],
  ["MW3001 until 2026-01-01 until 2027-01-01 -- why", /is not a day/],
])("`%s` is refused", (text, problem) => expect(suppressionWords(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) }));

test("comments are found, text inside values is not", () => {
  const text = `\ufeff# one\na: "# no" # two\nb: |\n  # no\n  text\nc: x#no\nd: 'it''s # no' #three\n---\n# four\n[a, # five\n b]\n`;
  const found = commentsOf({ path: "a.yaml", text }).map(({ start, end }) => text.slice(start, end));
  expect(found).toEqual(["# one", "# two", "#three", "# four", "# five"]);
  expect(commentsOf({ path: "a.json", text: '{ "a": "#" }' })).toEqual([]);
});
