import type { PathMatch, Rewrite } from "../../../model/index.ts";
import type { RankedPath } from "../../route-order/index.ts";
import type { Json } from "./piece.ts";

/** The path modifier of a rewrite or redirect; null when the route's path has no prefix that could be replaced. */
export type PathModifier = Json | null;

/**
 * The modifier for one match of a route. What the route replaces is the path condition it was written with; a match that was
 * made narrower keeps the rest, and an exact path gets the whole replacement, since a prefix is replaced only where a
 * prefix matched (`kubernetes-sigs/gateway-api:apis/v1/httproute_types.go`, HTTPPathModifier).
 */
export function pathModifier(edit: NonNullable<Rewrite["path"]>, written: PathMatch | null, match: RankedPath): PathModifier {
  if (edit.kind === "full") return { type: "ReplaceFullPath", replaceFullPath: edit.value };
  const replaced = replacement(edit.value, written, match);
  if (replaced === null) return null;
  return match.kind === "exact" ? { type: "ReplaceFullPath", replaceFullPath: replaced } : { type: "ReplacePrefixMatch", replacePrefixMatch: replaced };
}

function replacement(value: string, written: PathMatch | null, match: RankedPath): string | null {
  const target = value.length > 1 && value.endsWith("/") ? value.slice(0, -1) : value === "" ? "/" : value;
  if (written !== null && written.kind !== "exact" && written.kind !== "prefix") return null;
  if (match.kind !== "exact" && match.kind !== "prefix") return null;
  if (written?.kind === "exact") return target;
  const prefix = written === null || written.value === "/" ? "" : written.value.replace(/\/$/, "");
  const glued = `${target === "/" ? "" : target}${match.value === "/" ? "" : match.value.slice(prefix.length)}`;
  return glued === "" ? "/" : glued;
}
