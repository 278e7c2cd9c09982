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
