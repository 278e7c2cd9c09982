/** A set of characters of the alphabet, one bit each, the lowest for the space. */
export type CharSet = bigint;

const lowest = 0x20;
const highest = 0x7e;

/** How many characters the alphabet has: visible ASCII and the space. */
export const alphabetSize = highest - lowest + 1;

export const allChars: CharSet = (1n << BigInt(alphabetSize)) - 1n;
export const noChars: CharSet = 0n;

/** Number of a character in the alphabet, or -1 when it is outside. */
export function charIndex(char: string): number {
  const code = char.charCodeAt(0);
  return char.length === 1 && code >= lowest && code <= highest ? code - lowest : -1;
}

/** The character with a number of `charIndex`. */
export function charAt(index: number): string {
  return String.fromCharCode(index + lowest);
}

/** The characters of a text as a set; those outside the alphabet are left out. */
export function charsOf(text: string): CharSet {
  return [...text].reduce((set, char) => set | single(char), noChars);
}

/** All characters of the alphabet for which `holds` answers yes. */
export function charsWhere(holds: (char: string) => boolean): CharSet {
  let set = noChars;
  for (let index = 0; index < alphabetSize; index += 1) if (holds(charAt(index))) set |= 1n << BigInt(index);
  return set;
}

/** For each character of the alphabet whether the set has it. */
export function membersOf(set: CharSet): readonly boolean[] {
  const bits = set.toString(2).padStart(alphabetSize, "0");
  return Array.from({ length: alphabetSize }, (_, index) => bits[alphabetSize - 1 - index] === "1");
}

/** Upper and lower case of one ASCII character; the empty set for characters outside the alphabet. */
export function eitherCase(char: string): CharSet {
  return single(char.toLowerCase()) | single(char.toUpperCase());
}

function single(char: string): CharSet {
  const index = charIndex(char);
  return index < 0 ? noChars : 1n << BigInt(index);
}

const readable = "abcdefghijklmnopqrstuvwxyz0123456789/-._ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The alphabet with the characters first that make the most readable examples. */
export const readableOrder: readonly number[] = [
  ...[...readable].map(charIndex),
  ...Array.from({ length: alphabetSize }, (_, index) => index).filter((index) => !readable.includes(charAt(index))),
];

/**
 * Joins partitions of the alphabet (a class number for each character): two characters share a class when they share
 * one in every partition.
 */
export function commonClasses(partitions: readonly (readonly number[])[]): readonly number[] {
  let classes: readonly number[] = new Array<number>(alphabetSize).fill(0);
  for (const partition of partitions) {
    const numbers = new Map<string, number>();
    classes = classes.map((old, index) => numberOf(numbers, `${old},${partition[index] ?? 0}`));
  }
  return classes;
}

/** The partition that a list of sets makes: characters in the same sets share a class. */
export function classesOf(sets: readonly CharSet[]): readonly number[] {
  const distinct = [...new Set(sets)].map(membersOf);
  const numbers = new Map<string, number>();
  return Array.from({ length: alphabetSize }, (_, index) =>
    numberOf(numbers, distinct.map((members) => (members[index] === true ? "1" : "0")).join("")),
  );
}

function numberOf(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key) ?? numbers.size;
  numbers.set(key, known);
  return known;
}
