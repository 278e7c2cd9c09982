/** A manifest's spec with one thing changed, and the name of the change: the path without indices, and what was done. */
export interface Mutant {
  readonly change: string;
  readonly spec: unknown;
}

/**
 * Every small change of plain data: numbers one up and one down, switches turned, durations one longer, texts with one more
 * character, list items dropped and swapped with their neighbours, keys removed.
 */
export function mutantsOf(value: unknown, path: string): readonly Mutant[] {
  if (typeof value === "number") return [made(`${path} +1`, value + 1), ...(value > 0 ? [made(`${path} -1`, value - 1)] : [])];
  if (typeof value === "boolean") return [made(`${path} turned`, !value)];
  if (typeof value === "string") return [textMutant(value, path)];
  if (Array.isArray(value)) return listMutants(value, path);
  return typeof value === "object" && value !== null ? objectMutants(value, path) : [];
}

function made(change: string, spec: unknown): Mutant {
  return { change, spec };
}

function textMutant(value: string, path: string): Mutant {
  const duration = /^(\d+)(ms|s|m)$/.exec(value);
  return duration === null ? made(`${path} longer text`, `${value}x`) : made(`${path} longer`, `${Number(duration[1]) + 1}${duration[2]}`);
}

function listMutants(list: readonly unknown[], path: string): readonly Mutant[] {
  return list.flatMap((item, index) => [
    made(`${path}[] dropped`, list.filter((_, other) => other !== index)),
    ...(index + 1 < list.length ? [made(`${path}[] swapped`, swapped(list, index))] : []),
    ...mutantsOf(item, `${path}[]`).map(({ change, spec }) => made(change, list.map((other, at) => (at === index ? spec : other)))),
  ]);
}

function swapped(list: readonly unknown[], index: number): readonly unknown[] {
  return [...list.slice(0, index), list[index + 1], list[index], ...list.slice(index + 2)];
}

function objectMutants(object: object, path: string): readonly Mutant[] {
  return Object.entries(object).flatMap(([key, field]) => {
    const rest = Object.fromEntries(Object.entries(object).filter(([other]) => other !== key));
    const inner = mutantsOf(field, `${path}.${key}`).map(({ change, spec }) => made(change, { ...object, [key]: spec }));
    return [made(`${path}.${key} removed`, rest), ...inner];
  });
}
