import type { Io } from "./io.ts";

/** One command line option; without `value` it is a flag. */
export interface Option {
  readonly name: string;
  readonly short?: string;
  /** Placeholder of its value in the help, such as `FILE`. */
  readonly value?: string;
  readonly repeats?: true;
  /** The only values it takes. */
  readonly choices?: readonly string[];
  /** `=FILE` may follow the value. */
  readonly intoFile?: true;
  /** What is wrong with all of its values together; null when they are fine. */
  readonly problem?: (values: readonly string[]) => string | null;
  readonly help: string;
}

/** What was asked of a command, options checked against its list. */
export interface Invocation {
  readonly positionals: readonly string[];
  /** Whether a flag was given. */
  readonly flag: (name: string) => boolean;
  /** The value of an option, the last one if it was repeated; null when it was not given. */
  readonly text: (name: string) => string | null;
  readonly texts: (name: string) => readonly string[];
  readonly io: Io;
}

/** A command: a file in this folder that exports one as `command`, and a line in `commands.ts`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What stands behind the name: `[PATHS…] [options]`. */
  readonly usage: string;
  /** More for `--help`: what it does, examples. */
  readonly description?: string;
  readonly options: readonly Option[];
  /** Does the job and answers the exit code. Never throws for what a user did wrong. */
  readonly run: (invocation: Invocation) => Promise<number>;
}
