import { applyPathEdit } from "../model/path-edit.ts";
import type { Decision, HeaderEdits, PathEdit, RedirectAnswer } from "../model/index.ts";
import { canonical, different, sameData } from "./difference.ts";
import type { Comparing, Difference } from "./difference.ts";

/** Differences in what backends receive: path, authority, headers. */
export function compareUpstream(wanted: Decision["upstream"], got: Decision["upstream"], comparing: Comparing): readonly Difference[] {
  const [headers, gotHeaders] = [canonicalEdits(wanted.headers), canonicalEdits(got.headers)];
  return [
    ...comparePaths("upstream", wanted.path, got.path, comparing),
    ...compareAuthorities(wanted.authority, got.authority, comparing),
    ...(headers === gotHeaders ? [] : [different("upstream", `headers ${headers}`, `headers ${gotHeaders}`)]),
  ];
}

/** Differences in what is done to the headers of answers. */
export function compareResponseHeaders(wanted: HeaderEdits, got: HeaderEdits): readonly Difference[] {
  const [left, right] = [canonicalEdits(wanted), canonicalEdits(got)];
  return left === right ? [] : [different("responseHeaders", left, right)];
}

/**
 * Differences in the place that a redirect sends to. A scheme's default port is not part of it; what a side leaves to
 * the request is compared for the visited request, which the box is then bound to.
 */
export function compareRedirects(wanted: RedirectAnswer | null, got: RedirectAnswer | null, comparing: Comparing): readonly Difference[] {
  if (wanted === null || got === null) return sameData("redirect", wanted, got);
  if ((wanted.scheme === null) !== (got.scheme === null)) comparing.pinScheme();
  if ((wanted.host === null) !== (got.host === null)) comparing.pinAuthority();
  const plain = (answer: RedirectAnswer): unknown => ({
    status: answer.status,
    scheme: answer.scheme ?? comparing.scheme,
    host: answer.host ?? hostOf(comparing.authority),
    port: portOf(answer, comparing),
    keepsQuery: answer.keepsQuery,
  });
  return [...sameData("redirect", plain(wanted), plain(got)), ...comparePaths("redirect", wanted.path, got.path, comparing)];
}

function portOf(answer: RedirectAnswer, comparing: Comparing): number {
  if (answer.port !== null) return answer.port;
  if (answer.scheme === null) return comparing.port;
  return answer.scheme === "https" ? 443 : 80;
}

function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, "");
}

/**
 * Paths after two edits. Both are applied to the visited path; edits that keep a rest of it agree beyond the characters
 * that the longer drop takes, so binding the box to those characters makes one comparison speak for all.
 */
function comparePaths(effect: "upstream" | "redirect", wanted: PathEdit, got: PathEdit, comparing: Comparing): readonly Difference[] {
  if (canonical(wanted) === canonical(got)) return [];
  const [left, right] = [applyPathEdit(wanted, comparing.path), applyPathEdit(got, comparing.path)];
  if (left !== right) return [different(effect, `path ${left}`, `path ${right}`)];
  const drops = [wanted, got].map(dropOf);
  if (drops.every((drop) => drop !== null)) comparing.pinPath(Math.max(0, ...drops));
  else if ([wanted, got].some((edit) => edit.kind === "regex") && !comparing.pathIsPinned()) comparing.leaveOpen("a rewrite by regular expression is compared with another rewrite");
  else if (drops.some((drop) => drop !== null) || [wanted, got].some((edit) => edit.kind === "regex")) comparing.pinPath("all");
  return [];
}

/** How many characters an edit takes off the front of a path whose rest it keeps. */
function dropOf(edit: PathEdit): number | null {
  if (edit.kind === "keep") return 0;
  return edit.kind === "splice" ? edit.drop : null;
}

function compareAuthorities(wanted: string | null, got: string | null, comparing: Comparing): readonly Difference[] {
  if (wanted === got) return [];
  if (wanted !== null && got !== null) return [different("upstream", `authority ${wanted}`, `authority ${got}`)];
  const [left, right] = [wanted ?? comparing.authority, got ?? comparing.authority];
  if (left !== right) return [different("upstream", `authority ${left}`, `authority ${right}`)];
  comparing.pinAuthority();
  return [];
}

function canonicalEdits(edits: HeaderEdits): string {
  const lower = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
  return canonical({ set: lower(edits.set), add: lower(edits.add), remove: [...new Set(edits.remove.map((name) => name.toLowerCase()))].sort() });
}
