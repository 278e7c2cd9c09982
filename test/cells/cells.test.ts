import { features } from "../../src/model/capability.ts";
import { targets } from "../../src/targets/index.ts";
import { contradictions } from "./held.ts";
import { cellsOf, verdictOf } from "./judge.ts";

/** The newest version of every profile; `npm run conformance` asks all of them. */
describe.each(targets.map((target) => ({ name: target.name, target })))("$name does what its table says", ({ target }) => {
  const cells = cellsOf(target, [target.versions.at(-1) ?? ""]).map((cell) => ({ ...cell, kind: verdictOf(cell).kind }));
  test.each(cells)("$profile: $feature is $kind", (cell) => {
    expect(contradictions(cell)).toEqual([]);
  });
});

test("every feature is asked of every profile of every target", () => {
  const asked = targets.flatMap((target) => cellsOf(target, [target.versions.at(-1) ?? ""]));
  expect(asked.length).toBe(features.length * targets.reduce((sum, { profiles }) => sum + profiles.length, 0));
});
