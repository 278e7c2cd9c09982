import { analyseManifests } from "../../src/analyse-manifests.ts";
import { defaultAnalysis } from "../../src/analyse.ts";
import { isTrap } from "../lint/traps.ts";
import { rowLists } from "../pitfalls/rows.ts";
import { conditions, unseen } from "./section-21.ts";

test.each(conditions)("$row $about: $codes", ({ codes, text, profile }) => {
  const { diagnostics } = analyseManifests([{ path: "m.yaml", text }], defaultAnalysis, { asOf: null }, { target: "consul", version: null, profile });
  expect(diagnostics.map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]));
  expect(diagnostics.filter(({ code }) => isTrap(code)).map(({ origin }) => text.slice(origin.start, origin.end)).filter((token) => /\n|: |^$/.test(token))).toEqual([]);
});

test("every row of the lints that users need is found in manifests, or says why it cannot be", () => {
  const rows = rowLists.filter(({ list }) => /^consul 21/.test(list)).flatMap(({ list, rows: own }) => Object.keys(own).map((id) => `[${list}#${id}]`));
  expect([...new Set([...conditions, ...unseen].map(({ row }) => row))].sort()).toEqual([...rows].sort());
  expect(unseen.filter(({ why }) => why.length < 20)).toEqual([]);
});

test("no condition is shown twice in a row", () => {
  const names = [...conditions, ...unseen].map(({ row, about }) => `${row} ${about}`);
  expect(new Set(names).size).toBe(names.length);
});
