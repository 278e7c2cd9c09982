import { configurationValidator } from "../resources/generated/config/configuration.ts";
import { nearestWord } from "../support/nearest-word.ts";
import { refuse } from "./io.ts";
import type { Asked } from "./io.ts";

/** What may be set, as the schema of the configuration lists it. */
const known = configurationValidator.schema.properties?.["smi"]?.properties ?? {};

/** Reads `--smi NAME=VALUE` into a setting's full name and value, such as `smi.accessDefault` and `allow`. */
export function readSmiSetting(text: string): Asked<readonly [string, string]> {
  const [, name = "", value = ""] = /^(\w+)=(.+)$/.exec(text) ?? [];
  if (name === "") return refuse(`\`--smi ${text}\` has to be \`--smi NAME=VALUE\``);
  const setting = Object.hasOwn(known, name) ? known[name] : undefined;
  if (setting === undefined) return refuse(unknown(name, Object.keys(known), "a setting of SMI"));
  const values = (setting.enum ?? [true, false]).map(String);
  if (!values.includes(value)) return refuse(unknown(value, values, `a value of ${name}`));
  return { ok: true, value: [`smi.${name}`, value] };
}

function unknown(word: string, words: readonly string[], what: string): string {
  const near = nearestWord(word, words);
  return `\`${word}\` is not ${what}; ${near === null ? `known: ${words.join(", ")}` : `did you mean \`${near}\`?`}`;
}
