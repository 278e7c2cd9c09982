import type { Manifest } from "../model/index.ts";
import { digest } from "../support/digest.ts";
import type { NativeFile, NativeForm } from "../targets/native-form.ts";
import { commentLines, generatedMark, generatedRemark, header, saysGenerated, sourcePlace } from "./generated.ts";
import type { NamedSources, OutputFile } from "./generated.ts";

/** The list of files in apply order, which also says which of them are ours. */
export const orderFile = "apply-order.txt";

interface Material {
  readonly manifests: readonly Manifest[];
  readonly sources: NamedSources;
  readonly applying: readonly string[];
}

/** The files of a native form in every spelling, and the list of them in apply order with their digests. */
export function nativeFiles(target: string, form: NativeForm, { manifests, sources, applying }: Material): readonly OutputFile[] {
  const files = form.write(manifests).flatMap((file) => spellings(target, form, file, sources));
  return [...files, orderOf(target, files, applying)];
}

function spellings(target: string, form: NativeForm, file: NativeFile, sources: NamedSources): readonly OutputFile[] {
  const value = form.remarked?.(file.value, remarks(file, sources)) ?? file.value;
  const path = `${target}/${checked(file.path)}`;
  const json = { path: `${path}.json`, content: `${JSON.stringify(value, null, 2)}\n` };
  return [json, ...form.spellings.map(({ ending, text }) => ({ path: `${path}.${ending}`, content: header(file.sources, sources) + text(value) }))];
}

function remarks({ sources: [first] }: NativeFile, sources: NamedSources): Readonly<Record<string, string>> {
  if (first === undefined) return generatedRemark;
  const source = sources.get(first.file);
  return { ...generatedRemark, "meshwright-source": sourcePlace(first, sources), ...(source !== undefined && { "meshwright-source-digest": source.digest }) };
}

/** One line a file, JSON files first as they are applied: its digest, two blanks, its path. */
function orderOf(target: string, files: readonly OutputFile[], applying: readonly string[]): OutputFile {
  const isJson = ({ path }: OutputFile): boolean => path.endsWith(".json");
  const lines = (some: readonly OutputFile[]): string => some.map(({ path, content }) => `${contentDigest(content)}  ${path.slice(target.length + 1)}\n`).join("");
  const others = files.filter((file) => !isJson(file));
  const same = others.length === 0 ? "" : `# The same in other spellings:\n${lines(others)}`;
  const head = `${generatedMark}; files are listed with their digests in the order in which they are applied, and removed in reverse.\n`;
  return { path: `${target}/${orderFile}`, content: `${head}${commentLines(applying)}${lines(files.filter(isJson))}${same}` };
}

/** The digest of a file in the list; a repository may change line ends. */
function contentDigest(content: string): string {
  return digest(content.replaceAll("\r\n", "\n"));
}

/** Whether a file is ours: it says so itself, or the list of its target has it as it stands. */
export function isOurs(file: OutputFile, order: string | null): boolean {
  if (saysGenerated(file.content)) return true;
  const path = file.path.slice(file.path.indexOf("/") + 1);
  return order !== null && order.startsWith(generatedMark) && order.split(/\r?\n/).includes(`${contentDigest(file.content)}  ${path}`);
}

/** Names are checked long before; a step that leaves the output folder, or hides in it, is a fault of ours. */
function checked(path: string): string {
  const fine = path.split("/").every((part) => /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?$/.test(part));
  if (!fine) throw new Error(`no file name can be made of ${JSON.stringify(path)}`);
  return path;
}
