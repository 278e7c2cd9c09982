import { features } from "../../src/model/capability.ts";
import { targets } from "../../src/targets/index.ts";
import { contradictions } from "./held.ts";
import type { Target } from "../../src/targets/target.ts";
import { cellsOf, verdictOf } from "./judge.ts";
import type { Cell } from "./judge.ts";

/** The newest version of the usual profile; `npm run conformance` asks every version of every one. */
function usual(target: Target): readonly Cell[] {
  return cellsOf(target, [target.versions.at(-1) ?? ""]).filter(({ profile }) => profile === target.profiles[0]);
}

describe.each(targets.map((target) => ({ name: target.name, target })))("$name does what its table says", ({ target }) => {
  const cells = usual(target).map((cell) => ({ ...cell, kind: verdictOf(cell).kind }));
  test.each(cells)("$profile: $feature is $kind", (cell) => {
    expect(contradictions(cell)).toEqual([]);
  });
});

test("every feature is asked of every target", () => {
  expect(targets.flatMap(usual).length).toBe(features.length * targets.length);
});
