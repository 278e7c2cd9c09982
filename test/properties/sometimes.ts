import fc from "fast-check";

/** The value in one of so many policies and one more, nothing in the others. */
export function sometimes<T>(value: fc.Arbitrary<T>, others = 4): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: others, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
}
