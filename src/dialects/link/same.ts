/** True when two statements say the same, wherever they stand: places are not compared. */
export function sameStatement(a: unknown, b: unknown): boolean {
  return statementText(a) === statementText(b);
}

/** Canonical text of a statement: keys in order, places and absent fields left out. */
export function statementText(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(statementText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([key, field]) => key !== "origin" && key !== "origins" && field !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, field]) => `${JSON.stringify(key)}:${statementText(field)}`).join(",")}}`;
}
