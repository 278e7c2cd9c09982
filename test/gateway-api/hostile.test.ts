import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import { analyseManifests } from "../../src/analyse-manifests.ts";
import { analyseAndLint, defaultAnalysis } from "../../src/analyse.ts";
import { answered } from "./section-24.ts";

/** The documents of every case, as data. */
const cases = answered.map(({ text }) => parseAllDocuments(text).map((document) => document.toJS() as unknown).filter((value) => value !== null));
const strange = fc.constantFrom<unknown>(null, 0, -1, 1e9, "", "*", "Service", "shop", true, [], {}, [null], [[]], { name: "order" }, [{ name: "order" }], { group: "" });

/** The value at a random place replaced; `steps` choose the way down. */
function altered(value: unknown, steps: readonly number[], by: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== "object" || value === null) return by;
  const keys = Object.keys(value);
  const key = keys[step % Math.max(1, keys.length)];
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (String(index) === key ? altered(item, rest, by) : item));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, name === key ? altered(item, rest, by) : item]));
}

test("whatever stands in place of a part of a manifest, both commands answer", () => {
  const alteration = fc.tuple(fc.nat(9), fc.array(fc.nat(7), { minLength: 1, maxLength: 9 }), strange);
  fc.assert(
    fc.property(fc.constantFrom(...cases), fc.array(alteration, { minLength: 1, maxLength: 3 }), (documents, alterations) => {
      const changed = alterations.reduce<readonly unknown[]>((list, [which, steps, by]) => list.map((each, index) => (index === which % list.length ? altered(each, [1 + (steps[0] ?? 0), ...steps.slice(1)], by) : each)), documents);
      const files = [{ path: "m.yaml", text: changed.map((each) => JSON.stringify(each)).join("\n---\n") }];
      analyseAndLint(files, defaultAnalysis, { asOf: null });
      analyseManifests(files, defaultAnalysis, { asOf: null }, { target: "gateway-api", version: null, profile: null });
    }),
    { numRuns: 400 },
  );
});
