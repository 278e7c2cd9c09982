// Every cell of the capability tables, of every version: the compiler does what the table says.
import { targets } from "../../src/targets/index.ts";
import { contradictions } from "../cells/held.ts";
import { cellsOf, verdictOf } from "../cells/judge.ts";

describe.each(targets.map((target) => ({ name: target.name, target })))("$name does what its table says", ({ target }) => {
  const cells = cellsOf(target, target.versions).map((cell) => ({ ...cell, kind: verdictOf(cell).kind }));
  test.each(cells)("$version/$profile: $feature is $kind", (cell) => {
    expect(contradictions(cell)).toEqual([]);
  });
});
