import { spawnSync } from "node:child_process";
import { basename, relative } from "node:path";
import { decodeText } from "../source/decode.ts";
import { defaultLimits } from "../source/limits.ts";
import type { SourceFile } from "../source/origin.ts";
import { refuse } from "./io.ts";
import type { Asked } from "./io.ts";
import { byCodeUnits, isPolicyName } from "./paths.ts";

/** All that git may answer at once. */
const mostBytes = 256 * 1024 * 1024;

/**
 * The policy files below some absolute paths as they were in a revision, under the names that they have relative to the
 * working directory. Git is called without a shell; links are left out, and so are files that are no text.
 */
export function filesAtRevision(revision: string, paths: readonly string[], cwd: string): Asked<readonly SourceFile[]> {
  if (!/^[A-Za-z0-9][\w./@^~{}+-]{0,255}$/.test(revision)) return refuse(`\`${revision}\` is not the name of a revision`);
  const roots = paths.map((path) => relative(cwd, path) || ".");
  const listed = git(["ls-tree", "-r", "-z", revision, "--", ...roots], cwd);
  if (!listed.ok) return listed;
  const entries = listed.value.toString("utf8").split("\0").flatMap(readEntry).filter(({ path }) => isPolicyName(basename(path)));
  const files: SourceFile[] = [];
  for (const { path, object } of entries.sort((a, b) => byCodeUnits(a.path, b.path))) {
    const text = git(["cat-file", "blob", object], cwd);
    if (!text.ok) return text;
    const { file, diagnostics } = decodeText(path, text.value);
    if (text.value.length <= defaultLimits.fileLength * 3 && diagnostics.length === 0) files.push(file);
  }
  return { ok: true, value: files };
}

/** `100644 blob 3b18e5…\tpolicies/order.yaml`: plain files, executable or not. */
function readEntry(line: string): readonly { readonly path: string; readonly object: string }[] {
  const [, object, path] = /^100(?:644|755) blob ([0-9a-f]{40,64})\t([\s\S]+)$/.exec(line) ?? [];
  return object === undefined || path === undefined ? [] : [{ path, object }];
}

function git(words: readonly string[], cwd: string): Asked<Buffer> {
  const { status, stdout, stderr, error } = spawnSync("git", ["--literal-pathspecs", ...words], { cwd, maxBuffer: mostBytes, shell: false });
  if (error !== undefined) return refuse(`git cannot be run (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`);
  if (status === 0) return { ok: true, value: stdout };
  return refuse(`git says: ${stderr.toString("utf8").split("\n")[0] ?? ""}`);
}
