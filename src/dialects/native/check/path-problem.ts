/** What is wrong with a path, and what to write. */
export interface PathProblem {
  readonly what: string;
  readonly help: string;
}

/**
 * Paths of a policy are written as proxies see them: normalised, without query. What is not could never match, or
 * would match on one mesh and not on another.
 */
export function pathProblem(path: string): PathProblem | null {
  if (!path.startsWith("/")) return { what: "does not start with `/`", help: `write \`/${path.slice(0, 60)}\`` };
  if (path.includes("?")) return { what: "has a query", help: "write the path alone; `query` has conditions on query parameters" };
  if (path.includes("#")) return { what: "has a fragment", help: "browsers keep fragments to themselves; write the path alone" };
  if (path.includes("//")) return { what: "has an empty segment", help: "write single slashes; meshes treat double ones differently" };
  if (/\/\.{1,2}(?:\/|$)/.test(path)) return { what: "has a dot segment", help: "write the path that `.` and `..` lead to" };
  if (!/^[\x21-\x7e]*$/.test(path)) return { what: "has a blank or a character outside ASCII", help: "write it percent-encoded, such as `%20`" };
  return encodingProblem(path);
}

function encodingProblem(path: string): PathProblem | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(path)) return { what: "has a `%` that encodes nothing", help: "write `%25` for the character itself" };
  if (/%2f|%5c/i.test(path)) return { what: "has an encoded slash", help: "meshes treat encoded slashes differently; leave them out" };
  const needless = (path.match(/%[0-9A-Fa-f]{2}/g) ?? []).map((code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
  const plain = needless.find((character) => /[A-Za-z0-9._~-]/.test(character));
  return plain === undefined ? null : { what: `encodes \`${plain}\`, which stands for itself`, help: `write \`${plain}\`; proxies decode it before they look` };
}

/** Like a path, with whole segments `{name}`. */
export function templateProblem(template: string): PathProblem | null {
  const odd = template.split("/").find((segment) => /[{}]/.test(segment) && !/^\{[A-Za-z_][A-Za-z0-9_]*\}$/.test(segment));
  if (odd !== undefined) return { what: "has a placeholder that is no whole segment", help: "a placeholder is a segment of its own: `/orders/{id}`; use `regex` for parts" };
  return pathProblem(template.replace(/\{[A-Za-z_][A-Za-z0-9_]*\}/g, "x"));
}
