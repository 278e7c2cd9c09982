import { parseArgs } from "node:util";
import type { ParseArgsConfig } from "node:util";
import { nearestWord } from "../support/nearest-word.ts";
import type { Command, Invocation, Option } from "./command.ts";
import { refuse } from "./io.ts";
import type { Asked, Io } from "./io.ts";

interface Given {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
}

/** Reads what stands behind a command's name by its list of options. Everything that fits no option is wrong use. */
export function readArguments(argv: readonly string[], command: Command, io: Io): Asked<Invocation> {
  const { positionals, given } = tokens(argv, command.options);
  for (const option of given) {
    const problem = problemOf(option, command);
    if (problem !== null) return refuse(problem);
  }
  const texts = (name: string): readonly string[] => given.flatMap((option) => (option.name === name ? (option.value ?? []) : []));
  for (const { name, problem } of command.options) {
    const found = problem?.(texts(name)) ?? null;
    if (found !== null) return refuse(found);
  }
  return {
    ok: true,
    value: {
      positionals,
      flag: (name) => given.some((option) => option.name === name),
      text: (name) => texts(name).at(-1) ?? null,
      texts,
      io,
    },
  };
}

/** Node's parser splits words into options and values; what they mean is judged here, in our words. */
function tokens(argv: readonly string[], options: readonly Option[]): { positionals: readonly string[]; given: readonly Given[] } {
  const config: ParseArgsConfig["options"] = Object.fromEntries(
    options.map(({ name, short, value }) => [name, { type: value === undefined ? "boolean" : "string", multiple: true, ...(short !== undefined && { short }) }]),
  );
  const parsed = parseArgs({ args: [...argv], options: config, strict: false, allowPositionals: true, tokens: true });
  const found = parsed.tokens.flatMap((token) => (token.kind === "option" ? [{ name: token.name, rawName: token.rawName, value: token.value }] : []));
  return { positionals: parsed.positionals, given: found };
}

function problemOf(given: Given, command: Command): string | null {
  const option = command.options.find(({ name }) => name === given.name);
  if (option === undefined) return unknownOption(given, command);
  if (option.value === undefined) return given.value === undefined ? null : `${given.rawName} takes no value`;
  if (given.value === undefined || given.value === "") return `${given.rawName} needs a value: ${given.rawName} ${option.value}`;
  const chosen = option.intoFile === true ? (given.value.split("=")[0] ?? "") : given.value;
  if (option.choices !== undefined && !option.choices.includes(chosen)) return wrongChoice(given.rawName, chosen, option.choices);
  return null;
}

function unknownOption({ rawName, name }: Given, command: Command): string {
  const near = nearestWord(name, command.options.map((option) => option.name));
  const hint = near === null ? `see \`meshwright ${command.name} --help\`` : `did you mean \`--${near}\`?`;
  return `\`${rawName}\` is not an option of ${command.name}; ${hint}`;
}

function wrongChoice(rawName: string, value: string, choices: readonly string[]): string {
  const near = nearestWord(value, choices);
  const hint = near === null ? `it takes ${choices.join(", ")}` : `did you mean \`${near}\`?`;
  return `\`${value}\` is not a value of ${rawName}; ${hint}`;
}
