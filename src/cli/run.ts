import { printable } from "../reports/printable.ts";
import { nearestWord } from "../support/nearest-word.ts";
import { readArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { complain } from "./complain.ts";
import { exit } from "./io.ts";
import type { Io } from "./io.ts";

/**
 * Runs the tool with the words behind its name and answers the exit code. Talks only through `io`. A fault of our own
 * ends in one clear line and code 3; `MESHWRIGHT_DEBUG` adds the stack.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    return ourFault(error, io);
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) return complain("which command? see `meshwright --help`", io);
  if (name === "--version" || name === "-V" || name === "version") return version(io);
  if (name === "--help" || name === "-h" || name === "help") return help(rest[0] ?? null, io);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) return unknownCommand(name, io);
  const { command } = await load();
  if (wantsHelp(rest)) return commandHelp(command, io);
  const invocation = readArguments(rest, command, io);
  return invocation.ok ? await command.run(invocation.value) : complain(invocation.problem, io);
}

function wantsHelp(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return (end === -1 ? words : words.slice(0, end)).some((word) => word === "--help" || word === "-h");
}

function version(io: Io): number {
  const text = io.packageFile("package.json") ?? "{}";
  io.stdout(`meshwright ${(JSON.parse(text) as { version?: string }).version ?? "of unknown version"}\n`);
  return exit.fine;
}

function unknownCommand(name: string, io: Io): number {
  const near = nearestWord(name, Object.keys(commands));
  return complain(`\`${name}\` is not a command; ${near === null ? "see `meshwright --help`" : `did you mean \`${near}\`?`}`, io);
}

async function help(name: string | null, io: Io): Promise<number> {
  const load = name !== null && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load !== undefined) return commandHelp((await load()).command, io);
  if (name !== null) return unknownCommand(name, io);
  const loaded = await Promise.all(Object.values(commands).map((each) => each()));
  const rows = loaded.map(({ command }) => [command.name, command.summary] as const);
  io.stdout(`usage: meshwright COMMAND [ARGUMENTS…]\n\n${table(rows)}\n\`meshwright COMMAND --help\` says more.\n`);
  return exit.fine;
}

function commandHelp(command: Command, io: Io): number {
  const rows = command.options.map((option) => [optionText(option), optionHelp(option)] as const);
  const description = command.description === undefined ? "" : `\n${command.description}\n`;
  const options = rows.length === 0 ? "" : `\noptions:\n${table(rows)}`;
  io.stdout(`usage: meshwright ${command.name} ${command.usage}\n\n${command.summary}\n${description}${options}`);
  return exit.fine;
}

function optionText({ name, short, value }: Command["options"][number]): string {
  return `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}

function optionHelp({ help: text, choices, repeats }: Command["options"][number]): string {
  const words = [choices === undefined ? "" : ` (${choices.join(", ")})`, repeats === true ? "; may be repeated" : ""];
  return text + words.join("");
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join("");
}

function ourFault(error: unknown, io: Io): number {
  const text = error instanceof Error ? error.message : String(error);
  io.stderr(`meshwright: this is a fault of meshwright itself, please report it: ${printable(text)}\n`);
  if ((io.env["MESHWRIGHT_DEBUG"] ?? "") !== "" && error instanceof Error) io.stderr(`${error.stack ?? ""}\n`);
  return exit.fault;
}
