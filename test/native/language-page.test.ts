import { readFileSync } from "node:fs";
import { join } from "node:path";
import { meshPolicyValidator } from "../../src/resources/generated/native/mesh-policy.ts";
import { servicePolicyValidator } from "../../src/resources/generated/native/service-policy.ts";
import type { JsonSchema } from "../../src/resources/validator.ts";
import { findingsOf, policy } from "./support/read-native.ts";

const page = readFileSync(join(__dirname, "../../docs/language.md"), "utf8");
const blocks = [...page.matchAll(/```yaml( spec)?\n([\s\S]*?)```/g)].map(([, spec, text = ""]) => (spec === undefined ? text : policy(text)));

test.each(blocks)("example %# of the language's page has no finding", (text) => {
  expect(findingsOf(text)).toEqual([]);
});

function keysOf(schema: JsonSchema): readonly string[] {
  const inner = [...Object.values(schema.properties ?? {}), ...Object.values(schema.definitions ?? {}), ...(schema.anyOf ?? [])];
  const open = [schema.items, schema.additionalProperties].filter((value): value is JsonSchema => typeof value === "object");
  return [...Object.keys(schema.properties ?? {}), ...[...inner, ...open].flatMap(keysOf)];
}

/** Kubernetes' own, no part of the language. */
const foreign = new Set(["labels", "annotations"]);

test("the page shows every key of the language", () => {
  const keys = new Set([servicePolicyValidator, meshPolicyValidator].flatMap(({ schema }) => keysOf(schema)));
  const missing = [...keys].filter((key) => !foreign.has(key) && !new RegExp(`\\b${key}\\b`).test(page));
  expect(missing).toEqual([]);
});
