import type { DocumentPath } from "../source/origin.ts";
import { mistakesOf } from "./explain.ts";
import type { Mistake } from "./mistake.ts";
import type { Validator } from "./validator.ts";

/** What is left of a document without its mistakes, and the places that were taken out. */
export interface SoundPart<T> {
  readonly value: T;
  readonly lost: readonly DocumentPath[];
}

/** Taking one mistake out can make its container wrong, which is then taken out too. */
const mostRounds = 10;

/**
 * A refused document without what is wrong in it, so that the rest can be looked at in the same run; null when nothing
 * is left. Lists are taken out whole, so that the paths of what remains stay right.
 */
export function soundPart<T>(validator: Validator<T>, value: unknown): SoundPart<T> | null {
  let rest = value;
  const lost: DocumentPath[] = [];
  for (let round = 0; round < mostRounds; round++) {
    if (validator.accepts(rest)) return { value: rest, lost };
    const paths = mistakesOf(validator.schema, rest).map(wrongPlace);
    if (paths.some((path) => path.length === 0)) return null;
    rest = paths.reduce(without, rest);
    lost.push(...paths);
  }
  return null;
}

/** The nearest mapping entry that holds the mistake. */
function wrongPlace(mistake: Mistake): DocumentPath {
  const path = mistake.kind === "missing-key" ? mistake.path.slice(0, -1) : mistake.path;
  return path.slice(0, path.findLastIndex((step) => typeof step === "string") + 1);
}

function without(value: unknown, path: DocumentPath): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((inner: unknown, index) => (index === step ? without(inner, rest) : inner));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => (key !== step ? [[key, inner]] : rest.length === 0 ? [] : [[key, without(inner, rest)]])),
  );
}
