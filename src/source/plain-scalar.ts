import { Schema } from "yaml";
import type { ScalarTag } from "yaml";

/** YAML 1.2 core whatever a `%YAML` directive says; tags of YAML 1.1 stay unknown. */
export const schema = new Schema({ schema: "core", resolveKnownTags: false });

const tests: readonly ScalarTag[] = schema.tags.flatMap((tag) => (tag.default === true && "test" in tag && tag.test !== undefined ? [tag as ScalarTag] : []));

/** What text without quotes stands for by the core schema (YAML 1.2.2, 10.3.2): nothing, a truth value, a number, or text. */
export function plainScalar(text: string): unknown {
  if (!mayBeOther.test(text)) return text;
  const tag = tests.find(({ test }) => test?.test(text) === true);
  const found = tag?.resolve(text, () => undefined, {});
  return found === undefined ? text : typeof found === "object" && found !== null && "value" in found ? found.value : found;
}

/** Beginnings of everything that is not text. */
const mayBeOther = /^(?:$|[-+.\d~nNtTfF])/;
