import { productFiles } from "./sources.ts";

const files = productFiles();

/** Finds every node of a type in a parsed module. */
function count(node: unknown, type: (node: Record<string, unknown>) => boolean): number {
  if (Array.isArray(node)) return node.reduce<number>((sum, item) => sum + count(item, type), 0);
  if (typeof node !== "object" || node === null) return 0;
  const record = node as Record<string, unknown>;
  return Object.values(record).reduce<number>((sum, value) => sum + count(value, type), type(record) ? 1 : 0);
}

test("nothing is typed `any`", () => {
  const isAny = (node: Record<string, unknown>) => node.type === "TsKeywordType" && node.kind === "any";
  expect(files.filter((file) => /\bany\b/.test(file.text) && count(file.module(), isAny) > 0).map((file) => file.path)).toEqual([]);
});

test("there are no default exports and no enums", () => {
  const isBanned = (node: Record<string, unknown>) => ["ExportDefaultDeclaration", "ExportDefaultExpression", "TsEnumDeclaration"].includes(String(node.type));
  expect(files.filter((file) => /\b(?:default|enum)\b/.test(file.text) && count(file.module(), isBanned) > 0).map((file) => file.path)).toEqual([]);
});

test("the type checker is nowhere silenced", () => {
  expect(files.filter((file) => /@ts-(?:ignore|nocheck|expect-error)/.test(file.text)).map((file) => file.path)).toEqual([]);
});

test("only cli and cluster touch the world outside", () => {
  const pure = files.filter((file) => !/^(?:cli|cluster)\//.test(file.path));
  const outside = /\bconsole\.|process\.(?:env|argv|cwd|exit|stdout|stderr)|Date\.now|new Date\(|Math\.random|node:(?:fs|child_process|http|https|os|process)"|createConnection|createServer/;
  expect(pure.filter((file) => outside.test(withoutComments(file.text))).map((file) => file.path)).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

test("every exported function and type says what it promises", () => {
  const bare = files.flatMap((file) => undocumented(file.text).map((name) => `${file.path}: ${name}`));
  expect(bare).toEqual([]);
});

function undocumented(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const name = /^export (?:async )?(?:function|interface|type|class) (\w+)/.exec(line)?.[1];
    return name !== undefined && !lines[index - 1]?.trimEnd().endsWith("*/") ? [name] : [];
  });
}
