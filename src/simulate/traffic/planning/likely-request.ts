import type { PathMatch, Reader, Request, Service } from "../../../model/index.ts";
import { questionOf } from "../../../model/question.ts";

/** A method and a path that a call may have. */
export interface Likely {
  readonly method: string;
  readonly path: string;
}

/** How many kinds of calls are tried. */
const mostTried = 64;

/**
 * What a call asks for that its author left open: `GET /` if that is let in and goes somewhere, else the first of what
 * the called service's own rules and routes speak of that does. Answers `GET /` when nothing gets through.
 */
export function likelyRequest(called: Service | null, request: Request, usual: Likely, read: Reader, world: { readonly trustDomain: string }): Likely {
  const gets = ({ method, path }: Likely): boolean => {
    const { outcome, refused } = read(questionOf({ ...request, method, path }, world));
    return outcome !== "refuse" && outcome !== "unroutable" && refused.share.num === 0n;
  };
  return [usual, ...spokenOf(called, usual.method)].slice(0, mostTried).find(gets) ?? usual;
}

function spokenOf(called: Service | null, usualMethod: string): readonly Likely[] {
  if (called === null) return [];
  const allowed = called.access.allow.flatMap(({ to }) => to).map(({ methods, path }) => ({ methods, path }));
  const routed = called.ports.flatMap(({ arms }) => arms.map(({ when }) => ({ methods: when.methods, path: when.path })));
  return [...allowed, ...routed].map(({ methods, path }) => ({ method: methods?.includes(usualMethod) === false ? (methods[0] ?? usualMethod) : usualMethod, path: samplePath(path) }));
}

function samplePath(path: PathMatch | null): string {
  switch (path?.kind) {
    case "exact":
    case "prefix":
    case "stringPrefix":
      return path.value;
    default:
      return "/";
  }
}
