/**
 * A scenario is a text file: a title, then steps that begin with `== ` or, for a run of the binary, with `$ meshwright `.
 *
 *     == file NAME               the lines below become the file
 *     == change NAME             one line `old => new`: replaces text of a file that the tool wrote
 *     == remove NAME
 *     == link NAME -> TARGET     a symbolic link
 *     == cd FOLDER               where later runs start
 *     == env NAME=VALUE          for later runs
 *     $ meshwright WORDS         a run; its `== stdin`, `== exit`, `== stdout`, `== stderr` follow, absent means empty and 0
 *     == files FOLDER            the files below the folder are the lines below
 *     == same A B                both hold the same files with the same bytes
 *     == read NAME               the file holds the lines below
 *
 * In expected text a line `…` stands for any lines, and `…` inside a line for any text of that line.
 */
export interface Step {
  readonly word: string;
  readonly rest: string;
  readonly body: string;
}

export interface Scenario {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** Reads a scenario; blank lines at the end of a body are for the eye. */
export function readScenario(text: string): Scenario {
  const [title = "", ...parts] = text.split(/^(?=== |\$ meshwright )/m);
  return { title: title.trim(), steps: parts.map(readStep) };
}

function readStep(part: string): Step {
  const [head = "", ...lines] = part.split("\n");
  const [word = "", ...rest] = head.startsWith("$ ") ? ["run", head.slice("$ meshwright ".length)] : head.slice("== ".length).split(" ");
  return { word, rest: rest.join(" "), body: withoutBlankEnd(lines.join("\n")) };
}

/** Text with exactly one line end, or empty. */
export function withoutBlankEnd(text: string): string {
  const trimmed = text.replace(/\n+$/, "");
  return trimmed === "" ? "" : `${trimmed}\n`;
}

/** The words of a command line; quotes hold a word together. */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** What a text that was expected with `…` has to match. */
export function expectation(expected: string): RegExp {
  const pattern = expected.split("\n").map((line) => (line === "…" ? "(?:.*\n)*?" : `${escaped(line).replaceAll("…", ".*")}\n`));
  return new RegExp(`^${pattern.join("").replace(/\n$/, "")}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
