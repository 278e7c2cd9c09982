import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { Threshold } from "../diagnostics/levels.ts";
import type { ReportContext } from "../reports/context.ts";
import { wantsColour } from "./io.ts";
import type { Io } from "./io.ts";

/** What formats may need, from the world: rule pages, the version, and the root of the repository. */
export function reportContext(io: Io, failOn: Threshold): ReportContext {
  const root = repositoryRoot(io.cwd) ?? io.cwd;
  return {
    colour: wantsColour(io),
    version: packageVersion(io),
    page: (code) => (/^MW\d{4}$/.test(code) ? io.packageFile(`docs/rules/${code}.md`) : null),
    repositoryPath: (file) => (file === "-" ? file : relative(root, resolve(io.cwd, file)).split(sep).join("/")),
    failOn,
  };
}

/** Version of the tool, from its package. */
export function packageVersion(io: Io): string {
  return (JSON.parse(io.packageFile("package.json") ?? "{}") as { readonly version?: string }).version ?? "0.0.0";
}

/** The folder with `.git` at or above a folder; null outside of repositories. */
function repositoryRoot(folder: string): string | null {
  if (existsSync(join(folder, ".git"))) return folder;
  const parent = dirname(folder);
  return parent === folder ? null : repositoryRoot(parent);
}
