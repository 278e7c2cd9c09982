import type { HeaderEdits, Wish } from "../../../model/index.ts";
import type { DocumentPath } from "../../../source/origin.ts";
import type { HeaderModifier } from "../kinds/filters.ts";
import { meaningDiagnostics as say } from "./meaning.diagnostics.ts";
import { tell } from "./reading.ts";
import type { Reading } from "./reading.ts";

interface Change {
  readonly name: string;
  readonly value: string;
  readonly path: DocumentPath;
}

/** Header changes in lower-case names; a header that one modifier changes twice is reported, its first change stays. */
export function headerEdits(reading: Reading, path: DocumentPath, modifier: HeaderModifier): Wish<HeaderEdits> {
  const seen = new Set<string>();
  const pick = (changes: readonly Change[]) => changes.filter((change) => isFirst(reading, seen, change)).map(({ name, value }) => [name, value] as const);
  const set = pick(changesOf([...path, "set"], modifier.set ?? []));
  const add = pick(changesOf([...path, "add"], modifier.add ?? []));
  const remove = pick((modifier.remove ?? []).map((name, index) => ({ name: name.toLowerCase(), value: "", path: [...path, "remove", index] })));
  return {
    value: { set: Object.fromEntries(set), add: Object.fromEntries(add), remove: remove.map(([name]) => name) },
    origin: reading.at(path),
  };
}

function changesOf(path: DocumentPath, entries: NonNullable<HeaderModifier["set"]>): readonly Change[] {
  return entries.map(({ name, value }, index) => ({ name: name.toLowerCase(), value, path: [...path, index, "name"] }));
}

function isFirst(reading: Reading, seen: Set<string>, change: Change): boolean {
  const first = !seen.has(change.name);
  if (!first) tell(reading, say["gateway-api-header-changed-twice"], change.path, { name: change.name });
  seen.add(change.name);
  return first;
}
