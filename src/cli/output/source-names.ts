import { existsSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { NamedSources } from "../../reports/generated.ts";
import type { SourceFile } from "../../source/origin.ts";
import { digest } from "../../support/digest.ts";

/**
 * Names of source files for manifests, relative to the repository, so that they are the same from every working
 * directory: the folder with `meshwright.yaml` or `.git` above the first file, else the deepest folder of all files.
 */
export function sourceNames(files: readonly SourceFile[], cwd: string): NamedSources {
  const full = new Map(files.map((file) => [file, file.path === "-" ? null : resolve(cwd, file.path)]));
  const folders = [...full.values()].flatMap((path) => (path === null ? [] : [dirname(path)])).sort();
  const root = folders[0] === undefined ? cwd : (repositoryRoot(folders[0]) ?? commonFolder(folders));
  return new Map(files.map((file) => [file.path, { file, name: nameFrom(root, full.get(file) ?? null), digest: digest(file.text) }]));
}

function nameFrom(root: string, path: string | null): string {
  return path === null ? "standard input" : relative(root, path).split(sep).join("/");
}

function repositoryRoot(folder: string): string | null {
  if (existsSync(join(folder, "meshwright.yaml")) || existsSync(join(folder, ".git"))) return folder;
  const parent = dirname(folder);
  return parent === folder ? null : repositoryRoot(parent);
}

function commonFolder(folders: readonly string[]): string {
  const [first = [], ...rest] = folders.map((folder) => folder.split(sep));
  const length = first.findIndex((part, index) => rest.some((other) => other[index] !== part));
  return (length === -1 ? first : first.slice(0, length)).join(sep) || sep;
}
