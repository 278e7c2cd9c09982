import { at, listOf, textOf } from "../traps.ts";
import type { Written } from "../traps.ts";

/** Labels of an object by their keys. */
export type Labels = ReadonlyMap<string, string>;

/** Whether an object with these labels is selected; an empty selector takes everything (`kubernetes/apimachinery:pkg/apis/meta/v1/types.go`, LabelSelector). */
export function takes(selector: Written, labels: Labels): boolean {
  const wanted = at(selector, "matchLabels").value;
  const pairs = typeof wanted === "object" && wanted !== null ? Object.entries(wanted) : [];
  return pairs.every(([key, value]) => labels.get(key) === value) && listOf(at(selector, "matchExpressions")).every((term) => holds(term, labels));
}

function holds(term: Written, labels: Labels): boolean {
  const found = labels.get(textOf(at(term, "key")) ?? "");
  const values = listOf(at(term, "values")).map(textOf);
  switch (textOf(at(term, "operator"))) {
    case "In":
      return found !== undefined && values.includes(found);
    case "NotIn":
      return found === undefined || !values.includes(found);
    case "Exists":
      return found !== undefined;
    case "DoesNotExist":
      return found === undefined;
    default:
      return false;
  }
}
