import { at, listOf, textOf } from "./traps.ts";
import type { Written } from "./traps.ts";

/** Labels of an object by their keys. */
export type Labels = ReadonlyMap<string, unknown>;

/** The labels that a mapping writes; none where there is no mapping. */
export function labelsOf({ value }: Pick<Written, "value">): Labels {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

/** Whether an object with these labels is selected; an empty selector takes everything (`kubernetes/apimachinery:pkg/apis/meta/v1/types.go`, LabelSelector). */
export function takes(selector: Written, labels: Labels): boolean {
  const wanted = [...labelsOf(at(selector, "matchLabels"))];
  return wanted.every(([key, value]) => labels.get(key) === value) && listOf(at(selector, "matchExpressions")).every((term) => holds(term, labels));
}

function holds(term: Written, labels: Labels): boolean {
  const key = textOf(at(term, "key")) ?? "";
  const has = labels.has(key);
  const listed = listOf(at(term, "values")).some(({ value }) => value === labels.get(key));
  switch (textOf(at(term, "operator"))) {
    case "In":
      return has && listed;
    case "NotIn":
      return !has || !listed;
    case "Exists":
      return has;
    case "DoesNotExist":
      return !has;
    default:
      return false;
  }
}
