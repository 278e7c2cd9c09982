import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, type Module } from "@swc/core";
import { once } from "../../src/support/remember.ts";

export const root = join(__dirname, "..", "..");

/** A source file of the product: path from `src/`, text, and the files it imports (paths from `src/` too). */
export interface ProductFile {
  readonly path: string;
  readonly text: string;
  /** Parsed when it is asked for. */
  readonly module: () => Module;
  readonly imports: readonly string[];
}

/** Every hand-written TypeScript file below `src/`. */
export function productFiles(): readonly ProductFile[] {
  const paths = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  return paths.filter((path) => path.endsWith(".ts") && !path.startsWith("resources/generated/")).sort().map(productFile);
}

function productFile(path: string): ProductFile {
  const text = readFileSync(join(root, "src", path), "utf8");
  return { path, text, module: once(() => parseSync(text, { syntax: "typescript" })), imports: importsOf(text).map((target) => resolve(path, target)) };
}

function importsOf(text: string): readonly string[] {
  return [...text.matchAll(/(?:from|import\(|import) *"(\.[^"]+)"/g)].map((match) => match[1] ?? "");
}

function resolve(from: string, target: string): string {
  return join(from, "..", target).replaceAll("\\", "/");
}
