import { isIP } from "node:net";
import type { Atom } from "../model/index.ts";
import type { Cell } from "./cell.ts";
import { distinct } from "../model/text-cells.ts";
import { usualAddress } from "./values.ts";

/**
 * The cells of the peer's address: the borders of all blocks cut the addresses into ranges that no question tells
 * apart, and each range is shown by its first address. IPv6 counts only where a block of it is named.
 */
export function peerCells(blocks: readonly string[], answer: (block: string, ip: string) => boolean): readonly Cell[] {
  const addresses = [...borders(blocks, 4, usualAddress), ...borders(blocks, 6, null)];
  return distinct(addresses.map((value) => ({ answers: blocks.map((block) => (answer(block, value) ? "1" : "0")).join(""), value })));
}

/** The block of an atom about the peer. */
export function blockOf(atom: Atom): string {
  return atom.dimension === "peer" ? atom.predicate.block : "";
}

function borders(blocks: readonly string[], family: 4 | 6, usual: string | null): readonly string[] {
  const bits = family === 4 ? 32 : 128;
  const ranges = blocks.flatMap((block) => rangeOf(block, family, bits));
  const starts = new Set(ranges.flatMap(([first, after]) => [first, after]).filter((start) => start < 1n << BigInt(bits)));
  if (ranges.length > 0 || family === 4) starts.add(0n);
  const sorted = [...starts].sort((a, b) => (a < b ? -1 : 1));
  return [...(usual === null ? [] : [usual]), ...sorted.map((start) => addressText(start, family))];
}

function rangeOf(block: string, family: 4 | 6, bits: number): readonly (readonly [bigint, bigint])[] {
  const [address = "", length] = block.split("/");
  const width = length === undefined ? bits : Number(length);
  if (isIP(address) !== family || !Number.isInteger(width) || width < 0 || width > bits) return [];
  const size = 1n << BigInt(bits - width);
  const first = (addressNumber(address, family) / size) * size;
  return [[first, first + size]];
}

function addressNumber(address: string, family: 4 | 6): bigint {
  if (family === 4) return address.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  return groupsOf(address).reduce((sum, group) => sum * 65_536n + BigInt(`0x${group || "0"}`), 0n);
}

/** The eight groups of an IPv6 address, `::` filled up, a dotted tail turned into two groups. */
function groupsOf(address: string): readonly string[] {
  const dotted = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = "", tail] = dotted.split("::");
  const [before, after] = [head, tail ?? ""].map((part) => (part === "" ? [] : part.split(":")));
  const left = before ?? [];
  const right = after ?? [];
  return tail === undefined ? left : [...left, ...new Array<string>(8 - left.length - right.length).fill("0"), ...right];
}

function addressText(number: bigint, family: 4 | 6): string {
  const [count, size] = family === 4 ? [4, 256n] : [8, 65_536n];
  const parts = Array.from({ length: count }, (_, index) => (number / size ** BigInt(count - 1 - index)) % size);
  return family === 4 ? parts.join(".") : parts.map((part) => part.toString(16)).join(":");
}
