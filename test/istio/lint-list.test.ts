import { analyseManifests } from "../../src/analyse-manifests.ts";
import { defaultAnalysis } from "../../src/analyse.ts";
import { isTrap } from "../lint/traps.ts";
import { rowLists } from "../pitfalls/rows.ts";
import { checks, everyCheck, everyMessage, kindsRefused, messages, refused, traps, unseen } from "./lint-list.ts";

const all = [...refused, ...messages, ...checks, ...traps];

test.each(all)("$row $about: $codes", ({ codes, text, profile }) => {
  const { diagnostics } = analyseManifests([{ path: "m.yaml", text }], defaultAnalysis, { asOf: null }, { target: "istio", version: null, profile });
  const found = diagnostics.map(({ code }) => code);
  expect({ found, has: codes.some((code) => found.includes(code)) }).toEqual({ found, has: true });
  expect(diagnostics.filter(({ code }) => isTrap(code)).map(({ origin }) => text.slice(origin.start, origin.end)).filter((token) => /\n|: |^$/.test(token))).toEqual([]);
});

const ofTraps = rowLists.filter(({ list }) => list === "istio L3").flatMap(({ list, rows }) => Object.keys(rows).map((id) => `[${list}#${id}]`));

test.each([
  ["what istiod refuses", refused, kindsRefused],
  ["messages of the analyzer", messages, everyMessage],
  ["checks of Kiali", checks, everyCheck],
  ["traps that no analyzer reports", traps, ofTraps],
])("%s: every row is found in manifests, or says why it is not", (_, shown, rows) => {
  const excused = unseen.map(({ row }) => row).filter((row) => rows.includes(row));
  expect([...new Set([...shown.map(({ row }) => row), ...excused])].sort()).toEqual([...rows].sort());
});

test("no row is both shown and excused, and every excuse belongs to a row", () => {
  const shown = new Set(all.map(({ row }) => row));
  expect(unseen.filter(({ row }) => shown.has(row) || ![...everyMessage, ...everyCheck].includes(row))).toEqual([]);
});
