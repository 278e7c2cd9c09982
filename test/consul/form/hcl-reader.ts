/**
 * A reader of the part of HCL (version 1) that config entries are written in: assignments, mappings, lists, quoted texts,
 * numbers, booleans, comments. Throws where the text is anything else.
 */
export function readHcl(text: string): unknown {
  const tokens = text.match(/#[^\n]*|"(?:[^"\\]|\\.)*"|[{}[\],=]|[^\s{}[\],="#]+/g) ?? [];
  const rest = tokens.filter((token) => !token.startsWith("#"));
  return fieldsUntil(rest, undefined);
}

function fieldsUntil(rest: string[], end: string | undefined): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (let token = rest.shift(); token !== end; token = rest.shift()) {
    if (token === undefined) throw new Error("a mapping does not end");
    if (rest.shift() !== "=") throw new Error(`no value after ${token}`);
    fields[token.startsWith('"') ? unquoted(token) : token] = valueOf(rest);
  }
  return fields;
}

function valueOf(rest: string[]): unknown {
  const token = rest.shift();
  if (token === undefined) throw new Error("no value");
  if (token === "{") return fieldsUntil(rest, "}");
  if (token === "[") return listOf(rest);
  if (token.startsWith('"')) return unquoted(token);
  if (token === "true" || token === "false") return token === "true";
  if (!/^-?\d+(?:\.\d+)?$/.test(token)) throw new Error(`${token} is no value`);
  return Number(token);
}

function listOf(rest: string[]): readonly unknown[] {
  const items: unknown[] = [];
  if (rest[0] === "]") rest.shift();
  else {
    for (;;) {
      items.push(valueOf(rest));
      const next = rest.shift();
      if (next === "]") break;
      if (next !== ",") throw new Error(`a list goes on with ${String(next)}`);
    }
  }
  return items;
}

/** Escapes of Go; `${` would begin what is taken as it stands. */
function unquoted(token: string): string {
  if (/(?:^|[^\\])\$\{/.test(token)) throw new Error(`${token} has an interpolation`);
  return token.slice(1, -1).replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_, code: string | undefined, plain: string | undefined) => (code === undefined ? (plain ?? "") : String.fromCodePoint(Number.parseInt(code, 16))));
}
