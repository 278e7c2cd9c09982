import type { Ask } from "./ask.ts";

/** Precise names before wildcards, longer ones before shorter ones, none last. */
export function hostRank(host: string | null): number {
  if (host === null) return 0;
  return host.startsWith("*.") ? host.length : 1_000 + host.length;
}

/** Whether the server name, or the authority without port and case, is the host or below its star. */
export function hostHolds(host: string, dimension: "sni" | "authority", ask: Ask): boolean {
  const wild = host.startsWith("*.");
  if (dimension === "sni") return ask.text("sni", wild ? { kind: "suffix", value: host.slice(1), ignoreCase: true } : { kind: "exact", value: host, ignoreCase: true });
  const name = (wild ? host.slice(1) : host).replace(/[a-z]|[^a-z0-9-]/g, (char) => (/[a-z]/.test(char) ? `[${char}${char.toUpperCase()}]` : `\\${char}`));
  return ask.text("authority", { kind: "regex", value: `${wild ? "[^:]+" : ""}${name}(?::[0-9]+)?` });
}

/** The narrower of two hosts; null is every name, undefined when no name is of both. */
export function hostMeeting(a: string | null, b: string | null): string | null | undefined {
  if (covers(a, b)) return b;
  return covers(b, a) ? a : undefined;
}

/** True when every name of the second is one of the first. */
export function covers(wide: string | null, narrow: string | null): boolean {
  if (wide === null || wide === narrow) return true;
  return narrow !== null && wide.startsWith("*.") && narrow.replace(/^\*\./, "").endsWith(wide.slice(1));
}
