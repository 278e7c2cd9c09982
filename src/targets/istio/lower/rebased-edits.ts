import type { Arm, Conditions, Rewrite, Route } from "../../../model/index.ts";
import { withoutSlash } from "./path-forms.ts";

/**
 * The arm under conditions that are narrower than its own: Istio replaces the part that matched, so a prefix that is replaced
 * keeps behind its replacement what the narrower path has beyond it. Null where that cannot be said.
 */
export function rebasedArm(arm: Arm, when: Conditions): Arm | null {
  const { path } = when;
  const own = arm.when.path;
  const edit = prefixEditOf(arm.route);
  if (edit === null || own === null || path === null || (own.kind === path.kind && own.value === path.value)) return { ...arm, when };
  if (path.kind !== "prefix" || own.kind !== "prefix") return null;
  const value = `${withoutSlash(edit.value)}${withoutSlash(path.value).slice(withoutSlash(own.value).length)}`;
  return { ...arm, when, route: withPrefixEdit(arm.route, { ...edit, value: value === "" ? "/" : value }) };
}

type PrefixEdit = NonNullable<Rewrite["path"]>;

function prefixEditOf({ action, rewrite }: Route): PrefixEdit | null {
  const edit = action.kind === "forward" ? (rewrite?.path ?? null) : action.kind === "redirect" ? action.path : null;
  return edit?.kind === "prefix" ? edit : null;
}

function withPrefixEdit(route: Route, path: PrefixEdit): Route {
  const { action, rewrite } = route;
  if (action.kind === "redirect") return { ...route, action: { ...action, path } };
  return { ...route, rewrite: rewrite === null ? null : { ...rewrite, path } };
}
