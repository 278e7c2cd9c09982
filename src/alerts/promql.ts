/** Conditions on labels: a text is compared as it is, a list means any of its texts, a pattern is RE2 on the whole value. */
export type Labels = Readonly<Record<string, string | readonly string[] | { readonly pattern: string } | { readonly not: string }>>;

/** A PromQL expression of what happens in a second, over the window that it is given, such as `5m`; one value without labels. */
export type Rate = (window: string) => string;

/** `name{a="x",b=~"y|z"}`; every value is quoted, and quoted again where it stands in a pattern. */
export function series(name: string, labels: Labels): string {
  const conditions = Object.entries(labels).map(([label, value]) => `${label}${condition(value)}`);
  return `${name}{${conditions.join(",")}}`;
}

/**
 * The rate of all series that one of the selectors takes, all of one name. A series that two of them take counts once,
 * because `or` leaves out what its left side has (`prometheus/prometheus:docs/querying/operators.md`).
 */
export function rateOf(...selectors: readonly string[]): Rate {
  return (window) => `sum(${selectors.map((selector) => `rate(${selector}[${window}])`).join(" or ")})`;
}

/** Rates of different names together; one that has no series yet is none in a second. */
export function together(...rates: readonly Rate[]): Rate {
  const [only] = rates;
  if (rates.length === 1 && only !== undefined) return only;
  return (window) => `(${rates.map((rate) => `(${rate(window)} or vector(0))`).join(" + ")})`;
}

/** A text of which every character means itself in RE2. */
export function literal(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&");
}

/** Any of the texts. */
export function anyOf(texts: readonly string[]): string {
  return texts.map(literal).join("|");
}

function condition(value: Labels[string]): string {
  if (typeof value === "string") return `=${quoted(value)}`;
  if ("pattern" in value) return `=~${quoted(value.pattern)}`;
  if ("not" in value) return `!~${quoted(value.not)}`;
  const [only] = value;
  return value.length === 1 && only !== undefined ? `=${quoted(only)}` : `=~${quoted(anyOf(value))}`;
}

/** A string of PromQL has the escapes of Go (`prometheus/prometheus:util/strutil/quote.go`). */
function quoted(text: string): string {
  const escaped = text.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n");
  return `"${escaped.replace(/[\u0000-\u001f\u007f]/g, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`)}"`;
}
