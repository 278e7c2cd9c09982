import { readFileSync } from "node:fs";
import fc from "fast-check";
import { mistakesOf } from "../../src/resources/explain.ts";
import { meshPolicyValidator } from "../../src/resources/generated/native/mesh-policy.ts";
import { servicePolicyValidator } from "../../src/resources/generated/native/service-policy.ts";
import type { DocumentPath } from "../../src/source/origin.ts";
import { readDocuments } from "../../src/source/index.ts";

const text = readFileSync(`${__dirname}/../native/policies/whole-language.yaml`, "utf8");
const { documents } = readDocuments([{ path: "policy.yaml", text }]);

function pathsIn(value: unknown, path: DocumentPath): readonly DocumentPath[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]))];
}

type Change = { readonly kind: "put"; readonly value: unknown } | { readonly kind: "drop" } | { readonly kind: "rename"; readonly key: string };

/** The value with one place of it changed. */
function changed(value: unknown, path: DocumentPath, change: Change): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change.kind === "put" ? change.value : value;
  if (Array.isArray(value)) return value.flatMap((inner: unknown, index) => (index !== step ? [inner] : isDrop(rest, change) ? [] : [changed(inner, rest, change)]));
  return Object.fromEntries(
    Object.entries(value as object).flatMap(([key, inner]) => {
      if (key !== step) return [[key, inner]];
      if (isDrop(rest, change)) return [];
      return rest.length === 0 && change.kind === "rename" ? [[change.key, inner]] : [[key, changed(inner, rest, change)]];
    }),
  );
}

function isDrop(rest: DocumentPath, change: Change): boolean {
  return rest.length === 0 && change.kind === "drop";
}

const values = [null, true, false, 0, 1, -1, 99, 1.5, 0.001, 70000, 1e12, "", "x", "X y", "none", "5s", "0s", "*", "/a", "a/b:80", [], {}, ["x"], ["GET", "GET"], { x: 1 }, { exact: "a", prefix: "b" }, { to: "v1" }, "x".repeat(400)];
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...values).map((value): Change => ({ kind: "put", value })),
  fc.constant<Change>({ kind: "drop" }),
  fc.constantFrom("nmae", "weight", "X", "v9", "").map((key): Change => ({ kind: "rename", key })),
);

describe("the compiled validator and the explanation agree", () => {
  test.each([
    ["ServicePolicy", servicePolicyValidator, documents[0]?.value],
    ["MeshPolicy", meshPolicyValidator, documents[1]?.value],
  ])("%s", (_, validator, whole) => {
    expect(validator.accepts(whole)).toBe(true);
    const places = pathsIn(whole, []);
    let refused = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...places), change), { minLength: 1, maxLength: 3 }), (changes) => {
        const value = changes.reduce((document, [path, edit]) => (reaches(document, path) ? changed(document, path, edit) : document), whole);
        const accepted = validator.accepts(value);
        if (!accepted) refused += 1;
        expect(mistakesOf(validator.schema, value).length === 0).toBe(accepted);
      }),
      { numRuns: 600, seed: 7 },
    );
    expect(refused).toBeGreaterThan(500);
  });
});

/** Earlier changes may have taken a place away. */
function reaches(value: unknown, path: DocumentPath): boolean {
  const [step, ...rest] = path;
  if (step === undefined) return true;
  return typeof value === "object" && value !== null && Object.hasOwn(value, step) && reaches((value as Readonly<Record<string, unknown>>)[step], rest);
}
