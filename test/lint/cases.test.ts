import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readDocuments } from "../../src/source/read.ts";
import { lintText } from "./lint-text.ts";

/** A folder for each dialect beside the native one, whose cases are the examples of the rule pages. */
const folder = join(__dirname, "cases");
const groups = { "gateway-api": /^gateway\.networking\./, smi: /smi-spec\.io\// } as const;
const cases = (["gateway-api", "smi"] as const).flatMap((dialect) =>
  readdirSync(join(folder, dialect))
    .filter((name) => /^MW\d{4}\.yaml$/.test(name))
    .map((name) => ({ dialect, code: name.slice(0, 6), wrong: readFileSync(join(folder, dialect, name), "utf8"), sound: readFileSync(join(folder, dialect, name.replace(".yaml", ".sound.yaml")), "utf8") })),
);

/** The codes of findings that point into a document of the dialect. */
function codesIn(text: string, dialect: keyof typeof groups): readonly string[] {
  const { documents } = readDocuments([{ path: "policy.yaml", text }]);
  const own = documents.filter(({ value }) => groups[dialect].test((value as { readonly apiVersion: string }).apiVersion)).map((document) => document.origin([]));
  return lintText(text).flatMap(({ code, origin }) => (own.some(({ start, end }) => start <= origin.start && origin.end <= end) ? [code] : []));
}

test.each(cases)("$code is found in $dialect, at its place", ({ code, dialect, wrong }) => {
  expect(lintText(wrong).filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
  expect(codesIn(wrong, dialect)).toContain(code);
});

test.each(cases)("$code is not found in its sound counterpart in $dialect", ({ code, sound }) => {
  const found = lintText(sound);
  expect(found.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
  expect(found.map((each) => each.code)).not.toContain(code);
});
