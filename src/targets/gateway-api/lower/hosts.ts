/** The narrower of two hosts (`*.example.com` is one or more labels in front, null every name); undefined when none is of both. */
export function meetingHost(a: string | null, b: string | null): string | null | undefined {
  if (holdsAll(a, b)) return b;
  return holdsAll(b, a) ? a : undefined;
}

function holdsAll(wide: string | null, narrow: string | null): boolean {
  if (wide === null || wide === narrow) return true;
  return narrow !== null && wide.startsWith("*.") && narrow.replace(/^\*\./, "").endsWith(wide.slice(1));
}
