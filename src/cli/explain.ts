import type { Command } from "./command.ts";
import { complain } from "./complain.ts";
import { exit } from "./io.ts";
import type { Io } from "./io.ts";

/** Prints the page of a code, as it is in the package. */
export const command: Command = {
  name: "explain",
  summary: "say what the code of a finding means and how to mend it",
  usage: "CODE…",
  description: "Example: meshwright explain MW1003",
  options: [],
  run: async (invocation) => {
    const { positionals, io } = invocation;
    if (positionals.length === 0) return complain("which code? such as `meshwright explain MW1003`", io);
    const pages = positionals.map((code) => ({ code, page: pageOf(code.toUpperCase(), io) }));
    const unknown = pages.find(({ page }) => page === null);
    if (unknown !== undefined) return complain(`\`${unknown.code}\` is not the code of a finding`, io);
    io.stdout(pages.map(({ page }) => page ?? "").join("\n"));
    return exit.fine;
  },
};

/** The page of a code, as it is in the package; null when no finding has the code. */
export function pageOf(code: string, io: Io): string | null {
  return /^MW\d{4}$/.test(code) ? io.packageFile(`docs/rules/${code}.md`) : null;
}
