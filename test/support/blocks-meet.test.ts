import fc from "fast-check";
import { blockBits, blocksMeet, isAddressBlock } from "../../src/support/address-block.ts";

test.each<[string, readonly string[], string, boolean]>([
  ["0.0.0.0/0", [], "10.0.0.0/8", true],
  ["0.0.0.0/0", ["10.0.0.0/8"], "10.0.0.0/8", false],
  ["0.0.0.0/0", ["10.0.0.0/9"], "10.0.0.0/8", true],
  ["0.0.0.0/0", ["10.0.0.0/9", "10.128.0.0/9"], "10.0.0.0/8", false],
  ["10.1.0.0/16", [], "10.0.0.0/8", true],
  ["11.0.0.0/8", [], "10.0.0.0/8", false],
  ["::/0", [], "10.0.0.0/8", false],
  ["::/0", ["10.0.0.0/8"], "fd00::/8", true],
  ["::/0", ["fd00::/8"], "fd00::/8", false],
  ["10.0.0.1", [], "10.0.0.0/8", true],
  ["nonsense", [], "10.0.0.0/8", false],
])("%s without %j meets %s: %s", (block, except, other, expected) => {
  expect(blocksMeet(block, except, other)).toBe(expected);
});

const block = fc.tuple(fc.nat(255), fc.constantFrom(0, 1, 2, 3, 8)).map(([byte, length]) => ({ text: `${(byte >> (8 - length)) << (8 - length)}.0.0.0/${length}`, has: (other: number) => length === 0 || byte >> (8 - length) === other >> (8 - length) }));

test("as counting the addresses says", () => {
  fc.assert(
    fc.property(block, fc.array(block, { maxLength: 4 }), block, (one, except, two) => {
      const counted = Array.from({ length: 256 }, (_, byte) => byte).some((byte) => one.has(byte) && two.has(byte) && !except.some((hole) => hole.has(byte)));
      expect(blocksMeet(one.text, except.map(({ text }) => text), two.text)).toBe(counted);
    }),
  );
});

test("bits are of blocks alone", () => {
  for (const text of ["10.0.0.0/8", "fd00::/8", "10.0.0.1", "10.0.0.1/8", "x"]) expect(blockBits(text) !== null).toBe(isAddressBlock(text));
});
