/**
 * True for a block of IPv4 or IPv6 addresses such as `10.0.0.0/8` or `fd00::/8` whose address has zeros after the length
 * (RFC 4632, section 3.1; RFC 4291, section 2.3). A single address is a block of full length and may leave it out.
 */
export function isAddressBlock(text: string): boolean {
  const [address = "", length, ...rest] = text.split("/");
  const bits = address.includes(":") ? ipv6Bits(address) : ipv4Bits(address);
  if (bits === null || rest.length > 0) return false;
  if (length === undefined) return true;
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(length) || Number(length) > bits.length) return false;
  return !bits.slice(Number(length)).includes("1");
}

function ipv4Bits(address: string): string | null {
  const parts = address.split(".");
  const valid = parts.length === 4 && parts.every((part) => /^(?:0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256);
  return valid ? parts.map((part) => Number(part).toString(2).padStart(8, "0")).join("") : null;
}

function ipv6Bits(address: string): string | null {
  const halves = address.split("::");
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => "0"), ...tail];
  if (!groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return null;
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, "0")).join("");
}

/** A block as the bits that all of its addresses begin with, of one family; null when the text is no block. */
export function blockBits(text: string): { readonly family: 4 | 6; readonly bits: string } | null {
  if (!isAddressBlock(text)) return null;
  const [address = "", length] = text.split("/");
  const family = address.includes(":") ? 6 : 4;
  const bits = (family === 6 ? ipv6Bits(address) : ipv4Bits(address)) ?? "";
  return { family, bits: bits.slice(0, length === undefined ? bits.length : Number(length)) };
}

/**
 * Whether some address is in the block, in none of the exceptions, and in the other block. False for texts that are no
 * blocks; exceptions of that kind count for nothing.
 */
export function blocksMeet(block: string, except: readonly string[], other: string): boolean {
  const [one, two] = [blockBits(block), blockBits(other)];
  if (one === null || two === null || one.family !== two.family) return false;
  if (!one.bits.startsWith(two.bits) && !two.bits.startsWith(one.bits)) return false;
  const common = one.bits.length > two.bits.length ? one.bits : two.bits;
  const holes = except.map(blockBits).filter((hole) => hole !== null && hole.family === one.family).map((hole) => hole?.bits ?? "");
  return !isFilled(common, holes);
}

/** Whether every address that begins with the bits begins with one of the holes. */
function isFilled(bits: string, holes: readonly string[]): boolean {
  if (holes.some((hole) => bits.startsWith(hole))) return true;
  const inside = holes.filter((hole) => hole.startsWith(bits));
  return inside.length > 0 && isFilled(`${bits}0`, inside) && isFilled(`${bits}1`, inside);
}
